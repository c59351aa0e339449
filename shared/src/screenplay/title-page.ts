import type { SourceLine } from "./source-lines.ts";
import { REMOVED } from "./source-lines.ts";

/** Any key may follow, but the first must be known: "FADE IN:" on line 1 is not a title page. */
const FIRST_KEYS = new Set([
  "title",
  "credit",
  "credits",
  "author",
  "authors",
  "source",
  "notes",
  "draft",
  "draft date",
  "date",
  "contact",
  "contact info",
  "copyright",
  "revision",
  "format",
  "language",
  "titel",
  "titre",
  "título",
  "titolo",
  "autor",
  "auteur",
  "autore",
]);
const MAX_KEY_LENGTH = 60;

/** Reads `Key: value` up to the first blank line; `endLine` is its last line, 0 if there is no title page. */
export function readTitlePage(lines: readonly SourceLine[]): {
  titlePage: Record<string, string>;
  endLine: number;
} {
  const titlePage = Object.create(null) as Record<string, string>;
  const first = lines.findIndex((line) => typeof line === "string");
  const firstLine = lines[first];
  const firstKey = typeof firstLine === "string" ? splitKey(firstLine)?.key : undefined;
  if (firstKey === undefined || !FIRST_KEYS.has(firstKey)) return { titlePage, endLine: 0 };
  let key = firstKey;
  let index = first;
  for (; index < lines.length; index++) {
    const line = lines[index];
    if (line === REMOVED) continue;
    if (typeof line !== "string") break;
    const pair = splitKey(line);
    if (pair) key = pair.key;
    const value = (pair?.value ?? line).trim();
    const before = titlePage[key];
    titlePage[key] = before ? (value ? `${before}\n${value}` : before) : value;
  }
  return { titlePage, endLine: index };
}

function splitKey(text: string): { key: string; value: string } | undefined {
  if (text === "" || text.startsWith(" ") || text.startsWith("\t")) return undefined;
  const colon = text.indexOf(":");
  if (colon < 1 || colon > MAX_KEY_LENGTH) return undefined;
  const key = text.slice(0, colon).trim().toLowerCase();
  return key === "" ? undefined : { key, value: text.slice(colon + 1) };
}
