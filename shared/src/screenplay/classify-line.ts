import type { ElementContent } from "./fountain-elements.ts";
import { readHeadingPrefix } from "./parse-heading.ts";

interface LineContext {
  /** A blank line, the file's start, or a heading, section, synopsis or transition stands before. */
  readonly isAfterBreak: boolean;
  /** The line that follows without a blank line between. */
  readonly nextText: string | undefined;
}

/** Longer capitals are shouted action, not somebody's name. */
const MAX_NAME_LENGTH = 100;
const MAX_SECTION_DEPTH = 6;
const MARKS = new Set("=#~!@>");
const LOWER_CASE = /(?!ß)\p{Ll}/u;
const UPPER_CASE = /\p{Lu}/u;
const FORCED_HEADING = /^\.[\p{L}\p{N}]/u;
const PAGE_BREAK = /^={3,}$/;
const SCENE_NUMBER = /^[\p{L}\p{N}.\-–() ]{1,24}$/u;

/** What one line outside a speech is. Each test looks at the line once, so its cost is linear in its length. */
export function classifyLine(line: string, context: LineContext): ElementContent {
  const text = line.trim();
  return (
    classifyMarked(text) ??
    classifyHeading(text, context) ??
    classifyCapitals(text, context) ?? { type: "action", text: line, forced: false }
  );
}

/** A line inside a speech, after the character's name. */
export function classifySpeechLine(line: string): ElementContent {
  const text = line.trim();
  if (text.startsWith("(") && text.endsWith(")")) return { type: "parenthetical", text };
  if (text.startsWith("~")) return { type: "lyric", text: text.slice(1).trim() };
  return { type: "dialogue", text };
}

function classifyMarked(text: string): ElementContent | undefined {
  if (!MARKS.has(text[0] ?? "")) return undefined;
  const rest = text.slice(1).trim();
  switch (text[0]) {
    case "=":
      return PAGE_BREAK.test(text) ? { type: "page-break" } : { type: "synopsis", text: rest };
    case "#": {
      let depth = 1;
      while (text[depth] === "#") depth++;
      return { type: "section", text: text.slice(depth).trim(), depth: Math.min(depth, MAX_SECTION_DEPTH) };
    }
    case "~":
      return { type: "lyric", text: rest };
    case "!":
      return { type: "action", text: text.slice(1), forced: true };
    case "@":
      return readCharacter(text.slice(1), true);
    case ">":
      if (text.length > 1 && text.endsWith("<")) return { type: "centered", text: text.slice(1, -1).trim() };
      return rest === "" ? undefined : { type: "transition", text: rest, forced: true };
    default:
      return undefined;
  }
}

function classifyHeading(text: string, context: LineContext): ElementContent | undefined {
  const forced = text.startsWith(".") && FORCED_HEADING.test(text);
  if (!forced && !(context.isAfterBreak && readHeadingPrefix(text))) return undefined;
  const heading = forced ? text.slice(1) : text;
  const open = heading.endsWith("#") ? heading.lastIndexOf("#", heading.length - 2) : -1;
  const number = open > 0 ? heading.slice(open + 1, -1).trim() : "";
  if (!SCENE_NUMBER.test(number)) return { type: "scene-heading", text: heading, forced };
  return { type: "scene-heading", text: heading.slice(0, open).trim(), number, forced };
}

function classifyCapitals(text: string, context: LineContext): ElementContent | undefined {
  if (!context.isAfterBreak) return undefined;
  const next = context.nextText;
  // Nobody's speech begins with a heading: "FADE IN:" straight above INT. … is not a character.
  const endsParagraph = next === undefined || readHeadingPrefix(next.trim()) !== undefined;
  if (!endsParagraph) return readCharacter(text, false);
  const isTransition = text.endsWith(" TO:") && !LOWER_CASE.test(text);
  return isTransition ? { type: "transition", text, forced: false } : undefined;
}

/** Name, extensions in brackets in any case, and a trailing ^; `undefined` if it is nobody's name. */
function readCharacter(line: string, forced: boolean): ElementContent | undefined {
  const dual = line.endsWith("^");
  const text = dual ? line.slice(0, -1) : line;
  const { outside, extensions } = splitBrackets(text);
  const name = outside.replace(/[*_]/g, "").replace(/\s+/g, " ").trim();
  if (name === "" || name.length > MAX_NAME_LENGTH) return undefined;
  if (!forced && (LOWER_CASE.test(name) || !UPPER_CASE.test(name))) return undefined;
  return { type: "character", name, extensions, dual, forced };
}

function splitBrackets(text: string): { outside: string; extensions: readonly string[] } {
  let open = text.indexOf("(");
  if (open === -1) return { outside: text, extensions: [] };
  const extensions: string[] = [];
  let outside = text.slice(0, open);
  while (open !== -1) {
    const close = text.indexOf(")", open);
    const end = close === -1 ? text.length : close;
    extensions.push(text.slice(open + 1, end).trim());
    open = text.indexOf("(", end);
    outside += text.slice(end + 1, open === -1 ? text.length : open);
  }
  return { outside, extensions };
}
