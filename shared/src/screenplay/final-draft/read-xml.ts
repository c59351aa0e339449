import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { ScreenplayProblem } from "../decode-screenplay.ts";

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Elements and pieces of text, in order. */
  readonly children: readonly (XmlElement | string)[];
}

/** A feature film has about 60,000 tags; every tag costs memory. */
const MAX_TAGS = 300_000;
/** Longer ones would cost the parser an object for each of a million attributes. */
const MAX_TAG_LENGTH = 16_384;
/** Final Draft nests about ten deep. */
const MAX_DEPTH = 64;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  trimValues: false,
  // Decoded here, without those that a document declares itself.
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: MAX_DEPTH,
  jPath: false,
});

/**
 * Reads an XML document into plain objects. A document type is refused before anything is parsed, and with it entities
 * (external ones, and those that grow a billionfold). Linear time.
 */
export const readXml = (
  text: string,
): { ok: true; root: XmlElement } | { ok: false; reason: ScreenplayProblem } => {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return { ok: false, reason: "unsafe-xml" };
  const problem = checkTags(text);
  if (problem) return { ok: false, reason: problem };
  if (XMLValidator.validate(text) !== true) return { ok: false, reason: "not-fdx" };
  let nodes: unknown;
  try {
    nodes = parser.parse(text);
  } catch (error) {
    const isDeep = error instanceof Error && error.message.includes("nested tags");
    return { ok: false, reason: isDeep ? "too-deep" : "not-fdx" };
  }
  const [root, ...more] = readNodes(nodes).filter((child) => typeof child !== "string");
  return root && more.length === 0 ? { ok: true, root } : { ok: false, reason: "not-fdx" };
};

export const elementsOf = (element: XmlElement, name?: string): XmlElement[] =>
  element.children.filter(
    (child): child is XmlElement => typeof child !== "string" && (name === undefined || child.name === name),
  );

/** Number and length of the tags, before a parser spends memory on them. Looks at each character once. */
const checkTags = (text: string): ScreenplayProblem | undefined => {
  let count = 0;
  for (let start = text.indexOf("<"); start !== -1;) {
    const end = endOfTag(text, start);
    if (end === undefined) return "not-fdx";
    if (++count > MAX_TAGS) return "too-large";
    start = text.indexOf("<", end);
  }
  return undefined;
};

const endOfTag = (text: string, start: number): number | undefined => {
  if (text.startsWith("<!--", start)) return behind(text, "-->", start + 4);
  if (text.startsWith("<![CDATA[", start)) return behind(text, "]]>", start + 9);
  const limit = Math.min(text.length, start + MAX_TAG_LENGTH);
  let quote = "";
  for (let at = start + 1; at < limit; at++) {
    const character = text[at] ?? "";
    if (quote === "") {
      if (character === ">") return at + 1;
      if (character === '"' || character === "'") quote = character;
    } else if (character === quote) quote = "";
  }
  return undefined;
};

const behind = (text: string, end: string, from: number): number | undefined => {
  const at = text.indexOf(end, from);
  return at === -1 ? undefined : at + end.length;
};

/** The parser's ordered form: `[{ "#text": "…" }, { Paragraph: [children], ":@": attributes }]`. */
const readNodes = (nodes: unknown): (XmlElement | string)[] => {
  if (!Array.isArray(nodes)) return [];
  return nodes.flatMap((node: Record<string, unknown>): (XmlElement | string)[] => {
    const name = Object.keys(node).find((key) => key !== ":@");
    if (name === undefined) return [];
    const value = node[name];
    if (name === "#text") return typeof value === "string" ? [decodeEntities(value)] : [];
    return [{ name, attributes: readAttributes(node[":@"]), children: readNodes(value) }];
  });
};

const readAttributes = (attributes: unknown): Record<string, string> => {
  const read: Record<string, string> = {};
  if (typeof attributes !== "object" || attributes === null) return read;
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === "string") read[name] = decodeEntities(value);
  return read;
};

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi;

/** The five of XML itself and characters by number; anything else stays as it was written. */
const decodeEntities = (text: string): string =>
  text.replace(ENTITY, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal);
    const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : "\uFFFD";
  });
