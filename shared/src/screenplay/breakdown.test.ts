import { describe, expect, it } from "vitest";
import { sceneNode } from "../canvas/node-types/scene.ts";
import { breakdownScreenplay, MAX_SCENES, type ScreenplayBreakdown } from "./breakdown.ts";

function breakDown(...lines: string[]): ScreenplayBreakdown {
  const result = breakdownScreenplay(lines.join("\n"));
  if (!result.ok) throw new Error(result.reason);
  return result;
}

const speech = (name: string, text = "Hello."): string => `\n${name}\n${text}\n`;

describe("characters", () => {
  it("are one person over extensions, case and emphasis", () => {
    const { characters } = breakDown(
      "INT. A - DAY",
      speech("INES"),
      speech("INES (V.O.)"),
      speech("INES (CONT'D)"),
      speech("@Ines"),
      speech("**INES**"),
      speech("INES’S AUNT"),
      speech("INES'S AUNT"),
    );
    expect(characters.map(({ name, speakingLines }) => [name, speakingLines])).toEqual([
      ["INES", 5],
      ["INES'S AUNT", 2],
    ]);
  });

  it("are two when two known ones speak together", () => {
    const { characters } = breakDown(
      "INT. A - DAY",
      speech("INES"),
      speech("WREN"),
      speech("INES & WREN"),
      speech("MARKS AND SPENCER"),
    );
    expect(characters.map(({ name, speakingLines }) => [name, speakingLines])).toEqual([
      ["INES", 2],
      ["WREN", 2],
      ["MARKS AND SPENCER", 1],
    ]);
  });

  it("are in a scene when action names them in capitals, but only if they speak somewhere", () => {
    const { scenes, characters } = breakDown(
      "INT. A - DAY",
      "WREN'S coat. A DOG. Old MRS. HALE, and Tomas.",
      "",
      "INT. B - DAY",
      speech("WREN"),
      speech("MRS. HALE"),
      speech("TOMAS"),
    );
    const nameOf = (key: string): string | undefined => characters.find((one) => one.key === key)?.name;
    expect(scenes.map(({ characterKeys }) => characterKeys.map(nameOf))).toEqual([
      ["WREN", "MRS. HALE"],
      ["WREN", "MRS. HALE", "TOMAS"],
    ]);
  });

  it("have a lead only if one speaks clearly more than the others", () => {
    const leads = (...names: string[]): string[] =>
      breakDown("INT. A - DAY", ...names.map((name) => speech(name)))
        .characters.filter(({ isLead }) => isLead)
        .map(({ name }) => name);
    expect(leads("INES", "WREN", "INES", "INES", "WREN", "INES")).toEqual(["INES"]);
    expect(leads("INES", "WREN", "INES", "WREN", "INES", "WREN")).toEqual([]);
    expect(leads("INES")).toEqual([]);
  });
});

describe("locations", () => {
  it("merge by the first part of the heading, in any case, inside and outside", () => {
    const { locations, scenes } = breakDown(
      "INT. FERRY - WHEELHOUSE - NIGHT\n",
      "ext. ferry - deck - night\n",
      "EST. PIER  4 - DAY\n",
      "EXT. PIER 4 - DAY\n",
      "INT.\n",
    );
    expect(locations).toEqual([
      { key: "location-1", name: "FERRY", interiorExterior: "INT/EXT" },
      { key: "location-2", name: "PIER 4", interiorExterior: "EXT" },
    ]);
    expect(scenes.map(({ setName, locationKey }) => [setName, locationKey])).toEqual([
      ["FERRY - WHEELHOUSE", "location-1"],
      ["ferry - deck", "location-1"],
      ["PIER  4", "location-2"],
      ["PIER 4", "location-2"],
      ["", undefined],
    ]);
  });
});

describe("scenes", () => {
  it("carry the heading's parts, their own script and their length", () => {
    const script = "= They meet.\n\nShe waits. [[long]]\n\nINES\nHello.";
    const { scenes } = breakDown(`INT. A - NIGHT - FLASHBACK #7B#\n\n${script}\n\n# Next\n\nEXT. B - SAME`);
    expect(scenes).toMatchObject([
      {
        key: "scene-1",
        number: "7B",
        interiorExterior: "INT",
        setName: "A",
        timeOfDay: "NIGHT",
        modifier: "FLASHBACK",
        synopsis: "They meet.",
        script,
        pageEighths: 1,
      },
      { key: "scene-2", timeOfDay: "SAME", resolvedTimeOfDay: "NIGHT", script: "", sectionTitle: "Next" },
    ]);
    expect(scenes[0]?.sectionTitle).toBeUndefined();
  });

  it("are summed up by whole sentences of action, without emphasis, in 160 characters", () => {
    const summary = (action: string): string => breakDown("INT. A", "", action).scenes[0]?.synopsis ?? "";
    expect(summary("She *waits*. He \\*does\\* not.")).toBe("She waits. He *does* not.");
    expect(summary(`She waits. He ${"walks ".repeat(40)}home.`)).toBe("She waits.");
    const cut = summary("walks ".repeat(60));
    expect(cut).toMatch(/walks…$/);
    expect(cut.length).toBeLessThanOrEqual(160);
    expect(summary("😀".repeat(200))).toMatch(/^(😀)+…$/u);
  });

  it("fit the scene node's limits however long the text is", () => {
    const [scene] = breakDown(
      `INT. ${"A".repeat(5_000)} - ${"B".repeat(5_000)} - FLASHBACK ${"C".repeat(5_000)}`,
      `= ${"D".repeat(50_000)}`,
      "",
      "xxxxx\n".repeat(100_000),
    ).scenes;
    const { key, locationKey, characterKeys, resolvedTimeOfDay, ...data } = scene ?? {};
    expect([key, locationKey, characterKeys, resolvedTimeOfDay?.length]).toEqual([
      "scene-1",
      "location-1",
      [],
      200,
    ]);
    expect(sceneNode.dataSchema.strict().safeParse(data).error).toBeUndefined();
  });
});

describe("acts", () => {
  it("are the sections of the highest level, without those that hold no scene", () => {
    const { sections } = breakDown(
      "## Cast",
      "INT. A",
      "",
      "## One",
      "### Beat",
      "INT. B",
      "",
      "INT. C",
      "",
      "## Notes",
    );
    expect(sections).toEqual([
      { title: "Cast", sceneKeys: ["scene-1"] },
      { title: "One", sceneKeys: ["scene-2", "scene-3"] },
    ]);
  });
});

describe("what cannot be broken down", () => {
  it.each([
    ["empty", ""],
    ["empty", "\n \t\n"],
    ["no-scenes", "Once upon a time."],
    ["binary", "INT. A\u0000"],
    ["too-large", "x".repeat(2 * 1024 * 1024 + 1)],
    ["too-large", "INT. A\n\n".repeat(MAX_SCENES + 1)],
    ["too-large", `INT. A\n${Array.from({ length: 501 }, (_, index) => speech(`A${index}`)).join("")}`],
  ])("is %s", (reason, text) => {
    expect(breakdownScreenplay(text)).toEqual({ ok: false, reason });
  });

  it("is not a file at the limit", () => {
    expect(breakDown("INT. A\n\n".repeat(MAX_SCENES)).scenes).toHaveLength(MAX_SCENES);
  });
});

it("takes the title from the title page, without its emphasis", () => {
  expect(breakDown("Title:", "    _**THE FERRY", "    CLOCK**_", "", "INT. A").title).toBe("THE FERRY CLOCK");
  expect(breakDown("INT. A").title).toBeUndefined();
});
