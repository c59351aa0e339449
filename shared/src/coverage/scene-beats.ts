import type { ScreenplayElement } from "../screenplay/fountain-elements.ts";
import { cutText } from "../screenplay/cut-text.ts";
import { parseFountain } from "../screenplay/fountain.ts";
import { splitSentences } from "./sentences.ts";

/** What happens in a scene, one after the other, as far as a camera is concerned. */
export type Beat =
  /** One sentence of action, without emphasis marks. */
  | { kind: "action"; text: string }
  | {
      kind: "speech";
      /** As the script writes the name, in capitals and without extensions. */
      speaker: string;
      /** What is said, parentheticals left out. */
      text: string;
      words: number;
      /** Heard only: (V.O.), (O.S.), (O.C.). */
      isUnseen: boolean;
    };

/** More than any scene has; a hostile text ends here. */
const MAX_READ_LENGTH = 60_000;
const MAX_BEATS = 1_500;
/** Of a speech; beyond it only words are counted. */
const MAX_QUOTED_LENGTH = 1_000;
const HEARD_ONLY = /^(v\.?\s?o\.?|o\.?\s?s\.?|o\.?\s?c\.?|off|voice over|off screen|filtered)\b/i;
/** Keeps a script whose first line is "Notes: …" from being read as a title page. */
const HEADING = "INT. SCENE\n\n";

/** Reads a scene's own Fountain text (its heading excluded). Never throws; linear in the text's length. */
export const readBeats = (script: string): Beat[] => {
  const beats: Beat[] = [];
  let speech: Extract<Beat, { kind: "speech" }> | undefined;
  for (const element of parseFountain(HEADING + cutText(script, MAX_READ_LENGTH)).elements) {
    if (beats.length >= MAX_BEATS) break;
    if (speech && (element.type === "dialogue" || element.type === "lyric")) {
      const said = plainText(element.text);
      speech.words += countWords(said);
      if (speech.text.length < MAX_QUOTED_LENGTH) speech.text = joinWords(speech.text, said);
    } else if (element.type === "character") {
      speech = startSpeech(element);
      beats.push(speech);
    } else if (element.type === "action") {
      speech = undefined;
      for (const text of splitSentences(plainText(element.text))) beats.push({ kind: "action", text });
    } else if (element.type !== "parenthetical" && element.type !== "note") speech = undefined;
  }
  return beats.slice(0, MAX_BEATS);
};

const startSpeech = ({ name, extensions }: Extract<ScreenplayElement, { type: "character" }>) => ({
  kind: "speech" as const,
  speaker: name.toUpperCase(),
  text: "",
  words: 0,
  isUnseen: extensions.some((extension) => HEARD_ONLY.test(extension)),
});

const joinWords = (one: string, other: string): string => (one === "" ? other : `${one} ${other}`);
const countWords = (text: string): number => (text === "" ? 0 : text.split(" ").length);

/** Without emphasis marks; an escaped mark stays. */
const plainText = (text: string): string =>
  text
    .replace(/\\(.)|[*_]/g, (_, escaped: string | undefined) => escaped ?? "")
    .replace(/\s+/g, " ")
    .trim();
