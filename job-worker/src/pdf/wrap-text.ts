/** Width of a text on one line, in points. */
export type Measure = (text: string) => number;

const ELLIPSIS = "…";

/**
 * Breaks a text into at most `maxLines` lines of `widthPt`: at spaces, else inside a word that is wider than a line;
 * line breaks of the text are kept. What does not fit is cut with an ellipsis. Looks only at as much text as it shows.
 */
export const wrapText = (text: string, widthPt: number, maxLines: number, measure: Measure): string[] => {
  const lines: string[] = [];
  const spaceWidth = measure(" ");
  for (const paragraph of text.trim().split("\n")) {
    let line = "";
    let lineWidth = 0;
    for (const word of piecesOf(paragraph, widthPt, measure)) {
      const wordWidth = measure(word);
      if (line !== "" && lineWidth + spaceWidth + wordWidth > widthPt) {
        lines.push(line);
        if (lines.length > maxLines) return cut(lines, widthPt, maxLines, measure);
        line = word;
        lineWidth = wordWidth;
      } else {
        lineWidth += (line === "" ? 0 : spaceWidth) + wordWidth;
        line = line === "" ? word : `${line} ${word}`;
      }
    }
    lines.push(line);
    if (lines.length > maxLines) return cut(lines, widthPt, maxLines, measure);
  }
  return lines;
};

const cut = (lines: readonly string[], widthPt: number, maxLines: number, measure: Measure): string[] => {
  const kept = lines.slice(0, maxLines);
  const last = kept.pop();
  return last === undefined ? [] : [...kept, fitLine(`${last}${ELLIPSIS}`, widthPt, measure)];
};

/** One line, its end replaced by an ellipsis when it is too wide. */
export const fitLine = (text: string, widthPt: number, measure: Measure): string => {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= MAX_LINE_LENGTH && measure(line) <= widthPt) return line;
  const letters = Array.from(line.slice(0, MAX_LINE_LENGTH).replace(/ ?…$/, ""));
  let low = 0;
  let high = letters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const fits = measure(letters.slice(0, middle).join("").trimEnd() + ELLIPSIS) <= widthPt;
    if (fits) low = middle;
    else high = middle - 1;
  }
  return letters.slice(0, low).join("").trimEnd() + ELLIPSIS;
};

/** Longer than any line on paper, so that a text of 20,000 letters is never measured whole. */
const MAX_LINE_LENGTH = 1000;
const MAX_WORD_LENGTH = 120;

function* piecesOf(paragraph: string, widthPt: number, measure: Measure): Generator<string> {
  for (const word of paragraph.split(/\s+/)) {
    if (word === "") continue;
    if (word.length <= MAX_WORD_LENGTH && measure(word) <= widthPt) {
      yield word;
      continue;
    }
    let piece = "";
    for (const letter of word) {
      if (piece !== "" && measure(piece + letter) > widthPt) {
        yield piece;
        piece = "";
      }
      piece += letter;
    }
    if (piece !== "") yield piece;
  }
}
