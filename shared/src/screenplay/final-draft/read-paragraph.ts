import { elementsOf, type XmlElement } from "./read-xml.ts";

export interface FinalDraftParagraph {
  readonly type: string;
  /** All runs joined; bold, italics and underlining as Fountain writes them. */
  readonly text: string;
  /** The same without marks, for names and headings. */
  readonly plainText: string;
  readonly number?: string;
  /** Of a scene: eighths of a page, as Final Draft has counted them. */
  readonly eighths?: number;
  readonly summary?: string;
  readonly notes: readonly string[];
  readonly isCentered: boolean;
  readonly startsPage: boolean;
  /** The second of two speeches side by side. */
  readonly isDual: boolean;
}

/** The paragraphs of a document's content in order, those of dual dialogue among them; omitted scenes are not read. */
export const readParagraphs = (content: XmlElement): FinalDraftParagraph[] =>
  elementsOf(content, "Paragraph").flatMap((paragraph) => {
    const dual = elementsOf(paragraph, "DualDialogue").flatMap((pair) => elementsOf(pair, "Paragraph"));
    if (dual.length === 0) return [readParagraph(paragraph, false)];
    let speakers = 0;
    return dual.map((part) => {
      if (part.attributes["Type"] === "Character") speakers++;
      return readParagraph(part, speakers > 1);
    });
  });

const readParagraph = (paragraph: XmlElement, isDual: boolean): FinalDraftParagraph => {
  const { Type = "General", Number: number, Alignment, StartsNewPage } = paragraph.attributes;
  const runs = listRuns(paragraph);
  const properties = elementsOf(paragraph, "SceneProperties")[0];
  const eighths = readEighths(properties?.attributes["Length"]);
  const summary = properties && elementsOf(properties, "Summary").map(textOfNested).join(" ").trim();
  return {
    type: Type,
    text: runs.map(({ text, style }) => markText(text, style)).join(""),
    plainText: runs.map(({ text }) => text).join(""),
    ...(number && { number }),
    ...(eighths !== undefined && { eighths }),
    ...(summary && { summary }),
    notes: elementsOf(paragraph, "ScriptNote").map(textOfNested).filter(Boolean),
    isCentered: Alignment === "Center",
    startsPage: StartsNewPage === "Yes",
    isDual,
  };
};

interface Run {
  readonly text: string;
  readonly style: string;
}

/** Every `Text` under the paragraph but those of its notes and properties: revision marks may wrap runs in more tags. */
const listRuns = (element: XmlElement): Run[] =>
  elementsOf(element).flatMap((child): Run[] => {
    if (NOT_TEXT.has(child.name)) return [];
    if (child.name !== "Text") return listRuns(child);
    const style = child.attributes["Style"] ?? "";
    const text = textOf(child);
    return [{ text: style.includes("AllCaps") ? text.toUpperCase() : text, style }];
  });

const NOT_TEXT = new Set(["ScriptNote", "SceneProperties", "SceneArcBeats", "OmittedScene", "DynamicLabel"]);

const textOf = (element: XmlElement): string =>
  element.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");

const textOfNested = (element: XmlElement): string =>
  elementsOf(element, "Paragraph")
    .map((paragraph) =>
      listRuns(paragraph)
        .map(({ text }) => text)
        .join(""),
    )
    .join("\n")
    .trim();

/** Marks hug the words: `**bold**`, never `** bold **`, and never reach over a line. */
const markText = (text: string, style: string): string => {
  const marks = [
    style.includes("Bold") && "**",
    style.includes("Italic") && "*",
    style.includes("Underline") && "_",
  ]
    .filter(Boolean)
    .join("");
  const escaped = text.replace(/[\\*_]|\[(?=\[)|\/(?=\*)/g, "\\$&");
  if (marks === "") return escaped;
  const closing = [...marks.matchAll(/\*\*|\*|_/g)]
    .map(([mark]) => mark)
    .reverse()
    .join("");
  return escaped
    .split("\n")
    .map((line) => {
      const words = line.trim();
      if (words === "") return line;
      const start = line.indexOf(words);
      return `${line.slice(0, start)}${marks}${words}${closing}${line.slice(start + words.length)}`;
    })
    .join("\n");
};

/** "2 3/8", "3/8" or "2"; anything else is not known. */
const readEighths = (length: string | undefined): number | undefined => {
  const match = /^(\d{1,3})?(?: ?\b(\d)\/8)?$/.exec(length?.trim() ?? "");
  if (!match || match[0] === "") return undefined;
  const eighths = Number(match[1] ?? 0) * 8 + Number(match[2] ?? 0);
  return eighths > 0 ? eighths : undefined;
};
