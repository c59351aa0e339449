/** Whether a font can show a code point. */
export type Coverage = (codePoint: number) => boolean;

const SUBSTITUTE = "□";

/**
 * The text as the font can show it: what it has no glyph for becomes one box per character (and is noted in `missing`),
 * marks that print nothing are dropped, and other white space than line breaks becomes a space.
 */
export const toPrintable = (text: string, covers: Coverage, missing: Set<string>): string => {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  let printable = "";
  for (const { segment } of SEGMENTER.segment(text.normalize("NFC").replace(/\r\n?/g, "\n"))) {
    if (segment === "\n") {
      printable += segment;
      continue;
    }
    const letters = Array.from(segment.replace(/[\t\f\v\p{Z}]/gu, " ").replace(INVISIBLE, ""));
    if (letters.every((letter) => covers(letter.codePointAt(0) ?? 0))) {
      printable += letters.join("");
    } else {
      missing.add(segment);
      printable += SUBSTITUTE;
    }
  }
  return printable;
};

const SEGMENTER = new Intl.Segmenter("en", { granularity: "grapheme" });
/** Control characters, joiners, variation selectors, directional marks. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\uFE00-\uFE0F]/gu;
