// Two parsers of other authors as oracles, on ordinary scripts only: fountain-js hangs on crafted ones.
// @ts-expect-error: the package has no types
import awParser from "aw-parser";
import { Fountain } from "fountain-js";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ScreenplayElement } from "./fountain-elements.ts";
import { parseFountain } from "./fountain.ts";

interface Reading {
  headings: string[];
  names: string[];
}

const SCRIPTS: Record<string, string> = {
  "The Ferry Clock": readFileSync(new URL("../../samples/the-ferry-clock.fountain", import.meta.url), "utf8"),
  "a plain dialogue": `Title: Tea\nAuthor: N. N.\n\nINT. KITCHEN - MORNING\n\nA kettle. It boils.\n\nADA\nTea?\n\nBO\n(asleep)\nNo.\n\nADA (CONT'D)\nTea.\n\nCUT TO:\n\nEXT. GARDEN - CONTINUOUS\n\nBO (O.S.)\nAll right. Tea.\n`,
  "forced elements": `.INSIDE THE KETTLE\n\n@McCloud\nIt is dark here.\n\n!BOOM\n\nINT. KITCHEN - DAY #2A#\n\n> SMASH CUT TO:\n\nEST. TOWN - NIGHT\n\nR2D2\nBeep.\n\n> THE END <\n`,
  "dual dialogue": `INT. CAR - NIGHT\n\nADA\nLeft!\n\nBO ^\nRight!\n\nThey go straight on.\n`,
  "an outline": `# One\n\n= They meet.\n\nINT./EXT. CAR - DUSK\n\n## Beat\n\nADA (V.O.)\nIt was late.\n\n===\n\nI/E. BUS - DAWN\n\nBO\nIt was early.\n`,
  "headings of every kind": `INT. A - DAY\n\nOne.\n\nEXT B - NIGHT\n\nTwo.\n\nEST. C\n\nThree.\n\nINT/EXT D - DAWN\n\nFour.\n\nint. e - day\n\nFive.\n\nI/E. F - DUSK\n\nSix.\n\n...not a heading\n`,
  "numbers and page breaks": `INT. A - DAY #1#\n\nOne.\n\n===\n\nEXT. B - DAY #1A#\n\nTwo.\n\nEXT. C - DAY #I-2-B.#\n\nThree.\n`,
  voices: `INT. A - DAY\n\nADA (O.S.)\nHere.\n\nBO (V.O.)\nThere.\n\nADA (CONT'D)\n(softly)\nNo.\n(louder)\nNo!\n\n@de la Cruz\nYes.\n`,
  transitions: `FADE IN:\n\nINT. A - DAY\n\nOne.\n\nCUT TO:\n\nEXT. B - NIGHT\n\nTwo.\n\n> FADE TO BLACK.\n\n> THE END <\n`,
  "other languages": `INT. KÜCHE - NACHT\n\nÄNNE\nJa.\n\nEXT. RUE - JOUR\n\nÉMILE\nOui.\n\nINT. ДОМ - НОЧЬ\n\nИНЕС\nДа.\n`,
  "emphasis and lyrics": `EXT. HILL - DAY\n\nShe *runs*, **very** _fast_.\n\nADA\n~ Over the hill\nAnd *far* away.\n`,
};

/** Everything around the speeches. aw-parser keeps no synopses and writes headings in capitals, so only one oracle has it. */
interface Outline extends Reading {
  numbers: string[];
  transitions: string[];
  centered: string[];
  sections: string[];
  synopses: string[];
  pageBreaks: number;
}

const ours = (text: string): Outline => {
  const { elements } = parseFountain(text);
  const textsOf = (type: ScreenplayElement["type"]): string[] =>
    elements.flatMap((element) => (element.type === type && "text" in element ? [element.text] : []));
  return {
    headings: textsOf("scene-heading"),
    names: elements.flatMap((element) => (element.type === "character" ? [element.name] : [])),
    numbers: elements.flatMap((element) => (element.type === "scene-heading" ? (element.number ?? []) : [])),
    transitions: textsOf("transition"),
    centered: textsOf("centered"),
    sections: textsOf("section"),
    synopses: textsOf("synopsis"),
    pageBreaks: elements.filter(({ type }) => type === "page-break").length,
  };
};

/** Both keep (V.O.) in the name. */
const bareName = (name: string): string => name.replace(/\(.*\)/, "").trim();

const fountainJs = (text: string): Outline => {
  const tokens = new Fountain().parse(text, true).tokens ?? [];
  const textsOf = (type: string): string[] =>
    tokens.filter((token) => token.type === type).map((token) => (token.text ?? "").trim());
  return {
    headings: textsOf("scene_heading"),
    names: textsOf("character").map(bareName),
    numbers: tokens.flatMap(({ type, scene_number: number }) =>
      type === "scene_heading" && number ? [number] : [],
    ),
    // It leaves the mark on a forced one that would have been one anyway.
    transitions: textsOf("transition").map((transition) => transition.replace(/^> ?/, "")),
    centered: textsOf("centered"),
    sections: textsOf("section"),
    synopses: textsOf("synopsis"),
    pageBreaks: textsOf("page_break").length,
  };
};

const aw = (text: string): Reading => {
  const parse = awParser.parser.parse as (
    text: string,
    options: object,
  ) => { tokens: { type: string; text: string }[] };
  const { tokens } = parse(text, { print_headers: true, print_actions: true, print_dialogues: true });
  const textsOf = (type: string): string[] =>
    tokens.filter((token) => token.type === type).map((token) => token.text.trim());
  return {
    headings: textsOf("scene_heading").map((heading) => heading.toUpperCase()),
    names: textsOf("character").map(bareName),
  };
};

describe.each(Object.entries(SCRIPTS))("on %s", (_, text) => {
  it("finds what fountain-js finds", () => {
    expect(ours(text)).toEqual(fountainJs(text));
  });

  it("finds the headings and names that aw-parser finds", () => {
    const { headings, names } = ours(text);
    expect({ headings: headings.map((heading) => heading.toUpperCase()), names }).toEqual(aw(text));
  });
});
