import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ShotProposal } from "../canvas/commands/propose-shots.ts";
import { shotNode } from "../canvas/node-types/shot.ts";
import { covers } from "./covers.ts";
import { planCoverage } from "./plan-coverage.ts";
import type { CoverageScene, CoverageShot } from "./scene-reading.ts";
import { COVERAGE_PACE } from "./styles.ts";

const DIALOGUE = `Dark but for the compass. TOMAS steers with two fingers.

INES
It's cold on deck.

TOMAS
Where's Wren?

INES
Counting waves. She says somebody should.

He almost smiles. It passes.

INES (CONT'D)
I need you to put in at the old quay.

TOMAS
There's no landing at night. You can't see the stones. You'd need a light in the tower, and you'd need a bell, and you know as well as I do that there has been no bell.

She takes the wheel from her coat and sets it on the ledge.

INES
Ten past four.

COAST RADIO (V.O.)
Sula, coast. Everything all right?

TOMAS
Coast, this is Sula.`;

const sceneOf = (script: string, more: Partial<CoverageScene> = {}): CoverageScene => ({
  script,
  synopsis: "",
  interiorExterior: "INT",
  setName: "WHEELHOUSE",
  pageEighths: 12,
  characters: [
    { id: "i", name: "INES" },
    { id: "t", name: "TOMAS" },
    { id: "w", name: "WREN" },
    { id: "r", name: "COAST RADIO" },
  ],
  cast: ["i", "r", "t"],
  shots: [],
  ...more,
});
const plan = (scene: CoverageScene, style: keyof typeof COVERAGE_PACE = "classical", maxShots = 40) =>
  planCoverage(scene, { style: COVERAGE_PACE[style], maxShots });
const asShot = ({ data, cast }: ShotProposal): CoverageShot => ({
  ...data,
  description: data.description ?? "",
  cast,
});
const secondsOf = (shots: readonly ShotProposal[]) =>
  shots.reduce((sum, { data }) => sum + (data.durationSeconds ?? 0), 0);
const described = (shots: readonly ShotProposal[]) => shots.map(({ data }) => data.description ?? "");

describe("the coverage of a dialogue", () => {
  const shots = plan(sceneOf(DIALOGUE));

  it("has a master, both shoulders, and a close single of each who speaks on screen", () => {
    const kinds = shots.map(({ data, cast }) => `${data.size} ${data.framing ?? "-"} ${cast.join("+")}`);
    expect(kinds).toContain("WS two-shot i+t");
    expect(kinds.filter((kind) => kind === "MCU ots i+t")).toHaveLength(2);
    expect(kinds).toContain("CU single i");
    expect(kinds).toContain("CU single t");
    expect(described(shots)).toContain("Over Tomas: Ines. “It's cold on deck.”");
  });

  it("shows the thing that is handled", () => {
    const insert = shots.find(({ data }) => data.framing === "insert");
    expect(insert?.data).toMatchObject({ props: "wheel", size: "ECU" });
    expect(insert?.data.description).toContain("She takes the wheel from her coat");
  });

  it("leaves out who is only heard and who is only spoken of", () => {
    expect(new Set(shots.flatMap(({ cast }) => cast))).toEqual(new Set(["i", "t"]));
  });

  it("fills the screen time of the pages", () => {
    expect(Math.abs(secondsOf(shots) - 90)).toBeLessThanOrEqual(0.5);
    expect(shots.every(({ data }) => (data.durationSeconds ?? 0) >= 1.5)).toBe(true);
  });

  it("grows with the style and ends at the number that was asked for", () => {
    const lean = plan(sceneOf(DIALOGUE), "lean");
    const thorough = plan(sceneOf(DIALOGUE), "thorough");
    expect(lean.length).toBeLessThan(shots.length);
    expect(thorough.length).toBeGreaterThanOrEqual(shots.length);
    expect(plan(sceneOf(DIALOGUE), "thorough", 3)).toHaveLength(3);
  });
});

describe("coverage of what there is", () => {
  it("does not propose what a shot of the scene covers", () => {
    const master: CoverageShot = { size: "WS", framing: "two-shot", description: "All", cast: ["i", "t"] };
    const close: CoverageShot = {
      size: "BCU",
      framing: "single",
      description: "",
      cast: ["i"],
      durationSeconds: 20,
    };
    const shots = plan(sceneOf(DIALOGUE, { shots: [master, close] }));
    const kinds = shots.map(({ data, cast }) => `${data.size} ${data.framing ?? "-"} ${cast.join("+")}`);
    expect(kinds).not.toContain("WS two-shot i+t");
    expect(kinds).not.toContain("CU single i");
    expect(kinds).toContain("CU single t");
    expect(Math.abs(secondsOf(shots) - (90 - 20 - 4))).toBeLessThanOrEqual(0.5);
  });

  it("tells one shoulder from the other", () => {
    const over: CoverageShot = {
      size: "MS",
      framing: "ots",
      description: "Over Ines: he listens.",
      cast: ["i", "t"],
    };
    const shots = described(plan(sceneOf(DIALOGUE, { shots: [over] })));
    expect(shots.some((words) => words.startsWith("Over Ines"))).toBe(false);
    expect(shots.some((words) => words.startsWith("Over Tomas"))).toBe(true);
  });
});

describe("coverage of other scenes", () => {
  it("establishes an exterior and looks up at a tower", () => {
    const [first] = plan(
      sceneOf("A tower above the town.\n\nINES runs along the pier.", {
        interiorExterior: "EXT",
        setName: "OLD QUAY",
      }),
    );
    expect(first?.data).toMatchObject({ size: "EWS", angle: "low" });
    expect(first?.data.description).toBe("Establishing, Old Quay: A tower above the town.");
  });

  it("goes along with who moves", () => {
    const moving = plan(sceneOf("INES runs along the pier. TOMAS waits.")).find(
      ({ data }) => data.movement === "truck-right",
    );
    expect(moving).toMatchObject({ cast: ["i"], data: { description: "INES runs along the pier." } });
  });

  it("looks through somebody's eyes when the script does", () => {
    const shots = plan(sceneOf("WREN holds on.\n\nHER VIEW: the shore swings in.\n\nWREN\nWe're coming."));
    expect(shots.find(({ data }) => data.framing === "pov")?.data.description).toBe(
      "HER VIEW: the shore swings in.",
    );
  });

  it("shows a place without people as a place", () => {
    const shots = plan(
      sceneOf("Grey water, grey sky. A fishing boat passes in front of the tower.", { cast: [] }),
    );
    expect(shots.length).toBeGreaterThan(1);
    expect(shots.flatMap(({ cast }) => cast)).toEqual([]);
  });

  it("has a master of the cast for a scene without a script", () => {
    const [master] = plan(sceneOf("", { characters: [{ id: "i", name: "INES" }], cast: ["i"] }));
    expect(master).toMatchObject({ cast: ["i"], data: { size: "WS", framing: "single" } });
  });

  it("knows she from he by what the script says of them", () => {
    const script = "INES takes off her glove. TOMAS wipes his hands. INES waits.\n\nHe smiles.";
    const smile = plan(sceneOf(script), "thorough").find(({ data }) => data.description === "He smiles.");
    expect(smile?.cast).toEqual(["t"]);
  });
});

const word = fc.constantFrom(
  "INES",
  "TOMAS",
  "wheel",
  "runs",
  "She",
  "looks",
  "takes the key.",
  "(V.O.)",
  "¡Ñ!",
  "🙂",
  "",
);
const line = fc.oneof(
  fc.array(word, { maxLength: 8 }).map((words) => words.join(" ")),
  fc.string({ maxLength: 40 }),
);
const script = fc.array(line, { maxLength: 60 }).map((lines) => lines.join("\n"));

describe("whatever the script", () => {
  it("every proposal is a valid shot of known people, and accepting all of them leaves nothing to propose", () => {
    fc.assert(
      fc.property(
        script,
        fc.constantFrom("lean", "classical", "thorough"),
        fc.nat(400),
        (text, style, eighths) => {
          const scene = sceneOf(text, { pageEighths: eighths });
          const shots = plan(scene, style);
          for (const { data, cast } of shots) {
            expect(shotNode.dataSchema.safeParse(data).success).toBe(true);
            expect(cast.every((id) => scene.characters.some((character) => character.id === id))).toBe(true);
          }
          expect(plan({ ...scene, shots: shots.map(asShot) }, style)).toEqual([]);
          expect(plan(scene, style)).toEqual(shots);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("a shot covers itself", () => {
    for (const style of ["lean", "classical", "thorough"] as const) {
      for (const shot of plan(sceneOf(DIALOGUE), style).map(asShot)) expect(covers(shot, shot)).toBe(true);
    }
  });

  it("a huge script is read in a moment", () => {
    const text = `${DIALOGUE}\n\n`.repeat(300) + "INES (x)\n(a)\nb\n".repeat(2000) + "A ".repeat(20_000);
    const start = process.cpuUsage();
    plan(sceneOf(text));
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1_000);
  });
});
