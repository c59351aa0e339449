import type { ElementOf } from "./fountain-elements.ts";

export const BLANK = Symbol("blank");
/** A blank line of two spaces or more, which continues a speech. */
export const SPACED_BLANK = Symbol("spaced blank");
/** Held only a note or boneyard: the text around it goes on as if the line were not there. */
export const REMOVED = Symbol("removed");

/** The line without its notes and boneyard. Not an object, because a file may be a million of them. */
export type SourceLine = string | typeof BLANK | typeof SPACED_BLANK | typeof REMOVED;

export type Annotation = ElementOf<"note"> | ElementOf<"boneyard">;

interface Removal {
  readonly type: Annotation["type"];
  readonly start: number;
  readonly end: number;
}

/** Splits into lines and takes notes and boneyard out, in linear time for any string. */
export function readSourceLines(source: string): { lines: SourceLine[]; annotations: Annotation[] } {
  const text = normalizeLineEnds(source);
  const removals = findRemovals(text);
  const lines: SourceLine[] = [];
  const annotations: Annotation[] = [];
  let next = 0;
  let start = 0;
  while (start <= text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    const raw = text.slice(start, end);
    let kept = raw;
    if ((removals[next]?.start ?? Infinity) < end) {
      const lineNumber = lines.length + 1;
      const pieces: string[] = [];
      let from = start;
      for (let removal = removals[next]; removal && removal.start < end; removal = removals[next]) {
        if (removal.start >= start) {
          addPiece(pieces, text.slice(from, removal.start));
          annotations.push({
            type: removal.type,
            text: text.slice(removal.start + 2, removal.end - 2).trim(),
            line: lineNumber,
            endLine: lineNumber,
          });
        }
        from = Math.min(removal.end, end);
        const annotation = annotations.at(-1);
        if (annotation) annotation.endLine = lineNumber;
        if (removal.end > end) break;
        next++;
      }
      addPiece(pieces, text.slice(from, end));
      kept = pieces.join("");
    }
    lines.push(toSourceLine(raw, kept));
    start = end + 1;
  }
  return { lines, annotations };
}

function toSourceLine(raw: string, kept: string): SourceLine {
  const text = kept.trimEnd();
  if (text !== "") return text;
  if (raw.trim() !== "") return REMOVED;
  return raw.length >= 2 ? SPACED_BLANK : BLANK;
}

/** One byte order mark off, every line end "\n": the text whose lines the parser counts. */
export function normalizeLineEnds(source: string): string {
  const text = source.startsWith("\uFEFF") ? source.slice(1) : source;
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** "He runs [[fast]] home" must not keep two spaces where the note stood. */
function addPiece(pieces: string[], piece: string): void {
  if (piece === "") return;
  const isDoubleSpace = piece.startsWith(" ") && pieces.at(-1)?.endsWith(" ") === true;
  pieces.push(isDoubleSpace ? piece.slice(1) : piece);
}

/**
 * An opener without its end is ordinary text. The ends are looked for with cursors that only move forward:
 * a search per opener would cost n² on a file of `[[`.
 */
function findRemovals(text: string): Removal[] {
  const removals: Removal[] = [];
  const findNoteEnd = forwardSearch(text, "]]");
  const findBoneyardEnd = forwardSearch(text, "*/");
  const findEmptyLine = forwardSearch(text, "\n\n");
  let at = 0;
  while (at < text.length - 1) {
    const character = text[at];
    const pair = text[at + 1];
    if (character === "\\") {
      at += 2;
    } else if (character === "[" && pair === "[") {
      const end = findNoteEnd(at + 2);
      // An empty line ends a note that was never closed; two spaces on the line keep it open.
      if (end < findEmptyLine(at)) {
        removals.push({ type: "note", start: at, end: end + 2 });
        at = end + 2;
      } else at += 2;
    } else if (character === "/" && pair === "*") {
      const end = findBoneyardEnd(at + 2);
      if (end < Infinity) {
        removals.push({ type: "boneyard", start: at, end: end + 2 });
        at = end + 2;
      } else at += 2;
    } else at++;
  }
  return removals;
}

function forwardSearch(text: string, wanted: string): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) {
      const index = text.indexOf(wanted, from);
      found = index === -1 ? Infinity : index;
    }
    return found;
  };
}
