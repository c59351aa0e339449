import { MAX_LONG_TEXT } from "../canvas/node-types/limits.ts";
import { cutAtWord, cutText } from "./cut-text.ts";
import type { ScreenplayElement } from "./fountain-elements.ts";

const MAX_DERIVED_LENGTH = 160;
/** Enough to find the sentences that fit, however long the paragraph is. */
const READ_LENGTH = MAX_DERIVED_LENGTH * 4;
const SENTENCE_END = /[.!?…]["'”’)]?(?=\s|$)/g;

/** The writer's own `= synopsis` whole, else the first sentences of action that fit into 160 characters. */
export function summarizeScene(elements: readonly ScreenplayElement[]): string {
  const written: string[] = [];
  let action = "";
  for (const element of elements) {
    if (element.type === "synopsis" && element.text) written.push(element.text);
    if (element.type === "action" && action.length < READ_LENGTH)
      action += ` ${element.text.slice(0, READ_LENGTH)}`;
  }
  if (written.length > 0) return cutText(written.join(" "), MAX_LONG_TEXT);
  const text = plainText(action);
  if (text.length <= MAX_DERIVED_LENGTH) return text;
  let end = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const sentenceEnd = match.index + match[0].length;
    if (sentenceEnd > MAX_DERIVED_LENGTH) break;
    end = sentenceEnd;
  }
  return end > 0 ? text.slice(0, end) : cutAtWord(text, MAX_DERIVED_LENGTH);
}

/** Without emphasis marks; an escaped mark stays. */
function plainText(text: string): string {
  return text
    .replace(/\\(.)|[*_]/g, (_, escaped: string | undefined) => escaped ?? "")
    .replace(/\s+/g, " ")
    .trim();
}
