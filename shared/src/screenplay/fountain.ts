import { classifyLine, classifySpeechLine } from "./classify-line.ts";
import { collectScenes } from "./collect-scenes.ts";
import type { ElementContent, Screenplay, ScreenplayElement } from "./fountain-elements.ts";
import type { Annotation, SourceLine } from "./source-lines.ts";
import { BLANK, readSourceLines, REMOVED, SPACED_BLANK } from "./source-lines.ts";
import { readTitlePage } from "./title-page.ts";

/**
 * Reads Fountain (fountain.io/syntax) as written by people: never throws, on any string, and costs linear time.
 * More tolerant than the standard in that a heading needs no blank line after it and that what is opened and
 * never closed (`[[`, `/*`) is ordinary text.
 */
export function parseFountain(text: string): Screenplay {
  const { lines, annotations } = readSourceLines(text);
  const { titlePage, endLine: titlePageEndLine } = readTitlePage(lines);
  const elements = mergeByLine(readElements(lines, titlePageEndLine), annotations);
  return {
    titlePage,
    titlePageEndLine,
    lineCount: lines.length,
    elements,
    scenes: collectScenes(elements, lines.length),
  };
}

function readElements(lines: readonly SourceLine[], firstIndex: number): ScreenplayElement[] {
  const elements: ScreenplayElement[] = [];
  let isInSpeech = false;
  let isAfterBreak = true;
  for (let index = firstIndex; index < lines.length; index++) {
    const line = lines[index];
    const lineNumber = index + 1;
    if (line === SPACED_BLANK && isInSpeech) {
      const last = elements.at(-1);
      if (last?.type === "dialogue") {
        last.text += "\n";
        last.endLine = lineNumber;
      }
      continue;
    }
    if (line === BLANK || line === SPACED_BLANK) {
      isInSpeech = false;
      isAfterBreak = true;
      continue;
    }
    if (line === REMOVED || line === undefined) continue;
    const content: ElementContent = isInSpeech
      ? classifySpeechLine(line)
      : classifyLine(line, { isAfterBreak, nextText: textBelow(lines, index) });
    const isParagraphOpen = isInSpeech || !isAfterBreak;
    if (!(isParagraphOpen && continueElement(elements.at(-1), content, lineNumber)))
      elements.push(placeElement(content, lineNumber));
    if (content.type === "character") isInSpeech = true;
    isAfterBreak = content.type !== "action" && content.type !== "lyric";
  }
  return elements;
}

/** Writes into the fresh object: a copy per line is what a file of a million lines would wait for. */
function placeElement(content: ElementContent, lineNumber: number): ScreenplayElement {
  const element = content as { -readonly [Key in keyof ScreenplayElement]: ScreenplayElement[Key] };
  element.line = lineNumber;
  element.endLine = lineNumber;
  return element as ScreenplayElement;
}

/** The lines of one paragraph of action or speech are one element, its line breaks kept. */
function continueElement(
  last: ScreenplayElement | undefined,
  content: ElementContent,
  lineNumber: number,
): boolean {
  const isAction = last?.type === "action" && content.type === "action" && !content.forced;
  const isDialogue = last?.type === "dialogue" && content.type === "dialogue";
  if (!isAction && !isDialogue) return false;
  last.text += `\n${content.text}`;
  last.endLine = lineNumber;
  return true;
}

/** Runs over removed lines only up to the next kept one, so that no line is looked at twice. */
function textBelow(lines: readonly SourceLine[], index: number): string | undefined {
  let below = index + 1;
  while (lines[below] === REMOVED) below++;
  const line = lines[below];
  return typeof line === "string" ? line : undefined;
}

function mergeByLine(
  elements: readonly ScreenplayElement[],
  annotations: readonly Annotation[],
): readonly ScreenplayElement[] {
  if (annotations.length === 0) return elements;
  const merged: ScreenplayElement[] = [];
  let next = 0;
  for (const element of elements) {
    for (let note = annotations[next]; note && note.line < element.line; note = annotations[++next])
      merged.push(note);
    merged.push(element);
  }
  for (; next < annotations.length; next++) merged.push(annotations[next] as Annotation);
  return merged;
}
