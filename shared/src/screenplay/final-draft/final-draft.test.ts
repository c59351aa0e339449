import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { breakdownScreenplay, type ScreenplayBreakdown } from "../breakdown.ts";
import { MAX_FDX_BYTES } from "../decode-screenplay.ts";
import { parseFountain } from "../fountain.ts";
import type { ElementContent, ScreenplayElement } from "../fountain-elements.ts";
import { readScreenplayFile } from "../read-screenplay-file.ts";
import { convertFinalDraft } from "./final-draft.ts";

const documentOf = (content: string, more = ""): string =>
  `<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n<FinalDraft DocumentType="Script" Template="No" Version="5">\n` +
  `  <Content>\n${content}\n  </Content>\n${more}</FinalDraft>\n`;
const paragraph = (type: string, text: string, attributes = ""): string =>
  `    <Paragraph ${attributes} Type="${type}">\n      <Text>${text}</Text>\n    </Paragraph>`;
const convert = (...paragraphs: string[]): string => {
  const converted = convertFinalDraft(documentOf(paragraphs.join("\n")));
  if (!converted.ok) throw new Error(converted.reason);
  return converted.text;
};
const kindsOf = (text: string): ElementContent["type"][] =>
  parseFountain(text).elements.map(({ type }) => type);
const problemOf = (xml: string): string | undefined => {
  const read = readScreenplayFile(new TextEncoder().encode(xml), "fdx");
  return read.ok ? undefined : read.reason;
};

describe("a Final Draft document", () => {
  it("gives its paragraphs as Fountain", () => {
    const text = convert(
      paragraph("Scene Heading", "int. house - day", 'Number="12A"'),
      paragraph("Action", "She waits."),
      paragraph("Character", "INES (V.O.)"),
      paragraph("Parenthetical", "(drily)"),
      paragraph("Dialogue", "One.\n\nTwo."),
      paragraph("Singing", "la la"),
      paragraph("Transition", "CUT TO:"),
      paragraph("Transition", "Fade out."),
      paragraph("Shot", "CLOSE ON THE CLOCK"),
      paragraph("General", "Ten past four."),
      paragraph("Action", "THE END", 'Alignment="Center"'),
      paragraph("Action", ""),
      paragraph("New Act", "ACT TWO"),
      paragraph("Scene Heading", "SNIPER SCOPE"),
    );
    expect(text.trimEnd().split("\n\n")).toEqual([
      "int. house - day #12A#",
      "She waits.",
      "INES (V.O.)\n(drily)\nOne.\n  \nTwo.\n~la la",
      "CUT TO:",
      "> Fade out.",
      "CLOSE ON THE CLOCK",
      "Ten past four.",
      "> THE END <",
      "# ACT TWO",
      ".SNIPER SCOPE",
    ]);
  });

  it("joins the runs of a paragraph, revision marks and further tags included, and loses no text", () => {
    const text = convert(
      `<Paragraph Type="Action"><Text>One </Text><Text RevisionID="1" AdornmentStyle="-1">two </Text>` +
        `<Revised><Text RevisionID="2">three</Text></Revised><Text> &amp; &#8220;four&#x201d;</Text><Text/></Paragraph>`,
      `<Paragraph Type="Action"><Text><![CDATA[<five>]]></Text></Paragraph>`,
    );
    expect(text).toBe("One two three & “four”\n\n<five>\n");
  });

  it("keeps bold, italics and underlining, and a star that is a star", () => {
    const text = convert(
      `<Paragraph Type="Action"><Text>She </Text><Text Style="Bold+Italic"> runs </Text><Text Style="Underline">fast</Text>` +
        `<Text> past 5*_ [[ and /* too</Text><Text Style="AllCaps"> boom</Text></Paragraph>`,
    );
    expect(text).toBe("She  ***runs*** _fast_ past 5\\*\\_ \\[[ and \\/\\* too BOOM\n");
    expect(kindsOf(text)).toEqual(["action"]);
  });

  it("reads dual dialogue, notes inside paragraphs, synopses and page breaks", () => {
    const text = convert(
      `<Paragraph Type="Scene Heading" StartsNewPage="Yes"><SceneProperties Length="2 3/8" Page="14" Title="">` +
        `<Summary><Paragraph><Text>They meet.</Text></Paragraph></Summary></SceneProperties><Text>EXT. PIER</Text></Paragraph>`,
      `<Paragraph><DualDialogue>${paragraph("Character", "INES")}${paragraph("Dialogue", "Left!")}` +
        `${paragraph("Character", "WREN")}${paragraph("Dialogue", "Right!")}</DualDialogue></Paragraph>`,
      `<Paragraph Type="Action"><ScriptNote ID="1"><Paragraph><Text>Night ferry]]</Text></Paragraph>` +
        `<Paragraph><Text/></Paragraph><Paragraph><Text>only.</Text></Paragraph></ScriptNote><Text>They go.</Text></Paragraph>`,
    );
    expect(text).toBe(
      "===\n\nEXT. PIER\n\n= They meet.\n\nINES\nLeft!\n\nWREN ^\nRight!\n\nThey go.\n\n[[Night ferry] ]\n  \nonly.]]\n",
    );
    expect(kindsOf(text)).toEqual(
      "page-break scene-heading synopsis character dialogue character dialogue action note".split(" "),
    );
  });

  it("takes the lengths that Final Draft has counted, and its own count where there is none", () => {
    const xml = documentOf(
      `<Paragraph Type="Scene Heading" Number="1"><SceneProperties Length="2 3/8"/><Text>INT. A - DAY</Text></Paragraph>` +
        `<Paragraph Type="Scene Heading" Number="2"><SceneProperties Length="?"/><Text>INT. B - DAY</Text></Paragraph>` +
        `<Paragraph Type="Scene Heading" Number="3"><OmittedScene><Paragraph Type="Scene Heading"><Text>INT. C</Text>` +
        `</Paragraph></OmittedScene><Text>OMITTED</Text></Paragraph>`,
    );
    const read = readScreenplayFile(new TextEncoder().encode(xml), "fdx");
    expect(read.ok && read.scenes).toMatchObject([
      { number: "1", pageEighths: 19 },
      { number: "2", pageEighths: 1 },
      { number: "3", isOmitted: true },
    ]);
    expect(read.ok && read.locations.map(({ name }) => name)).toEqual(["A", "B"]);
  });

  it("reads action that looks like something else as action", () => {
    const lines = [
      "INT. A",
      "CUT TO:",
      "# one",
      "~ two",
      "> three",
      "@four",
      ".five",
      "===",
      "INES\nis late",
      "!",
    ];
    const text = convert(...lines.map((line) => paragraph("Action", line.replace(">", "&gt;"))));
    expect(new Set(kindsOf(text))).toEqual(new Set(["action"]));
    expect(kindsOf(convert(paragraph("Action", "Notes: rain.")))).toEqual(["action"]);
    expect(kindsOf(convert(paragraph("Character", "McCloud"), paragraph("Dialogue", "Yes.")))).toEqual([
      "character",
      "dialogue",
    ]);
    expect(kindsOf(convert(paragraph("Dialogue", "Nobody says this.")))).toEqual(["action"]);
  });
});

describe("a document that is none", () => {
  const heading = paragraph("Scene Heading", "INT. A - DAY");
  it.each([
    ["not-fdx", "INT. A - DAY\n\nPlain Fountain."],
    ["not-fdx", "<html><body>INT. A</body></html>"],
    ["not-fdx", `<FinalDraft><Content>${heading}</Content>`],
    ["not-fdx", `<FinalDraft><Content>${heading}</Content></FinalDraft><more/>`],
    ["not-fdx", `<FinalDraft><Content>${heading}<!-- open</Content></FinalDraft>`],
    ["not-fdx", "<FinalDraft/>"],
    ["no-scenes", documentOf(paragraph("Action", "She waits."))],
    ["empty", documentOf("")],
    ["empty", "  \n "],
    ["binary", "<FinalDraft>\u0000</FinalDraft>"],
    ["too-deep", documentOf(`${"<Paragraph>".repeat(500)}${"</Paragraph>".repeat(500)}`)],
    ["too-large", documentOf("<Text/>".repeat(300_001))],
    ["too-large", documentOf(heading.replace("DAY", "x".repeat(MAX_FDX_BYTES)))],
    [
      "unsafe-xml",
      `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>${documentOf("").slice(56)}`,
    ],
    ["unsafe-xml", `<!DOCTYPE x SYSTEM "file:///etc/passwd"><FinalDraft/>`],
    ["unsafe-xml", `<FinalDraft><!entity % x "y"></FinalDraft>`],
  ])("is %s", (reason, xml) => {
    expect(problemOf(xml)).toBe(reason);
  });

  it("keeps an entity that nobody has declared as it is written", () => {
    expect(convert(paragraph("Action", "&boom; &#0; &#xD800;"))).toBe("&boom; \uFFFD \uFFFD\n");
  });
});

describe("The Ferry Clock as a Final Draft document", () => {
  const source = readFileSync(new URL("../../../samples/the-ferry-clock.fountain", import.meta.url), "utf8")
    // Final Draft has no boneyard, and marks emphasis by runs.
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(?<!\\)[*_]/g, "");
  const { elements, titlePage } = parseFountain(source);

  it("breaks down as its Fountain form does", () => {
    const fountain = breakdownScreenplay(source);
    const fdx = readScreenplayFile(
      new TextEncoder().encode(writeFinalDraft(elements, titlePage["title"] ?? "")),
      "fdx",
    );
    if (!fountain.ok || !fdx.ok) throw new Error("no breakdown");
    const comparable = ({ scenes, ...others }: ScreenplayBreakdown) => ({
      ...others,
      scenes: scenes.map((scene) => ({
        ...scene,
        script: parseFountain(scene.script).elements.map(
          ({ line: _line, endLine: _endLine, ...element }) => element,
        ),
      })),
    });
    expect(comparable(fdx)).toEqual(comparable(fountain));
    expect(fdx.scenes).toHaveLength(11);
  });
});

const TYPES: Partial<Record<ScreenplayElement["type"], string>> = {
  "scene-heading": "Scene Heading",
  character: "Character",
  parenthetical: "Parenthetical",
  dialogue: "Dialogue",
  lyric: "Singing",
  transition: "Transition",
  action: "Action",
  centered: "Action",
  section: "New Act",
};

/** As Final Draft would save the script. */
const writeFinalDraft = (elements: readonly ScreenplayElement[], title: string): string => {
  const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const written: string[] = [];
  let dual: string[] = [];
  elements.forEach((element, index) => {
    if (element.type === "synopsis") {
      // The opening of an act has one too; Final Draft has nowhere to keep it.
      const before = written.length - 1;
      if (elements[index - 1]?.type === "scene-heading")
        written[before] = written[before]!.replace(
          "<Text>",
          `<SceneProperties><Summary><Paragraph><Text>${escape(element.text)}</Text></Paragraph></Summary></SceneProperties><Text>`,
        );
      return;
    }
    if (element.type === "note") {
      const lines = element.text
        .split("\n")
        .map((line) => `<Paragraph><Text>${escape(line.trim())}</Text></Paragraph>`);
      written[written.length - 1] = written
        .at(-1)!
        .replace("<Text>", `<ScriptNote>${lines.join("")}</ScriptNote><Text>`);
      return;
    }
    const type = TYPES[element.type];
    if (!type) return;
    const text =
      element.type === "character"
        ? [element.name, ...element.extensions.map((extension) => `(${extension})`)].join(" ")
        : "text" in element
          ? element.text
          : "";
    const number = element.type === "scene-heading" ? `Number="${element.number}"` : "";
    const centered = element.type === "centered" ? 'Alignment="Center"' : "";
    const one = paragraph(type, escape(text), `${number} ${centered}`);
    if (element.type === "character" && element.dual) {
      dual = [...written.splice(-2), one];
      written.push("");
    } else if (dual.length > 0 && element.type === "dialogue") {
      written[written.length - 1] =
        `<Paragraph><DualDialogue>${[...dual, one].join("")}</DualDialogue></Paragraph>`;
      dual = [];
    } else written.push(one);
  });
  return documentOf(
    written.join("\n"),
    `<TitlePage><Content>${paragraph("General", "")}${paragraph("General", escape(title))}</Content></TitlePage>`,
  );
};
