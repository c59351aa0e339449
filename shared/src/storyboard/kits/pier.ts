import { project, unitsAt } from "../camera.ts";
import { mix, path, pair, polygon } from "../ink.ts";
import { drawHarbour } from "./harbour.ts";
import { beam, level, outline, trace, type Kit, type Place } from "./kit.ts";
import { drawSky, drawWater } from "./sky.ts";

const HALF_WIDTH = 1.5;
const SHIFT = 0.3;
/** Metres behind the subject: the lamp keeps its head in the frame for as long as it can. */
const LAMP_Z: Partial<Record<Place["stage"]["size"], number>> = { WS: 3.6, MWS: 3.2, MS: 2.6 };
const POSTS = [-2.4, -0.4, 1.6, 4, 7, 11, 16];

export const pier: Kit = {
  ground: "planks",
  around: "water",
  vista: drawHarbour,
  behind(place) {
    const { light } = place;
    return (
      drawSky(place) + drawWater(place) + drawPlanks(place) + drawLamp(place) + drawRopes(place, light.ink)
    );
  },
};

function drawPlanks(place: Place): string {
  const { stage, light } = place;
  const { near } = stage;
  const left = SHIFT - HALF_WIDTH;
  const right = SHIFT + HALF_WIDTH;
  let svg = level(place, left, right, -0.16, near, 250, { fill: mix(light.dark, light.ink, 0.5) });
  svg += level(place, left, right, 0, near, 250, { fill: light.mid, ...outline(place, 1) });
  let z = Math.ceil(near * 2) / 2;
  for (let at = 0; at < 40 && z < 24; at++) {
    svg += trace(
      place,
      [
        [left, 0, z],
        [right, 0, z],
      ],
      {
        stroke: mix(light.ink, light.mid, Math.min(0.7, 0.15 + at * 0.05)),
        width: Math.max(0.9, 0.012 * unitsAt(stage, z)),
      },
    );
    z += z < 2 ? 0.75 : z < 7 ? 1.5 : 4;
  }
  return svg;
}

function drawRopes(place: Place, ink: string): string {
  const { stage } = place;
  const x = SHIFT + HALF_WIDTH - 0.08;
  let svg = "";
  const visible = POSTS.filter((z) => z > stage.near + 0.2);
  for (const z of [...visible].reverse()) svg += beam(place, [x, -0.05, z], [x, 1.02, z], 0.115, ink);
  for (let at = 0; at + 1 < visible.length; at++) {
    const from = project(stage, x, 0.86, visible[at] ?? 0);
    const to = project(stage, x, 0.86, visible[at + 1] ?? 0);
    const sag = project(stage, x, 0.77, ((visible[at] ?? 0) + (visible[at + 1] ?? 0)) / 2);
    const width = Math.max(1.4, 0.03 * unitsAt(stage, visible[at] ?? 0));
    svg += path(`M${pair(from)}C${pair(sag)} ${pair(sag)} ${pair(to)}`, { stroke: ink, width });
  }
  const first = visible[0];
  if (first !== undefined) svg += beam(place, [x, 0.86, first], [x + 0.5, 0.84, stage.near], 0.03, ink);
  return svg;
}

function drawLamp(place: Place): string {
  const { stage, light } = place;
  const x = SHIFT - HALF_WIDTH + 0.08;
  const z = LAMP_Z[stage.size] ?? 2.2;
  const units = unitsAt(stage, z);
  const foot = project(stage, x, 0, z);
  const top = project(stage, x, 2.66, z);
  const bend = project(stage, x, 2.8, z);
  const arm = project(stage, x + 0.42, 2.8, z);
  const width = Math.max(2.4, 0.075 * units);
  let svg = path(`M${pair(foot)}L${pair(top)}C${pair(bend)} ${pair(bend)} ${pair(arm)}`, {
    stroke: light.ink,
    width,
  });
  const corner = (dx: number, y: number): { x: number; y: number } => project(stage, x + dx, y, z);
  svg += polygon([corner(0.28, 2.79), corner(0.66, 2.79), corner(0.58, 2.6), corner(0.36, 2.6)], {
    fill: light.glow,
    stroke: light.ink,
    width: Math.max(1.4, 0.025 * units),
  });
  return svg;
}
