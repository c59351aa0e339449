import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import { LOCATION_KITS, type LocationKit } from "../canvas/node-types/location.ts";
import { SHOT_ANGLES, SHOT_FRAMINGS, SHOT_MOVEMENTS, SHOT_SIZES } from "../canvas/node-types/shot.ts";
import { describe, expect, it } from "vitest";
import { drawPanel, type Panel } from "./draw-panel.ts";
import type { PanelInput, PanelShot } from "./panel-input.ts";
import { planPanel } from "./plan-panel.ts";

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

const WIDE = { width: 2, height: 1 };
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

describe("drawPanel", () => {
  it("gives the same bytes for the same input, those recorded here", () => {
    expect(drawPanel(NIGHT_TWO_SHOT).svg).toBe(drawPanel(structuredClone(NIGHT_TWO_SHOT)).svg);
    expect({
      nightTwoShot: digest(drawPanel(NIGHT_TWO_SHOT).svg),
      nothingSet: digest(drawPanel(EMPTY).svg),
      pierCloseUp: digest(drawPanel(PIER_CLOSE_UP).svg),
    }).toMatchInlineSnapshot(`
      {
        "nightTwoShot": "287697d451b130c0",
        "nothingSet": "32d217ab576135c3",
        "pierCloseUp": "7ee9397a89b6f439",
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

  it("gives the same bytes in another process, language and time zone", () => {
    const module = new URL("./draw-panel.ts", import.meta.url).href;
    const inputs = LOCATION_KITS.codes.map((kit): PanelInput => ({
      ...NIGHT_TWO_SHOT,
      shot: { ...NIGHT_TWO_SHOT.shot, description: "INES IŞIKTA walks, 1.5 m" },
      location: { id: kit, kit, name: "İSKELE" },
      options: { marks: true },
    }));
    const script = `import { createHash } from "node:crypto";
      const { drawPanel } = await import(${JSON.stringify(module)});
      const hash = createHash("sha256");
      for (const input of ${JSON.stringify(inputs)}) hash.update(drawPanel(input).svg);
      process.stdout.write(hash.digest("hex"));`;
    const elsewhere = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      env: { ...process.env, LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", TZ: "Asia/Kathmandu" },
      encoding: "utf8",
    });
    const hash = createHash("sha256");
    for (const input of inputs) hash.update(drawPanel(input).svg);
    expect(elsewhere).toBe(hash.digest("hex"));
  }, 60_000);

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
    expect(planPanel(EMPTY).figures).toHaveLength(1);
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
      { ...NIGHT_TWO_SHOT, options: { guideRatio: "1:1" } },
      { ...NIGHT_TWO_SHOT, options: { print: true } },
      { ...NIGHT_TWO_SHOT, shot: { ...shot, description: "They sit in profile." } },
    ];
    for (const variant of variants) expect(drawPanel(variant).svg).not.toBe(base);
    expect(new Set(variants.map((variant) => drawPanel(variant).svg)).size).toBe(variants.length);
  });

  it("draws a person alike in every frame and people unlike each other", () => {
    const looks = (id: string): string =>
      JSON.stringify(planPanel({ ...EMPTY, characters: [{ id }] }).figures.map((figure) => figure.look));
    expect(looks("a")).toBe(looks("a"));
    const many = new Set(Array.from({ length: 40 }, (_, at) => looks(`person-${at}`)));
    expect(many.size).toBeGreaterThan(30);
  });
});

/** Every place inside and out at every time, then every size × angle × framing over turning places, lenses and ratios. */
function sampledPanels(): PanelInput[] {
  const inputs: PanelInput[] = [];
  const times = ["DAY", "NIGHT", "DUSK", "DAWN", "CONTINUOUS"];
  const add = (
    turn: number,
    shot: Partial<PanelShot>,
    kit: LocationKit,
    inside: boolean,
    time: string,
  ): void => {
    inputs.push({
      ratio:
        [WIDE, { width: 239, height: 100 }, { width: 9, height: 16 }, { width: 4, height: 3 }][turn % 4] ??
        WIDE,
      shot: { id: `s${turn}`, lensMm: [14, 35, 85, 1, 2000][turn % 5] ?? 35, movement: "static", ...shot },
      scene: { timeOfDay: time, interiorExterior: inside ? "INT" : "EXT" },
      location: { id: `l${turn % 7}`, kit },
      characters: Array.from({ length: turn % 5 }, (_, at) => ({ id: `c${(turn + at) % 23}` })),
      options: turn % 3 === 0 ? { marks: true, guideRatio: "4:5", print: turn % 2 === 0 } : {},
    });
  };
  let turn = 0;
  for (const kit of LOCATION_KITS.codes)
    for (const inside of [true, false])
      for (const time of times)
        add(
          ++turn,
          { size: SHOT_SIZES.codes[turn % 9], angle: SHOT_ANGLES.codes[(turn >> 1) % 9] },
          kit,
          inside,
          time,
        );
  for (const size of SHOT_SIZES.codes)
    for (const angle of SHOT_ANGLES.codes)
      for (const framing of SHOT_FRAMINGS.codes) {
        const kit = LOCATION_KITS.codes[++turn % LOCATION_KITS.codes.length] ?? "pier";
        const movement = SHOT_MOVEMENTS.codes[turn % SHOT_MOVEMENTS.codes.length] ?? "static";
        add(turn, { size, angle, framing, movement }, kit, turn % 2 === 0, times[turn % 5] ?? "DAY");
      }
  return inputs;
}

describe("all places, times, sizes, angles and framings", () => {
  it("give closed, finite SVG of bounded size without ids used twice", () => {
    for (const input of sampledPanels()) {
      const { svg } = drawPanel(input);
      expect(svg.length).toBeLessThan(190_000);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|e[+-]\d/);
      expect(svg.startsWith("<svg xmlns=") && svg.endsWith("</svg>")).toBe(true);
      const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
      expect(new Set(ids).size).toBe(ids.length);
      for (const [, used] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(used);
    }
  }, 60_000);

  it("draw each place unlike every other, inside and out", () => {
    const draw = (kit: LocationKit, interiorExterior: "INT" | "EXT"): string =>
      drawPanel({ ...EMPTY, location: { id: "l", kit }, scene: { interiorExterior } }).svg.replace(
        /b[0-9a-z]+(?=[a-z]")/g,
        "",
      );
    for (const side of ["INT", "EXT"] as const) {
      const drawn = LOCATION_KITS.codes.map((kit) => digest(draw(kit, side)));
      // From their street some interiors share a house front.
      expect(new Set(drawn).size).toBeGreaterThanOrEqual(side === "INT" ? LOCATION_KITS.codes.length : 20);
    }
  });
});

describe("inserts", () => {
  it.each([
    "key",
    "letter",
    "phone",
    "photo",
    "book",
    "cup",
    "bottle",
    "bell",
    "lantern",
    "clock",
    "gear",
    "gun",
    "knife",
    "ring",
    "door",
    "nothing",
  ])("draws a %s large and nobody", (thing) => {
    const input: PanelInput = {
      ...PIER_CLOSE_UP,
      shot: { id: "i", framing: "insert", description: `A ${thing}.` },
    };
    const panel = drawPanel(input);
    expect(panel.svg).not.toMatch(/NaN|undefined/);
    expect(planPanel(input).figures).toHaveLength(0);
    expect(panel.missing).toContain("size");
  });
});

describe("hostile input", () => {
  const draw = (input: unknown): Panel => drawPanel(input as PanelInput);

  it("draws at most six of ten thousand characters", () => {
    const characters = Array.from({ length: 10_000 }, (_, at) => ({ id: `c${at}` }));
    const panel = draw({ ...EMPTY, characters });
    expect(planPanel({ ...EMPTY, characters }).figures).toHaveLength(6);
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
    const input = { ...PIER_CLOSE_UP, ratio: { width, height } };
    expect(draw(input).svg).not.toMatch(/NaN|Infinity/);
    expect(planPanel(input).height).toBeGreaterThanOrEqual(240);
    expect(planPanel(input).height).toBeLessThanOrEqual(2400);
  });

  it("reads a description of a megabyte in no time", () => {
    const before = process.threadCpuUsage();
    draw({
      ...EMPTY,
      shot: { id: "x", description: `over ${"a ".repeat(500_000)}` },
      scene: { setName: "- ".repeat(200_000), timeOfDay: "NIGHT ".repeat(100_000) },
    });
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(500);
  });
});
