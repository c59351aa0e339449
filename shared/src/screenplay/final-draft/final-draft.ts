import type { ScreenplayProblem } from "../decode-screenplay.ts";
import type { ElementContent } from "../fountain-elements.ts";
import { writeFountain } from "../write-fountain.ts";
import { readParagraphs, type FinalDraftParagraph } from "./read-paragraph.ts";
import { elementsOf, readXml } from "./read-xml.ts";

export type FinalDraftResult =
  | { ok: true; text: string; sceneEighths: readonly (number | undefined)[] }
  | { ok: false; reason: ScreenplayProblem };

/**
 * Turns a Final Draft document (.fdx) into Fountain text, which the one parser then reads, and the lengths that Final
 * Draft has counted for its scenes, in order. Never throws.
 */
export const convertFinalDraft = (xml: string): FinalDraftResult => {
  const read = readXml(xml);
  if (!read.ok) return read;
  const content = elementsOf(read.root, "Content")[0];
  if (read.root.name !== "FinalDraft" || !content) return { ok: false, reason: "not-fdx" };
  const paragraphs = readParagraphs(content);
  const titlePage = elementsOf(read.root, "TitlePage").flatMap((page) => elementsOf(page, "Content"))[0];
  const title = titlePage && readParagraphs(titlePage).find(({ plainText }) => plainText.trim() !== "");
  const text = writeFountain(paragraphs.flatMap(toElements), title?.plainText.trim());
  const sceneEighths = paragraphs.filter(isHeading).map(({ eighths }) => eighths);
  return { ok: true, text, sceneEighths };
};

const isHeading = ({ type, plainText }: FinalDraftParagraph): boolean =>
  type === "Scene Heading" && plainText.trim() !== "";

const toElements = (paragraph: FinalDraftParagraph): ElementContent[] => {
  const elements: ElementContent[] = [];
  if (paragraph.startsPage) elements.push({ type: "page-break" });
  const element = paragraph.plainText.trim() === "" ? undefined : toElement(paragraph);
  if (element) elements.push(element);
  if (paragraph.summary) elements.push({ type: "synopsis", text: paragraph.summary });
  for (const text of paragraph.notes) elements.push({ type: "note", text });
  return elements;
};

const toElement = (paragraph: FinalDraftParagraph): ElementContent => {
  const { text, plainText, number, isDual } = paragraph;
  switch (paragraph.type) {
    case "Scene Heading":
      return { type: "scene-heading", text: plainText, forced: false, ...(number && { number }) };
    case "Character":
      return { type: "character", name: plainText, extensions: [], dual: isDual, forced: false };
    case "Parenthetical":
      return { type: "parenthetical", text };
    case "Dialogue":
      return { type: "dialogue", text };
    case "Singing":
    case "Lyrics":
      return { type: "lyric", text };
    case "Transition":
      return { type: "transition", text: plainText, forced: false };
    case "New Act":
      return { type: "section", text: plainText, depth: 1 };
    case "End of Act":
      return { type: "centered", text };
    default:
      // Shots, cast lists, general text and types that templates invent are read as action.
      return paragraph.isCentered ? { type: "centered", text } : { type: "action", text, forced: false };
  }
};
