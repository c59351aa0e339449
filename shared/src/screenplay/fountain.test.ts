import { describe, expect, it } from "vitest";
import type { ElementContent, ScreenplayElement } from "./fountain-elements.ts";
import { parseFountain } from "./fountain.ts";

const read = (...lines: string[]): readonly ScreenplayElement[] => parseFountain(lines.join("\n")).elements;
const kinds = (...lines: string[]): ElementContent["type"][] => read(...lines).map(({ type }) => type);
const first = (...lines: string[]): ScreenplayElement | undefined => read(...lines)[0];

describe("title page", () => {
  it("reads keys and their indented continuation up to the first blank line", () => {
    const screenplay = parseFountain(
      "Title: The Ferry Clock\nCredit: by\nContact:\n    Pier 4\n    Harbor\nDraft date: 3\n\nShe waits.",
    );
    expect(screenplay.titlePage).toEqual({
      title: "The Ferry Clock",
      credit: "by",
      contact: "Pier 4\nHarbor",
      "draft date": "3",
    });
    expect(screenplay.titlePageEndLine).toBe(6);
    expect(screenplay.elements).toMatchObject([{ type: "action", text: "She waits.", line: 8 }]);
  });

  it("does not take FADE IN: for a key", () => {
    expect(parseFountain("FADE IN:\n\nEXT. PIER - DAY").titlePageEndLine).toBe(0);
  });

  it("goes on over a line that holds only a note", () => {
    const { titlePage, titlePageEndLine } = parseFountain("Title: x\n[[check]]\nAuthor: y\n\nShe waits.");
    expect(titlePage).toEqual({ title: "x", author: "y" });
    expect(titlePageEndLine).toBe(3);
  });

  it("accepts any key after the first, also those of Object.prototype", () => {
    const { titlePage } = parseFountain("Title: x\n__proto__: y\nconstructor: z\n\n");
    expect(Object.entries(titlePage)).toEqual([
      ["title", "x"],
      ["__proto__", "y"],
      ["constructor", "z"],
    ]);
  });
});

describe("scene headings", () => {
  it.each([
    "INT. A - DAY",
    "ext. a",
    "EST. A",
    "INT./EXT. CAR - DAY",
    "INT/EXT CAR",
    "I/E. CAR",
    "Int House",
  ])("recognizes %s", (line) => {
    expect(first(line)).toMatchObject({ type: "scene-heading", text: line, forced: false });
  });

  it.each(["INTERIOR THOUGHTS", "EXTRA", "INT", "ESTHER leaves."])("does not take %s for one", (line) => {
    expect(first(line)).toMatchObject({ type: "action" });
  });

  it("forces one with a full stop before a letter, but not with an ellipsis", () => {
    expect(first(".SNIPER SCOPE")).toMatchObject({
      type: "scene-heading",
      text: "SNIPER SCOPE",
      forced: true,
    });
    expect(first("...and then")).toMatchObject({ type: "action" });
  });

  it("takes the scene number off", () => {
    expect(first("INT. A - DAY #12A#")).toMatchObject({ text: "INT. A - DAY", number: "12A" });
    expect(first("INT. A - DAY #I-1-A.#")).toMatchObject({ number: "I-1-A." });
    expect(first("INT. ROOM #12")).toMatchObject({ text: "INT. ROOM #12" });
  });

  it("needs a blank line before, but not after", () => {
    expect(kinds("He sees", "INT. A - DAY")).toEqual(["action"]);
    expect(kinds("INT. A - DAY", "INES", "Hello.")).toEqual(["scene-heading", "character", "dialogue"]);
    expect(kinds("INT. A - DAY", "She waits.")).toEqual(["scene-heading", "action"]);
    expect(kinds("# Act one", "INT. A - DAY", "= She waits.")).toEqual([
      "section",
      "scene-heading",
      "synopsis",
    ]);
  });
});

describe("speeches", () => {
  it("reads name, extensions and lines", () => {
    expect(read("INES (V.O.) (CONT'D)", "(drily)", "One.", "Two.")).toEqual([
      {
        type: "character",
        name: "INES",
        extensions: ["V.O.", "CONT'D"],
        dual: false,
        forced: false,
        line: 1,
        endLine: 1,
      },
      { type: "parenthetical", text: "(drily)", line: 2, endLine: 2 },
      { type: "dialogue", text: "One.\nTwo.", line: 3, endLine: 4 },
    ]);
  });

  it("allows small letters in an extension and digits and other scripts in a name", () => {
    expect(first("HANS (on the radio)", "Hm.")).toMatchObject({ name: "HANS", extensions: ["on the radio"] });
    expect(first("R2D2", "Beep.")).toMatchObject({ type: "character", name: "R2D2" });
    expect(first("ИНЕС", "Да.")).toMatchObject({ type: "character", name: "ИНЕС" });
    expect(first("FRAU WEIß", "Ja.")).toMatchObject({ type: "character" });
  });

  it.each([
    ["23", "Beep."],
    ["Ines", "Hello."],
    ["INES"],
    ["INES", "", "Hello."],
    ["BOOM (loud) and gone", "He"],
  ])("takes %s for action", (...lines) => {
    expect(first(...lines)?.type).toBe("action");
  });

  it("forces a name with @ and marks dual dialogue with ^", () => {
    expect(first("@McCLOUD", "Yes.")).toMatchObject({ name: "McCLOUD", forced: true, dual: false });
    expect(first("WREN (O.S.) ^", "Wait!")).toMatchObject({ name: "WREN", dual: true, extensions: ["O.S."] });
  });

  it("goes on over a line of two spaces and ends at an empty one", () => {
    expect(read("INES", "One.", "  ", "Two.", "", "Three.")).toMatchObject([
      { type: "character" },
      { type: "dialogue", text: "One.\n\nTwo.", endLine: 4 },
      { type: "action", text: "Three." },
    ]);
  });

  it("may hold lyrics", () => {
    expect(kinds("INES", "~ One for the herring", "Again.")).toEqual(["character", "lyric", "dialogue"]);
  });
});

describe("action", () => {
  it("keeps its line breaks, indents, emphasis and escapes", () => {
    expect(read("    *Slowly,*", "she \\*waits\\*.")).toEqual([
      { type: "action", text: "    *Slowly,*\nshe \\*waits\\*.", forced: false, line: 1, endLine: 2 },
    ]);
  });

  it("is forced with !", () => {
    expect(read("!TICK", "!TOCK")).toMatchObject([
      { type: "action", text: "TICK", forced: true },
      { type: "action", text: "TOCK", forced: true },
    ]);
  });
});

describe("transitions and centered text", () => {
  it("reads capitals that end in TO: between blank lines", () => {
    expect(first("CUT TO:")).toMatchObject({ type: "transition", text: "CUT TO:", forced: false });
    expect(kinds("CUT TO:", "INT. A - DAY")).toEqual(["transition", "scene-heading"]);
    expect(first("cut to:")).toMatchObject({ type: "action" });
  });

  it("is forced with >, and > < centers", () => {
    expect(first("> FADE OUT.")).toMatchObject({ type: "transition", text: "FADE OUT.", forced: true });
    expect(first("> THE END <")).toMatchObject({ type: "centered", text: "THE END" });
    expect(first(">")).toMatchObject({ type: "action" });
  });

  it("does not take FADE IN: over a heading for a character", () => {
    expect(kinds("FADE IN:", "INT. A - DAY")).not.toContain("character");
  });
});

describe("outline and page breaks", () => {
  it("reads sections with their depth, synopses, lyrics and page breaks", () => {
    expect(read("# Act", "## Sequence", "= They meet.", "===", "~ la la")).toMatchObject([
      { type: "section", text: "Act", depth: 1 },
      { type: "section", text: "Sequence", depth: 2 },
      { type: "synopsis", text: "They meet." },
      { type: "page-break" },
      { type: "lyric", text: "la la" },
    ]);
  });
});

describe("notes and boneyard", () => {
  it("takes notes out of their line and keeps them as elements", () => {
    expect(read("He runs [[fast]] home.")).toMatchObject([
      { type: "action", text: "He runs home." },
      { type: "note", text: "fast", line: 1, endLine: 1 },
    ]);
  });

  it("reads notes over several lines, with a line of two spaces", () => {
    expect(read("[[One", "  ", "two]]", "INES", "Hello.")).toMatchObject([
      { type: "note", text: "One\n  \ntwo", line: 1, endLine: 3 },
      { type: "character", line: 4 },
      { type: "dialogue" },
    ]);
  });

  it("does not break a speech at a line that holds only a note", () => {
    expect(kinds("INES", "[[louder]]", "Hello.")).toEqual(["character", "note", "dialogue"]);
  });

  it("leaves what is never closed, or closed only after an empty line, as text", () => {
    expect(first("See [[this")).toMatchObject({ text: "See [[this" });
    expect(first("See [[this", "", "and that]]")).toMatchObject({ text: "See [[this" });
    expect(first("Half /* open")).toMatchObject({ text: "Half /* open" });
  });

  it("cuts the boneyard over empty lines and headings", () => {
    expect(read("One.", "/*", "INT. CUT - DAY", "", "*/", "INT. A - DAY")).toMatchObject([
      { type: "action", text: "One." },
      { type: "boneyard", text: "INT. CUT - DAY", line: 2, endLine: 5 },
      { type: "scene-heading", text: "INT. A - DAY", line: 6 },
    ]);
  });

  it("leaves an escaped opener alone", () => {
    expect(first("A \\[[note]]")).toMatchObject({ type: "action", text: "A \\[[note]]" });
  });
});

describe("scenes", () => {
  const screenplay = parseFountain(
    [
      "INT. A - NIGHT #1#",
      "",
      "One.",
      "",
      "# Act two",
      "= Later.",
      "EXT. B - CONTINUOUS",
      "Two.",
      "## Beat",
      "Three.",
    ].join("\n"),
  );

  it("cuts the script at headings, the next act's title excluded", () => {
    expect(screenplay.scenes.map(({ line, endLine }) => [line, endLine])).toEqual([
      [1, 4],
      [7, 10],
    ]);
    expect(screenplay.scenes[0]?.elements.map(({ type }) => type)).toEqual(["action"]);
    expect(screenplay.scenes[1]?.elements.map(({ type }) => type)).toEqual(["action", "section", "action"]);
  });

  it("lets CONTINUOUS take the time of the scene before", () => {
    expect(screenplay.scenes[1]).toMatchObject({
      parts: { timeOfDay: "CONTINUOUS" },
      resolvedTimeOfDay: "NIGHT",
    });
  });
});

it("reads Windows and old Mac line ends and a byte order mark", () => {
  const elements = parseFountain("\uFEFFINT. A - DAY\r\n\r\nShe waits.\rHe too.").elements;
  expect(elements).toMatchObject([
    { type: "scene-heading", line: 1 },
    { type: "action", text: "She waits.\nHe too.", line: 3, endLine: 4 },
  ]);
});
