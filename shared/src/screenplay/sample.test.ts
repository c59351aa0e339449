import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { breakdownScreenplay } from "./breakdown.ts";
import { parseFountain } from "./fountain.ts";
import { readShotPlan } from "./sample-shots.ts";

const readSample = (name: string): string =>
  readFileSync(new URL(`../../samples/${name}`, import.meta.url), "utf8");
const text = readSample("the-ferry-clock.fountain");
const breakdown = breakdownScreenplay(text);
if (!breakdown.ok) throw new Error(breakdown.reason);
const { title, scenes, characters, locations, sections } = breakdown;

describe("The Ferry Clock", () => {
  it("has eleven scenes in three acts, numbered in order", () => {
    expect(title).toBe("The Ferry Clock");
    expect(scenes.map(({ number }) => Number(number))).toEqual(scenes.map((_, index) => index + 1));
    expect(sections.map((act) => [act.title, act.sceneKeys.length])).toEqual([
      ["Act one · Ten past four", 4],
      ["Act two · The last ferry", 4],
      ["Act three · A quarter past", 3],
    ]);
  });

  it("has the scenes of the pictures at 5 to 8", () => {
    expect(
      scenes
        .slice(4, 8)
        .map((scene) => [scene.interiorExterior, scene.setName, scene.timeOfDay, scene.synopsis]),
    ).toEqual([
      ["EXT", "PIER 4", "DUSK", "Ines and Wren run for the last ferry. Hale is closing the gate."],
      ["INT", "WHEELHOUSE", "NIGHT", "Ines tells Tomas what the clock is for. He turns the boat."],
      ["EXT", "FERRY DECK", "NIGHT", "Wren alone at the rail. A bell, far off, where no bell is."],
      ["INT", "CLOCK TOWER", "NIGHT", "The wheel is set. Ten past four becomes eleven past."],
    ]);
  });

  it("has six speaking parts, Ines the lead", () => {
    expect(
      characters.map(({ name, sceneKeys, isLead }) => [name, sceneKeys.length, isLead ?? false]),
    ).toEqual([
      ["INES", 7, true],
      ["TOMAS", 4, false],
      ["WREN", 6, false],
      ["HALE", 2, false],
      ["COAST RADIO", 2, false],
      ["BRAM", 1, false],
    ]);
  });

  it("has seven places and four kinds of light", () => {
    expect(locations.map(({ name }) => name)).toEqual([
      "HARBOR",
      "CLOCK TOWER",
      "PIER 4",
      "WORKSHOP",
      "WHEELHOUSE",
      "FERRY DECK",
      "HARBOR STREET",
    ]);
    expect(new Set(scenes.map(({ resolvedTimeOfDay }) => resolvedTimeOfDay))).toEqual(
      new Set(["DAWN", "MORNING", "DAY", "DUSK", "NIGHT"]),
    );
    expect(scenes[9]).toMatchObject({ timeOfDay: "CONTINUOUS", resolvedTimeOfDay: "DAWN" });
  });

  it("uses every kind of element", () => {
    const screenplay = parseFountain(text);
    expect(new Set(screenplay.elements.map(({ type }) => type))).toEqual(
      new Set([
        "scene-heading",
        "action",
        "character",
        "parenthetical",
        "dialogue",
        "lyric",
        "transition",
        "centered",
        "section",
        "synopsis",
        "note",
        "boneyard",
      ]),
    );
    expect(
      screenplay.elements.filter((element) => element.type === "character" && element.dual),
    ).toHaveLength(2);
  });
});

describe("its shot plan", () => {
  const plan = readShotPlan(JSON.parse(readSample("the-ferry-clock-shots.json")));
  const castOf = (number: string): string[] => {
    const scene = scenes.find((one) => one.number === number);
    return characters.filter(({ key }) => scene?.characterKeys.includes(key)).map(({ name }) => name);
  };

  it("plans 17 shots in five scenes, with people who are in the scene", () => {
    expect(plan.shots).toHaveLength(17);
    expect([...new Set(plan.shots.map(({ scene }) => scene))]).toEqual(["3", "5", "6", "7", "8"]);
    for (const shot of plan.shots)
      expect(castOf(shot.scene)).toEqual(expect.arrayContaining(shot.characters));
  });

  it("knows every character and place of the script", () => {
    expect(plan.characters.map(({ name }) => name).toSorted()).toEqual(
      characters.map(({ name }) => name).toSorted(),
    );
    expect(plan.locations.map(({ name, interiorExterior }) => ({ name, interiorExterior }))).toEqual(
      locations.map(({ name, interiorExterior }) => ({ name, interiorExterior })),
    );
    for (const note of plan.notes)
      expect(scenes.map(({ number }) => number)).toEqual(expect.arrayContaining(note.scenes));
  });

  it("is refused with a misspelt field or code", () => {
    expect(() => readShotPlan({ ...plan, shots: [{ scene: "3", characters: [], lensMM: 35 }] })).toThrow(
      "lensMM",
    );
    expect(() => readShotPlan({ ...plan, shots: [{ scene: "3", characters: [], size: "XL" }] })).toThrow(
      "size",
    );
  });
});
