// Two parsers of other authors as oracles, on ordinary scripts only: fountain-js hangs on crafted ones.
// @ts-expect-error: the package has no types
import awParser from "aw-parser";
import { Fountain } from "fountain-js";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
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
  "emphasis and lyrics": `EXT. HILL - DAY\n\nShe *runs*, **very** _fast_.\n\nADA\n~ Over the hill\nAnd *far* away.\n`,
};

const ours = (text: string): Reading => {
  const elements = parseFountain(text).elements;
  return {
    headings: elements.flatMap((element) => (element.type === "scene-heading" ? [element.text] : [])),
    names: elements.flatMap((element) => (element.type === "character" ? [element.name] : [])),
  };
};

/** Both keep (V.O.) in the name. */
const bareName = (name: string): string => name.replace(/\(.*\)/, "").trim();

const fountainJs = (text: string): Reading => {
  const tokens = new Fountain().parse(text, true).tokens ?? [];
  const textsOf = (type: string): string[] =>
    tokens.filter((token) => token.type === type).map((token) => token.text ?? "");
  return { headings: textsOf("scene_heading"), names: textsOf("character").map(bareName) };
};

const aw = (text: string): Reading => {
  const parse = awParser.parser.parse as (
    text: string,
    options: object,
  ) => { tokens: { type: string; text: string }[] };
  const { tokens } = parse(text, { print_headers: true, print_actions: true, print_dialogues: true });
  const textsOf = (type: string): string[] =>
    tokens.filter((token) => token.type === type).map((token) => token.text.trim());
  return { headings: textsOf("scene_heading"), names: textsOf("character").map(bareName) };
};

describe.each(Object.entries(SCRIPTS))("on %s", (_, text) => {
  it("finds the headings and names that fountain-js finds", () => {
    expect(ours(text)).toEqual(fountainJs(text));
  });

  it("finds the headings and names that aw-parser finds", () => {
    expect(ours(text)).toEqual(aw(text));
  });
});
