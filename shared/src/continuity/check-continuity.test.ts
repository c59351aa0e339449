import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { addNode } from "../canvas/commands/add-node.ts";
import { acceptProposals } from "../canvas/commands/accept-proposals.ts";
import { connect } from "../canvas/commands/connect.ts";
import { updateNode } from "../canvas/commands/update-node.ts";
import { writeFindings } from "../canvas/commands/write-findings.ts";
import { openCanvasDocument, type CanvasDocument } from "../canvas/document.ts";
import { noteNode } from "../canvas/node-types/note.ts";
import { readCanvas } from "../canvas/queries/read-canvas.ts";
import { checkContinuity } from "./check-continuity.ts";
import { readFilm } from "./read-film.ts";
import { CONTINUITY_RULES, type ContinuityRuleName } from "./rule-names.ts";

type Data = Record<string, unknown>;
type ShotSketch = Data & { cast?: string[] };

/** A film of scenes with shots; INES and TOMAS are characters "ines" and "tomas". */
const filmOf = (...scenes: (Data & { cast?: string[]; shots?: ShotSketch[] })[]): CanvasDocument => {
  const canvas = openCanvasDocument(new Y.Doc());
  const add = (id: string, type: string, data: Data) => addNode(canvas, { id, type, x: 0, y: 0, data });
  add("ines", "character", { name: "INES" });
  add("tomas", "character", { name: "TOMAS" });
  scenes.forEach(({ cast = [], shots = [], ...data }, index) => {
    const scene = `s${index + 1}`;
    add(scene, "scene", data);
    for (const source of cast) connect(canvas, { source, target: scene });
    shots.forEach(({ cast: inShot = [], ...shot }, place) => {
      const id = `${scene}-${place + 1}`;
      add(id, "shot", { size: "MS", durationSeconds: 4, ...shot, scene });
      for (const source of inShot) connect(canvas, { source, target: id });
    });
  });
  return canvas;
};
const check = (canvas: CanvasDocument, ...rules: ContinuityRuleName[]) =>
  checkContinuity(readFilm(canvas), rules);
const textsOf = (canvas: CanvasDocument, ...rules: ContinuityRuleName[]) =>
  check(canvas, ...rules).map(({ text }) => text);
const SPEECH = "INES\nHold the gate!\n\nTOMAS (O.S.)\nWait.";

describe("a scene without shots", () => {
  it("is found, unless it is omitted", () => {
    const canvas = filmOf({}, { omitted: true }, { setName: "OMITTED" }, { shots: [{}] });
    expect(check(canvas, "scene-without-shots")).toEqual([
      {
        rule: "scene-without-shots",
        nodeIds: ["s1"],
        text: "Scene 1 has no shots. Run Coverage on it, or add one.",
      },
    ]);
  });

  it("has none as long as they are only proposed", () => {
    const canvas = filmOf({ shots: [{ proposal: "job" }] });
    expect(textsOf(canvas, "scene-without-shots")).toEqual([
      "Scene 1 has no shots yet. Accept what is proposed for it (1), or some of that.",
    ]);
    acceptProposals(canvas, ["s1-1"]);
    expect(textsOf(canvas, "scene-without-shots")).toEqual([]);
  });
});

describe("a speaker in no shot", () => {
  it("is found when seen on screen, not when only heard", () => {
    const canvas = filmOf({ script: SPEECH, shots: [{ cast: ["tomas"] }, { framing: "insert" }] });
    expect(check(canvas, "unseen-speaker").map(({ nodeIds }) => nodeIds)).toEqual([["s1", "ines"]]);
  });

  it("is shown by a shot that names nobody, which is drawn with the whole cast", () => {
    expect(textsOf(filmOf({ script: SPEECH, shots: [{}, { cast: ["tomas"] }] }), "unseen-speaker")).toEqual(
      [],
    );
  });
});

describe("a jump cut", () => {
  const one = { cast: ["ines"], angle: "eye", lensMm: 50 };
  it("is two shots in a row that frame the same people alike", () => {
    expect(check(filmOf({ shots: [one, { ...one, lensMm: 60, angle: "shoulder" }] }), "jump-cut")).toEqual([
      expect.objectContaining({
        nodeIds: ["s1-1", "s1-2"],
        text: "1A and 1B frame INES alike: MS, shoulder level. Go two sizes closer or wider, move the camera by 30° or more, or cut away between them.",
      }),
    ]);
  });

  it("is none with another size, angle, lens, framing or subject, over shoulders, across scenes, or with a shot between", () => {
    const others = [
      { size: "CU" },
      { angle: "high" },
      { lensMm: 100 },
      { framing: "pov" },
      { cast: ["tomas"] },
    ];
    for (const other of others) {
      expect(textsOf(filmOf({ shots: [one, { ...one, ...other }] }), "jump-cut")).toEqual([]);
    }
    const over = { ...one, framing: "ots", cast: ["ines", "tomas"] };
    expect(textsOf(filmOf({ shots: [over, over] }), "jump-cut")).toEqual([]);
    expect(textsOf(filmOf({ shots: [one] }, { shots: [one] }), "jump-cut")).toEqual([]);
    expect(textsOf(filmOf({ shots: [one, { framing: "insert" }, one] }), "jump-cut")).toEqual([]);
  });
});

describe("what is not planned yet", () => {
  it("is one finding for each scene", () => {
    const canvas = filmOf({ shots: [{ size: null, durationSeconds: null }, { size: null }, {}] });
    expect(textsOf(canvas, "missing-size", "missing-duration")).toEqual([
      "1A and 1B have no size. Choose one, so that frames can be drawn and cuts compared.",
      "1A has no duration. Estimate the seconds, so that the scene can be timed and cut.",
    ]);
  });

  it("lists no more than a few numbers", () => {
    const canvas = filmOf({ shots: Array.from({ length: 9 }, () => ({ size: null })) });
    expect(textsOf(canvas, "missing-size")[0]).toMatch(/^1A, 1B, 1C, 1D, 1E, 1F and 3 more have/);
  });
});

describe("screen time", () => {
  it("may differ from the pages, but not by much", () => {
    const runs = (durationSeconds: number) =>
      textsOf(filmOf({ pageEighths: 16, shots: [{ durationSeconds }] }), "screen-time");
    expect([80, 120, 160].flatMap(runs)).toEqual([]);
    expect(runs(40)).toEqual([
      "Scene 1 runs 0:40 in its shots; its pages read as 2:00. Add coverage or let shots run longer.",
    ]);
    expect(runs(200)[0]).toContain("Drop or shorten shots.");
  });

  it("is not judged before every shot has a duration, nor in a short scene by seconds", () => {
    expect(
      textsOf(filmOf({ pageEighths: 16, shots: [{}, { durationSeconds: null }] }), "screen-time"),
    ).toEqual([]);
    expect(textsOf(filmOf({ pageEighths: 1, shots: [{ durationSeconds: 20 }] }), "screen-time")).toEqual([]);
  });
});

describe("screen direction", () => {
  it("is broken when somebody moves left and then right", () => {
    const left = { cast: ["ines"], movement: "truck-left" };
    const right = { cast: ["ines", "tomas"], description: "They run left to right." };
    expect(textsOf(filmOf({ shots: [left, right] }), "screen-direction")).toEqual([
      "INES moves left in 1A and right in 1B. Keep the camera on one side of the action, or show the turn between them.",
    ]);
    expect(textsOf(filmOf({ shots: [left, { ...right, cast: ["tomas"] }] }), "screen-direction")).toEqual([]);
    expect(textsOf(filmOf({ shots: [left, { cast: ["ines"] }, right] }), "screen-direction")).toEqual([]);
  });
});

describe("a character in a shot", () => {
  it("belongs to the scene by its cast or its dialogue", () => {
    const shots = [{ cast: ["ines", "tomas"] }, { cast: ["tomas"] }];
    expect(check(filmOf({ cast: ["ines"], shots }), "stray-character")).toEqual([
      expect.objectContaining({
        nodeIds: ["s1", "tomas"],
        text: "TOMAS is in 1A and 1B but not in scene 1. Connect TOMAS to the scene, or take them out of the shot.",
      }),
    ]);
    expect(textsOf(filmOf({ script: SPEECH, shots }), "stray-character")).toEqual([]);
  });
});

describe("the time of day", () => {
  it("does not jump in a scene that goes on", () => {
    const day = { timeOfDay: "DAY" };
    const texts = (...scenes: Data[]) => textsOf(filmOf(...scenes), "time-jump");
    expect(texts(day, { timeOfDay: "CONTINUOUS", setName: "PIER - NIGHT" })).toEqual([
      "Scene 2 goes on from scene 1 (CONTINUOUS), which plays at DAY, but says NIGHT. Make the two agree, or drop CONTINUOUS.",
    ]);
    expect(texts(day, { timeOfDay: "NIGHT", modifier: "CONTINUOUS" })).toHaveLength(1);
    expect(texts({ timeOfDay: "CONTINUOUS" })).toEqual([
      "Scene 1 is CONTINUOUS, but no scene comes before it. Give it a time of day.",
    ]);
    expect(
      texts(day, { timeOfDay: "CONTINUOUS" }, { timeOfDay: "CONTINUOUS", setName: "PIER - DAY" }),
    ).toEqual([]);
    expect(texts(day, { timeOfDay: "LATER", setName: "PIER - NIGHT" }, { timeOfDay: "SAME" })).toEqual([]);
  });
});

describe("the whole check", () => {
  it("tells its findings in the order of the film", () => {
    const canvas = filmOf({ shots: [{ size: null, cast: ["ines"] }] }, {}, { shots: [{ size: null }] });
    expect(
      check(canvas, ...CONTINUITY_RULES.codes).map(({ rule, nodeIds }) => `${nodeIds[0]} ${rule}`),
    ).toEqual(["s1 missing-size", "s1 stray-character", "s2 scene-without-shots", "s3 missing-size"]);
  });

  it("skips what is malformed", () => {
    const canvas = filmOf({ shots: [{ cast: ["ines"] }] });
    canvas.nodes.set("broken", new Y.Map<unknown>([["type", "shot"]]));
    canvas.edges.set("appears-in:nobody:s1-1", new Y.Map());
    canvas.edges.set("odd", new Y.Map());
    expect(() => check(canvas, ...CONTINUITY_RULES.codes)).not.toThrow();
  });

  const shot = fc.record({
    size: fc.constantFrom("MS", "CU", null),
    durationSeconds: fc.constantFrom(2, 60, null),
    movement: fc.constantFrom("static", "truck-left", "truck-right"),
    cast: fc.subarray(["ines", "tomas"]),
  });
  const scene = fc.record({
    timeOfDay: fc.constantFrom("DAY", "NIGHT", "CONTINUOUS", "SAME"),
    setName: fc.constantFrom("PIER", "PIER - NIGHT"),
    pageEighths: fc.nat(30),
    script: fc.constantFrom("", SPEECH),
    cast: fc.subarray(["ines", "tomas"]),
    shots: fc.array(shot, { maxLength: 4 }),
  });

  it("run twice is run once, its notes are valid, and mending everything clears the canvas", () => {
    fc.assert(
      fc.property(fc.array(scene, { minLength: 1, maxLength: 4 }), (scenes) => {
        const canvas = filmOf(...scenes);
        const rules = CONTINUITY_RULES.codes;
        const findings = check(canvas, ...rules);
        expect(new Set(findings.map(({ rule, nodeIds }) => [rule, ...nodeIds].join())).size).toBe(
          findings.length,
        );
        writeFindings(canvas, { jobId: "one", rules, findings });
        const once = readCanvas(canvas);
        const notes = once.nodes.filter((node) => node.type === "note");
        expect(notes).toHaveLength(findings.length);
        for (const note of notes) expect(noteNode.dataSchema.safeParse(note.data).success).toBe(true);
        writeFindings(canvas, { jobId: "two", rules, findings: check(canvas, ...rules) });
        expect(readCanvas(canvas)).toEqual(once);
        for (const { id } of once.nodes.filter((node) => node.type === "scene"))
          updateNode(canvas, { id, data: { omitted: true } });
        writeFindings(canvas, { jobId: "three", rules, findings: check(canvas, ...rules) });
        expect(readCanvas(canvas).nodes.filter((node) => node.type === "note")).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
