import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import { LOCATION_KITS } from "../canvas/node-types/location.ts";
import { SHOT_ANGLES, SHOT_FRAMINGS, SHOT_MOVEMENTS, SHOT_SIZES } from "../canvas/node-types/shot.ts";
import { describe, expect, it } from "vitest";
import { drawPanel, layOutPanel } from "./draw-panel.ts";
import { JOINTS_BELOW_CHIN } from "./figure.ts";
import { overlaps } from "./movement.ts";
import type { PanelInput } from "./panel-input.ts";

const NIGHT_TWO_SHOT: PanelInput = {
  ratio: { width: 2, height: 1 },
  shot: {
    id: "6B",
    number: "6B",
    size: "MS",
    angle: "eye",
    movement: "dolly-in",
    framing: "two-shot",
    lensMm: 35,
  },
  scene: { interiorExterior: "INT", timeOfDay: "NIGHT", setName: "WHEELHOUSE" },
  location: { id: "ferry", name: "FERRY" },
  characters: [
    { id: "ines", name: "INES", hair: "bun", hairTone: "light", hat: "none" },
    { id: "tomas", name: "TOMAS", hat: "beanie" },
  ],
  options: {},
};

const EMPTY: PanelInput = { ratio: { width: 16, height: 9 }, shot: { id: "x" }, characters: [], options: {} };

const PIER_CLOSE_UP: PanelInput = {
  ...EMPTY,
  shot: { id: "5C", size: "CU", angle: "low", movement: "rack-focus", lensMm: 85 },
  scene: { interiorExterior: "EXT", timeOfDay: "DUSK", setName: "PIER 4" },
  characters: [{ id: "hale", hat: "cap" }],
  options: { marks: true },
};

function digest(svg: string): string {
  return createHash("sha256").update(svg).digest("hex").slice(0, 16);
}

/** Every value of each code once with every value of the longest list, the others turning at different speeds. */
function combinations(): PanelInput[] {
  const inputs: PanelInput[] = [];
  let turn = 0;
  for (const movement of SHOT_MOVEMENTS.codes) {
    for (const size of SHOT_SIZES.codes) {
      for (const angle of SHOT_ANGLES.codes) {
        turn += 1;
        const framing = SHOT_FRAMINGS.codes[turn % SHOT_FRAMINGS.codes.length];
        const kit = LOCATION_KITS.codes[turn % LOCATION_KITS.codes.length];
        inputs.push({
          ratio: [
            { width: 2, height: 1 },
            { width: 239, height: 100 },
            { width: 9, height: 16 },
            { width: 4, height: 3 },
          ][turn % 4] ?? { width: 2, height: 1 },
          shot: { id: `s${turn}`, size, angle, movement, framing, lensMm: [14, 35, 85, undefined][turn % 4] },
          scene: { timeOfDay: ["DAY", "NIGHT", "DUSK", "DAWN", "CONTINUOUS"][turn % 5] },
          location: { id: `l${turn % 7}`, kit },
          characters: Array.from({ length: turn % 5 }, (_, at) => ({ id: `c${(turn + at) % 23}` })),
          options: {},
        });
      }
    }
  }
  return inputs;
}

describe("drawPanel", () => {
  it("gives the same bytes for the same input, those recorded here", () => {
    expect(drawPanel(NIGHT_TWO_SHOT).svg).toBe(drawPanel(structuredClone(NIGHT_TWO_SHOT)).svg);
    expect({
      nightTwoShot: digest(drawPanel(NIGHT_TWO_SHOT).svg),
      nothingSet: digest(drawPanel(EMPTY).svg),
      pierCloseUp: digest(drawPanel(PIER_CLOSE_UP).svg),
    }).toMatchInlineSnapshot(`
      {
        "nightTwoShot": "5c4df37ccd80e1b1",
        "nothingSet": "698b4ff85984d5d2",
        "pierCloseUp": "22f8134cd810529f",
      }
    `);
  });

  it("gives the same bytes in a worker thread", async () => {
    const module = new URL("./draw-panel.ts", import.meta.url).href;
    const worker = new Worker(
      `const { parentPort, workerData } = require("node:worker_threads");
       import(${JSON.stringify(module)}).then(({ drawPanel }) => parentPort.postMessage(drawPanel(workerData).svg));`,
      { eval: true, workerData: NIGHT_TWO_SHOT },
    );
    const svg = await new Promise<string>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
    await worker.terminate();
    expect(svg).toBe(drawPanel(NIGHT_TWO_SHOT).svg);
  });

  it("says what was assumed, and nothing when everything is set", () => {
    expect(drawPanel(EMPTY).missing).toEqual([
      "size",
      "angle",
      "movement",
      "framing",
      "lens",
      "time of day",
      "location",
    ]);
    expect(drawPanel(NIGHT_TWO_SHOT).missing).toEqual([]);
  });

  it("draws someone to look at when nothing is set", () => {
    expect(layOutPanel(EMPTY).layout.figures).toHaveLength(1);
  });

  it("changes with every field that a director sets", () => {
    const base = drawPanel(NIGHT_TWO_SHOT).svg;
    const { shot } = NIGHT_TWO_SHOT;
    const variants: PanelInput[] = [
      { ...NIGHT_TWO_SHOT, shot: { ...shot, size: "CU" } },
      { ...NIGHT_TWO_SHOT, shot: { ...shot, angle: "low" } },
      { ...NIGHT_TWO_SHOT, shot: { ...shot, movement: "dolly-out" } },
      { ...NIGHT_TWO_SHOT, shot: { ...shot, framing: "ots" } },
      { ...NIGHT_TWO_SHOT, shot: { ...shot, lensMm: 100 } },
      { ...NIGHT_TWO_SHOT, scene: { ...NIGHT_TWO_SHOT.scene, timeOfDay: "DAY" } },
      { ...NIGHT_TWO_SHOT, location: { id: "ferry", kit: "street" } },
      { ...NIGHT_TWO_SHOT, ratio: { width: 4, height: 3 } },
      { ...NIGHT_TWO_SHOT, options: { marks: true } },
    ];
    for (const variant of variants) expect(drawPanel(variant).svg).not.toBe(base);
    expect(new Set(variants.map((variant) => drawPanel(variant).svg)).size).toBe(variants.length);
  });

  it("draws a person alike in every frame and people unlike each other", () => {
    const looks = (id: string): string =>
      JSON.stringify(
        layOutPanel({ ...EMPTY, characters: [{ id }] }).layout.figures.map((figure) => figure.look),
      );
    expect(looks("a")).toBe(looks("a"));
    const many = new Set(Array.from({ length: 40 }, (_, at) => looks(`person-${at}`)));
    expect(many.size).toBeGreaterThan(30);
  });
});

describe("every size × angle × movement, with framings, places, times and ratios", () => {
  const panels = combinations().map((input) => ({ input, ...layOutPanel(input) }));

  it("is closed, finite SVG of bounded size without ids used twice", () => {
    for (const { svg } of panels) {
      expect(svg.length).toBeLessThan(120_000);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|e[+-]\d/);
      expect(svg.startsWith("<svg xmlns=") && svg.endsWith("</svg>")).toBe(true);
      const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
      expect(new Set(ids).size).toBe(ids.length);
      for (const [, used] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(used);
    }
  });

  it("keeps every arrow inside the frame", () => {
    for (const { layout } of panels) {
      for (const box of layout.arrows) {
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.y).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(960);
        expect(box.y + box.height).toBeLessThanOrEqual(layout.height);
      }
    }
  });

  it("puts no arrow on a face", () => {
    const covered = panels.filter(({ layout }) =>
      layout.arrows.some((arrow) => layout.faces.some((face) => overlaps(arrow, face))),
    );
    expect(covered.map(({ input }) => `${input.shot.id} ${input.shot.size} ${input.shot.movement}`)).toEqual(
      [],
    );
  });

  it("cuts no figure at a joint", () => {
    for (const { layout } of panels) {
      for (const figure of layout.figures) {
        const cut = (layout.height - figure.chinY) / figure.headUnits;
        for (const joint of JOINTS_BELOW_CHIN) expect(Math.abs(cut - joint)).toBeGreaterThan(0.1);
      }
    }
  });

  it("shows an arrow for every movement but static", () => {
    for (const { input, layout } of panels) {
      expect(layout.arrows.length > 0).toBe(input.shot.movement !== "static");
    }
  });
});

describe("inserts", () => {
  it.each(["key", "letter", "phone", "book", "cup", "bell", "lantern", "clock", "gear", "nothing"])(
    "draws a %s large and nobody",
    (thing) => {
      const panel = layOutPanel({
        ...PIER_CLOSE_UP,
        shot: { id: "i", framing: "insert", description: `A ${thing}.` },
      });
      expect(panel.svg).not.toMatch(/NaN|undefined/);
      expect(panel.layout.figures).toHaveLength(0);
      expect(panel.missing).toContain("size");
    },
  );
});

describe("hostile input", () => {
  const draw = (input: unknown): ReturnType<typeof layOutPanel> => layOutPanel(input as PanelInput);

  it("draws at most six of ten thousand characters", () => {
    const characters = Array.from({ length: 10_000 }, (_, at) => ({ id: `c${at}` }));
    const panel = draw({ ...EMPTY, characters });
    expect(panel.layout.figures.length).toBe(6);
    expect(panel.svg.length).toBeLessThan(120_000);
  });

  it("never lets markup from a name or number into the drawing", () => {
    const evil = `"><script>alert(1)</script><image href="file:///etc/passwd"/>`;
    const panel = draw({
      ...EMPTY,
      shot: {
        id: evil,
        number: evil,
        description: evil,
        size: evil,
        movement: evil,
        framing: evil,
        angle: evil,
      },
      location: { id: evil, name: evil, kit: evil },
      scene: { setName: evil, timeOfDay: evil },
      characters: [{ id: evil, name: evil, hair: evil, hat: evil, skinTone: evil, build: evil }],
      options: { marks: true },
    });
    expect(panel.svg).not.toMatch(/<script|<image|file:/);
    expect(panel.svg).not.toMatch(/NaN|undefined/);
  });

  it.each([0, -35, Number.NaN, Number.POSITIVE_INFINITY, 1e308, 1e-300])(
    "clamps a lens of %s mm",
    (lensMm) => {
      const panel = draw({ ...PIER_CLOSE_UP, shot: { ...PIER_CLOSE_UP.shot, lensMm } });
      expect(panel.svg).not.toMatch(/NaN|Infinity/);
    },
  );

  it.each([
    [0, 0],
    [1, 0],
    [-2, 1],
    [Number.NaN, 1],
    [1e9, 1],
    [1, 1e9],
  ])("clamps a ratio of %s:%s", (width, height) => {
    const panel = draw({ ...PIER_CLOSE_UP, ratio: { width, height } });
    expect(panel.layout.height).toBeGreaterThanOrEqual(240);
    expect(panel.layout.height).toBeLessThanOrEqual(2400);
  });

  it("reads a description of a megabyte in no time", () => {
    const started = performance.now();
    draw({
      ...EMPTY,
      shot: { id: "x", description: `over ${"a ".repeat(500_000)}` },
      scene: { setName: "- ".repeat(200_000), timeOfDay: "NIGHT ".repeat(100_000) },
    });
    expect(performance.now() - started).toBeLessThan(500);
  });
});
