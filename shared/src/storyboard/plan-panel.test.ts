import { describe, expect, it } from "vitest";
import { LOCATION_KITS } from "../canvas/node-types/location.ts";
import { SHOT_ANGLES, SHOT_FRAMINGS, SHOT_MOVEMENTS, SHOT_SIZES } from "../canvas/node-types/shot.ts";
import type { Box } from "./arrow-glyphs.ts";
import { project } from "./camera.ts";
import { overlaps } from "./movement.ts";
import type { PanelInput } from "./panel-input.ts";
import { planPanel, type PanelPlan } from "./plan-panel.ts";
import { jointsOf, solesOf } from "./pose.ts";

const RATIOS = [
  { width: 2, height: 1 },
  { width: 239, height: 100 },
  { width: 4, height: 3 },
  { width: 1, height: 1 },
  { width: 9, height: 16 },
];
const WORDS = [
  "",
  "He walks on.",
  "They sit and wait.",
  "Seen from behind.",
  "In profile.",
  "She holds the letter.",
  "a key",
];
const FRAMINGS = [undefined, ...SHOT_FRAMINGS.codes];

/** Every size × angle × movement × framing × ratio, with casts, words, lenses, times and places turning beside them. */
function* everyShot(): Generator<PanelInput> {
  let turn = 0;
  for (const ratio of RATIOS)
    for (const framing of FRAMINGS)
      for (const size of SHOT_SIZES.codes)
        for (const angle of SHOT_ANGLES.codes)
          for (const movement of SHOT_MOVEMENTS.codes) {
            turn += 1;
            yield {
              ratio,
              shot: {
                id: `s${turn % 101}`,
                size,
                angle,
                movement,
                ...(framing && { framing }),
                lensMm: [12, 24, 35, 85, 300][turn % 5] ?? 35,
                description: WORDS[turn % WORDS.length] ?? "",
              },
              scene: { interiorExterior: turn % 2 === 0 ? "INT" : "EXT" },
              location: { id: "l", kit: LOCATION_KITS.codes[turn % LOCATION_KITS.codes.length] ?? "pier" },
              characters: Array.from({ length: turn % 5 }, (_, at) => ({ id: `c${(turn + at) % 23}` })),
              options: {},
            };
          }
}

const isInside = (box: Box, plan: PanelPlan): boolean =>
  box.x >= 0 && box.y >= 0 && box.x + box.width <= 960 && box.y + box.height <= plan.height;

/** What is wrong with the geometry of a panel, in words; empty when it keeps every rule. */
function faultsOf(plan: PanelPlan, movement: string | undefined): string[] {
  const faults: string[] = [];
  const arrows = [...plan.movement.boxes, ...plan.steps.boxes];
  if (!arrows.every((box) => isInside(box, plan))) faults.push("arrow outside the frame");
  if (arrows.some((box) => plan.faces.some((face) => overlaps(box, face))))
    faults.push("face under an arrow");
  if (plan.steps.boxes.some((box) => plan.movement.boxes.some((other) => overlaps(box, other))))
    faults.push("arrows over each other");
  if (plan.movement.boxes.length > 0 !== (movement !== "static"))
    faults.push("arrow missing or not asked for");
  for (const figure of plan.figures) {
    const cut = (plan.height - figure.chinY) / figure.headUnits;
    if (jointsOf(figure.pose).some((joint) => Math.abs(cut - joint) < 0.1)) faults.push("cut at a joint");
    if (![figure.x, figure.chinY, figure.headUnits].every(Number.isFinite)) faults.push("not a number");
  }
  return faults;
}

/** Coordinates of a mark's paths; curves lie within their control points' hull. */
function pointsOf(svg: string): [number, number][] {
  const drawn = [...svg.matchAll(/ d="([^"]+)"/g)].map(([, d]) => d).join(" ");
  // Of an arc only the end is a point.
  return [...drawn.replaceAll(/A(?:[\d.]+ ){5}/g, "L").matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
}

describe("every size × angle × movement × framing × ratio", () => {
  it("keeps arrows inside the frame and off faces, and cuts nobody at a joint", () => {
    const faulty = new Map<string, string>();
    let shots = 0;
    for (const input of everyShot()) {
      shots += 1;
      const { shot, ratio } = input;
      for (const fault of faultsOf(planPanel(input), shot.movement)) {
        const example = `${ratio.width}:${ratio.height} ${shot.framing} ${shot.size} ${shot.angle} ${shot.movement} "${shot.description}" ${input.characters.length}`;
        if (!faulty.has(fault)) faulty.set(fault, example);
      }
    }
    expect(shots).toBe(5 * 7 * 9 * 9 * 22);
    expect(Object.fromEntries(faulty)).toEqual({});
  }, 60_000);

  it("draws each arrow inside the box it claims", () => {
    for (const ratio of RATIOS)
      for (const movement of SHOT_MOVEMENTS.codes) {
        const plan = planPanel({
          ratio,
          shot: { id: "m", size: "MS", movement },
          characters: [{ id: "a" }],
          options: {},
        });
        for (const [x, y] of pointsOf(plan.movement.svg)) {
          expect(x).toBeGreaterThanOrEqual(-1);
          expect(x).toBeLessThanOrEqual(961);
          expect(y).toBeGreaterThanOrEqual(-1);
          expect(y).toBeLessThanOrEqual(plan.height + 1);
        }
      }
  });

  it("stands everybody whose feet are seen on the ground", () => {
    for (const size of ["EWS", "VWS", "WS"] as const)
      for (const description of WORDS)
        for (const kit of LOCATION_KITS.codes) {
          const plan = planPanel({
            ratio: { width: 2, height: 1 },
            shot: { id: "g", size, angle: "eye", description },
            location: { id: "l", kit },
            characters: [{ id: "a" }, { id: "b", build: "small" }],
            options: {},
          });
          const ground = project(plan.camera, 0, 0, 0).y;
          for (const figure of plan.figures)
            expect(Math.abs(figure.chinY + solesOf(figure.pose) * figure.headUnits - ground)).toBeLessThan(
              0.35 * figure.headUnits + 4,
            );
        }
  });

  it("leaves headroom and look room to a single person", () => {
    for (const size of ["WS", "MWS", "MS", "MCU"] as const)
      for (let at = 0; at < 6; at++) {
        const plan = planPanel({
          ratio: { width: 16, height: 9 },
          shot: { id: `s${at}`, size, framing: "single" },
          characters: [{ id: "a", hat: "none", hair: "short" }],
          options: {},
        });
        const [figure] = plan.figures;
        const crown = (figure?.chinY ?? 0) - (figure?.headUnits ?? 0);
        expect(crown).toBeGreaterThan(0.01 * plan.height);
        expect(crown).toBeLessThan(0.26 * plan.height);
        expect((480 - (figure?.x ?? 480)) * (figure?.facing ?? 0)).toBeGreaterThan(0);
      }
  });
});
