import { classifyLine } from "./classify-line.ts";
import type { ElementContent } from "./fountain-elements.ts";
import { readHeadingPrefix } from "./parse-heading.ts";

const SPEECH = new Set<ElementContent["type"]>(["parenthetical", "dialogue", "lyric"]);

/** Fountain text that reads as these elements again; what would read as something else is forced. */
export const writeFountain = (elements: readonly ElementContent[], title?: string): string => {
  const paragraphs: string[][] = title ? [[`Title: ${oneLine(title)}`]] : [];
  let speech: string[] | undefined;
  elements.forEach((element, index) => {
    if (element.type === "character") {
      const next = elements.slice(index + 1, index + 8).find(({ type }) => type !== "note");
      speech = [writeCharacter(element, next !== undefined && SPEECH.has(next.type))];
      paragraphs.push(speech);
    } else if (speech && (SPEECH.has(element.type) || element.type === "note")) {
      speech.push(writeSpeechLine(element));
    } else {
      speech = undefined;
      const written = writeParagraph(element);
      if (written !== "") paragraphs.push([written]);
    }
  });
  // "Weather: rain" at the top would be taken for a title page, also below notes, which the reader takes out first.
  const opening = elements.find(({ type }) => type !== "note" && type !== "boneyard");
  const first = paragraphs.find(([line = ""]) => !line.startsWith("[[") && !line.startsWith("/*"));
  if (!title && opening?.type === "action" && first?.[0]?.includes(":") && !first[0].startsWith("!"))
    first[0] = `!${first[0]}`;
  return `${paragraphs.map((lines) => lines.join("\n")).join("\n\n")}\n`;
};

const writeParagraph = (element: ElementContent): string => {
  switch (element.type) {
    case "scene-heading":
      return writeHeading(element);
    case "transition": {
      const text = oneLine(element.text).replace(/<+$/, "");
      return classify(text).type === "transition" ? text : `> ${text}`;
    }
    case "centered":
      return linesOf(element.text)
        .map((line) => `> ${line.trim()} <`)
        .join("\n");
    case "section":
      return `${"#".repeat(element.depth)} ${oneLine(element.text)}`;
    case "synopsis":
      return `= ${oneLine(element.text)}`;
    case "note":
      return writeNote(element.text);
    case "lyric":
      return linesOf(element.text)
        .map((line) => `~${line}`)
        .join("\n");
    case "page-break":
      return "===";
    case "boneyard":
      return `/* ${element.text.replace(/\*\//g, "* /")} */`;
    case "character":
      return writeCharacter(element, false);
    case "action":
    case "dialogue":
    case "parenthetical":
      // A speech without a speaker is read as what it looks like: action.
      return element.text
        .split(/\n\s*\n/)
        .map(writeAction)
        .filter(Boolean)
        .join("\n\n");
  }
};

const writeHeading = ({ text, number }: Extract<ElementContent, { type: "scene-heading" }>): string => {
  const heading = oneLine(text).replace(/#+$/, "").trim();
  const printed = (number ?? "")
    .replace(/[^\p{L}\p{N}.\-–() ]/gu, "")
    .slice(0, 24)
    .trim();
  const start = readHeadingPrefix(heading) ? heading : `.${heading.replace(/^[^\p{L}\p{N}]+/u, "")}`;
  return printed === "" ? start : `${start} #${printed}#`;
};

const writeAction = (text: string): string => {
  const lines = linesOf(text);
  return lines
    .map((line, index) => {
      const read = classifyLine(line, { isAfterBreak: index === 0, nextText: lines[index + 1] });
      return read.type === "action" && !read.forced ? line : `!${line}`;
    })
    .join("\n");
};

const writeCharacter = (
  { name, extensions, dual }: Extract<ElementContent, { type: "character" }>,
  speaks: boolean,
): string => {
  const line = [oneLine(name).replace(/\^+$/, ""), ...extensions.map((extension) => `(${extension})`)].join(
    " ",
  );
  const isRead = speaks && classifyLine(line, { isAfterBreak: true, nextText: "x" }).type === "character";
  return `${isRead ? "" : "@"}${line}${dual ? " ^" : ""}`;
};

const writeSpeechLine = (element: ElementContent): string => {
  if (element.type === "note") return writeNote(element.text);
  if (element.type === "lyric")
    return linesOf(element.text)
      .map((line) => `~${line}`)
      .join("\n");
  if (element.type === "parenthetical") {
    const text = oneLine(element.text);
    return `${text.startsWith("(") ? "" : "("}${text}${text.endsWith(")") ? "" : ")"}`;
  }
  // Two spaces keep a speech open over an empty line.
  const text = "text" in element ? element.text : "";
  return text
    .split("\n")
    .map((line) => (line.trim() === "" ? "  " : line))
    .join("\n");
};

const writeNote = (text: string): string =>
  `[[${text
    .replace(/\](?=\]|$)/g, "] ")
    .split("\n")
    .map((line) => (line.trim() === "" ? "  " : line))
    .join("\n")}]]`;

const classify = (line: string): ElementContent =>
  classifyLine(line, { isAfterBreak: true, nextText: undefined });

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

const linesOf = (text: string): string[] => text.split("\n").filter((line) => line.trim() !== "");
