import type { ScreenplayElement } from "./fountain-elements.ts";

const LINES_PER_PAGE = 55;
const EIGHTHS_PER_PAGE = 8;

/** Characters per line in Courier 12 (10 to the inch): 6.0, 3.5 and 2.5 inches of a US Letter page. */
const COLUMNS = {
  "scene-heading": 60,
  action: 60,
  character: 40,
  parenthetical: 25,
  dialogue: 35,
  lyric: 35,
  transition: 20,
  centered: 60,
} as const;

/**
 * Length of a scene in eighths of a page, at least one: `round(lines · 8 / 55)`, where `lines` is what the usual
 * US layout (Courier 12, six lines to the inch, 55 lines to the page) needs for the heading, the wrapped
 * paragraphs and one blank line above each paragraph or speech. Two speeches side by side count as the longer one.
 * Pages are counted as one run, without what a page break or a (MORE) adds, so the lengths of scenes add up.
 */
export function measurePageEighths(elements: readonly ScreenplayElement[]): number {
  const lines = countLayoutLines(elements);
  return Math.max(1, Math.round((lines * EIGHTHS_PER_PAGE) / LINES_PER_PAGE));
}

export function countLayoutLines(elements: readonly ScreenplayElement[]): number {
  let total = 0;
  let speech = 0;
  let speechBefore = 0;
  let isDual = false;
  const endSpeech = (): void => {
    total += isDual ? Math.max(0, speech - speechBefore) : speech;
    speechBefore = speech;
    speech = 0;
    isDual = false;
  };
  for (const element of elements) {
    if (!(element.type in COLUMNS)) continue;
    const lines = countElementLines(element);
    const isInSpeech = speech > 0 && ["parenthetical", "dialogue", "lyric"].includes(element.type);
    if (isInSpeech) {
      speech += lines;
      continue;
    }
    endSpeech();
    if (element.type === "character") {
      speech = lines + 1;
      isDual = element.dual;
    } else {
      speechBefore = 0;
      total += lines + 1;
    }
  }
  endSpeech();
  return total;
}

function countElementLines(element: ScreenplayElement): number {
  if (element.type === "character") return 1;
  if (!("text" in element) || !(element.type in COLUMNS)) return 0;
  const columns = COLUMNS[element.type as keyof typeof COLUMNS];
  let lines = 0;
  for (const line of element.text.trim().split("\n")) lines += countWrappedLines(line, columns);
  return lines;
}

/** Greedy word wrap; a word longer than the line is broken. */
function countWrappedLines(text: string, columns: number): number {
  let lines = 1;
  let used = 0;
  for (const word of text.split(" ")) {
    const needed = used === 0 ? word.length : used + 1 + word.length;
    if (needed <= columns) {
      used = needed;
      continue;
    }
    if (used > 0) lines++;
    lines += Math.max(0, Math.ceil(word.length / columns) - 1);
    used = word.length === 0 ? 0 : ((word.length - 1) % columns) + 1;
  }
  return lines;
}
