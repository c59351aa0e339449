import { KNOWN_TIMES_OF_DAY } from "../canvas/node-types/scene.ts";
import type { InteriorExterior } from "../canvas/node-types/scene.ts";

export interface SceneHeadingParts {
  /** Absent for a forced heading without a prefix (`.SNIPER SCOPE`). */
  readonly interiorExterior?: InteriorExterior;
  /** The set as written, sublocations included: "FERRY - WHEELHOUSE". */
  readonly setName: string;
  /** The first part of the set: "FERRY". */
  readonly location: string;
  /** Known times in capitals; any other last part of the heading as written. */
  readonly timeOfDay?: string;
  readonly modifier?: string;
}

const PREFIX = /^(INT\.? ?\/ ?EXT|EXT\.? ?\/ ?INT|INT|EXT|EST|I\/E|E\/I)(?:\.|(?=\s))/i;
const FIRST_LETTERS = new Set("IEie");
const SEPARATOR = /\s[-–—]{1,3}\s/;
const TIMES = new Set<string>([
  ...KNOWN_TIMES_OF_DAY,
  "NOON",
  "MIDDAY",
  "MIDNIGHT",
  "TWILIGHT",
  "GOLDEN HOUR",
  "BLUE HOUR",
  "SAME TIME",
  "CONTINUED",
]);
const INHERITING = new Set(["CONTINUOUS", "CONTINUED", "LATER", "MOMENTS LATER", "SAME", "SAME TIME"]);
const QUALIFIER = /^(?:THE NEXT|NEXT|THAT|THE SAME|SAME|EARLY|LATE|MID|PRE)[ -]/;
const MODIFIER =
  /^(?:END |END OF )?(?:FLASHBACK|FLASH ?FORWARD|FLASH BACK|DREAM|NIGHTMARE|FANTASY|MONTAGE|INTERCUT|ESTABLISHING|STOCK)\b/i;
/** No time of day is longer; what is, skips the checks. */
const MAX_TIME_LENGTH = 60;

/** Splits off INT., EXT. … in any case; `undefined` if the text does not begin like a scene heading. */
export function readHeadingPrefix(
  text: string,
): { interiorExterior: InteriorExterior; rest: string } | undefined {
  const prefix = FIRST_LETTERS.has(text[0] ?? "") ? PREFIX.exec(text) : null;
  if (!prefix) return undefined;
  const word = (prefix[1] ?? "").toUpperCase();
  const interiorExterior = word === "INT" || word === "EXT" || word === "EST" ? word : "INT/EXT";
  return { interiorExterior, rest: text.slice(prefix[0].length).trim() };
}

/**
 * `PREFIX LOCATION[ - SUBLOCATION…] - TIME[ - MODIFIER]`, without scene number. The time is the rightmost known
 * one; without any it is the last part as free text (other languages), if a set remains before it.
 */
export function parseHeading(text: string): SceneHeadingParts {
  const prefix = readHeadingPrefix(text.trim());
  const parts = ` ${prefix?.rest ?? text.trim()} `
    .split(SEPARATOR)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  let timeIndex = parts.findLastIndex((part, index) => index > 0 && isKnownTime(part));
  let lastIndex = timeIndex;
  if (timeIndex === -1) {
    lastIndex = parts.length - 1;
    while (lastIndex > 0 && MODIFIER.test(parts[lastIndex] ?? "")) lastIndex--;
    timeIndex = lastIndex;
  }
  const modifiers = parts.splice(lastIndex + 1);
  let timeOfDay = timeIndex > 0 ? parts.splice(timeIndex, 1)[0] : undefined;
  if (timeOfDay !== undefined) {
    const remark = splitRemark(timeOfDay);
    timeOfDay = isKnownTime(timeOfDay) ? remark.text.toUpperCase() : remark.text;
    if (remark.inner) modifiers.unshift(remark.inner);
  }
  return {
    ...(prefix && { interiorExterior: prefix.interiorExterior }),
    setName: parts.join(" - "),
    location: parts[0] ?? "",
    ...(timeOfDay !== undefined && { timeOfDay }),
    ...(modifiers.length > 0 && { modifier: modifiers.join(" - ") }),
  };
}

/** CONTINUOUS, LATER and SAME take the time of the scene before, if there is one. */
export function resolveTimeOfDay(
  timeOfDay: string | undefined,
  previous: string | undefined,
): string | undefined {
  return timeOfDay !== undefined && INHERITING.has(timeOfDay) ? (previous ?? timeOfDay) : timeOfDay;
}

function isKnownTime(part: string): boolean {
  if (part.length > MAX_TIME_LENGTH) return false;
  const words = splitRemark(part)
    .text.toUpperCase()
    .replace(/ ?\d+$/, "");
  return TIMES.has(words) || TIMES.has(words.replace(QUALIFIER, "")) || isTimeRange(words);
}

function isTimeRange(words: string): boolean {
  const times = words.split("/");
  return times.length === 2 && times.every((time) => TIMES.has(time.trim()));
}

/** "DAY (FLASHBACK)" is the time DAY with the remark FLASHBACK. */
function splitRemark(part: string): { text: string; inner?: string } {
  const open = part.indexOf("(");
  if (open < 1 || !part.endsWith(")")) return { text: part };
  return { text: part.slice(0, open).trim(), inner: part.slice(open + 1, -1).trim() };
}
