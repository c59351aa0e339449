import type { ElementOf } from "./fountain-elements.ts";

export interface SourceLine {
  /** The line without its notes and boneyard. */
  readonly text: string;
  /** Nothing but white space in the file itself. */
  readonly isBlank: boolean;
  /** A blank line of two spaces or more, which continues a speech. */
  readonly keepsSpeechOpen: boolean;
  /** Held only a note or boneyard: the text around it goes on as if the line were not there. */
  readonly isRemoved: boolean;
}

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
    const lineNumber = lines.length + 1;
    const raw = text.slice(start, end);
    const pieces: string[] = [];
    let from = start;
    let isCut = false;
    for (let removal = removals[next]; removal && removal.start < end; removal = removals[next]) {
      isCut = true;
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
    const kept = isCut ? pieces.join("") : raw;
    const isBlank = raw.trim() === "";
    lines.push({
      text: kept.trimEnd(),
      isBlank,
      keepsSpeechOpen: isBlank && raw.length >= 2,
      isRemoved: isCut && !isBlank && kept.trim() === "",
    });
    start = end + 1;
  }
  return { lines, annotations };
}

function normalizeLineEnds(source: string): string {
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
