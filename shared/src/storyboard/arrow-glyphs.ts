// What each arrow looks like inside its box. The box bounds the drawing: a glyph never leaves it.
import { circle, num, path, polygon, type Point } from "./ink.ts";
import { FRAME_WIDTH } from "./panel-input.ts";
import { cosTurns, sinTurns } from "./seed.ts";

/** Color belongs to arrows only. */
export const ARROW_COLOUR = "#ff6a3d";
/** Lighter, so that nobody takes an actor's move for the camera's. */
export const SUBJECT_ARROW_COLOUR = "#ffb79c";

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function thickness(box: Box): number {
  return Math.max(3.6, Math.min(11, Math.max(box.width, box.height) * 0.032));
}

/** A straight arrow; its tip lies exactly on `to`. */
export function arrow(from: Point, to: Point, thick: number, colour = ARROW_COLOUR): string {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.sqrt(dx * dx + dy * dy) || 1;
  const ux = dx / length;
  const uy = dy / length;
  const head = Math.min(length * 0.5, thick * 4);
  const neck = { x: to.x - ux * head * 0.8, y: to.y - uy * head * 0.8 };
  return (
    path(`M${num(from.x)} ${num(from.y)}L${num(neck.x)} ${num(neck.y)}`, {
      stroke: colour,
      width: thick,
    }) + tip(to, ux, uy, head, colour)
  );
}

function tip(to: Point, ux: number, uy: number, head: number, colour = ARROW_COLOUR): string {
  const back = { x: to.x - ux * head, y: to.y - uy * head };
  const half = head * 0.56;
  return polygon(
    [to, { x: back.x - uy * half, y: back.y + ux * half }, { x: back.x + uy * half, y: back.y - ux * half }],
    { fill: colour },
  );
}

/** A cubic that ends in a head; `c2` gives the head its direction. */
function bent(from: Point, c1: Point, c2: Point, to: Point, thick: number): string {
  const dx = to.x - c2.x;
  const dy = to.y - c2.y;
  const length = Math.sqrt(dx * dx + dy * dy) || 1;
  const head = thick * 4;
  const neck = { x: to.x - (dx / length) * head * 0.8, y: to.y - (dy / length) * head * 0.8 };
  return (
    path(
      `M${num(from.x)} ${num(from.y)}C${num(c1.x)} ${num(c1.y)} ${num(c2.x)} ${num(c2.y)} ${num(neck.x)} ${num(neck.y)}`,
      { stroke: ARROW_COLOUR, width: thick },
    ) + tip(to, dx / length, dy / length, head)
  );
}

function spot(box: Box, x: number, y: number, mirror = false): Point {
  return { x: box.x + box.width * (mirror ? 1 - x : x), y: box.y + box.height * y };
}

export function sweep(box: Box, towards: 1 | -1): string {
  const m = towards === -1;
  return bent(
    spot(box, 0.04, 0.35, m),
    spot(box, 0.3, 0.85, m),
    spot(box, 0.68, 0.95, m),
    spot(box, 1, 0.22, m),
    thickness(box) * 0.95,
  );
}

export function whip(box: Box): string {
  const thick = thickness(box) * 0.8;
  const head = thick * 4;
  const y = box.y + box.height * 0.5;
  const end = box.x + box.width;
  return (
    path(
      `M${num(box.x)} ${num(y - head * 0.32)}H${num(end - head * 2)}M${num(box.x + box.width * 0.12)} ${num(y + head * 0.32)}H${num(end - head * 2)}`,
      { stroke: ARROW_COLOUR, width: thick * 0.8 },
    ) +
    tip({ x: end - head * 0.85, y }, 1, 0, head) +
    tip({ x: end, y }, 1, 0, head)
  );
}

export function lift(box: Box, towards: 1 | -1): string {
  const y = (share: number): number => (towards === 1 ? share : 1 - share);
  return bent(
    spot(box, 0.25, y(0.02)),
    spot(box, 0.95, y(0.3)),
    spot(box, 0.95, y(0.7)),
    spot(box, 0.2, y(1)),
    thickness(box) * 0.95,
  );
}

export function rail(box: Box, towards: 1 | -1): string {
  const thick = thickness(box);
  const m = towards === -1;
  let ties = "";
  const y = box.y + box.height * 0.86;
  for (let at = 0; at <= 6; at++) {
    const x = box.x + box.width * (0.05 + 0.15 * at);
    ties += `M${num(x)} ${num(y - box.height * 0.1)}V${num(y + box.height * 0.1)}`;
  }
  return (
    arrow(spot(box, 0.03, 0.42, m), spot(box, 1, 0.42, m), thick) +
    path(`M${num(box.x)} ${num(y)}H${num(box.x + box.width)}${ties}`, {
      stroke: ARROW_COLOUR,
      width: Math.max(1.6, thick * 0.3),
    })
  );
}

export function column(box: Box, towards: 1 | -1): string {
  const thick = Math.max(4, Math.min(11, box.height * 0.034));
  const y = (share: number): number => (towards === 1 ? share : 1 - share);
  let ties = "";
  const x = box.x + box.width * 0.9;
  for (let at = 0; at <= 6; at++) {
    const tie = box.y + box.height * (0.05 + 0.15 * at);
    ties += `M${num(x - box.width * 0.1)} ${num(tie)}H${num(x + box.width * 0.1)}`;
  }
  return (
    arrow(spot(box, 0.42, y(0.03)), spot(box, 0.42, y(1)), thick) +
    path(`M${num(x)} ${num(box.y)}V${num(box.y + box.height)}${ties}`, {
      stroke: ARROW_COLOUR,
      width: Math.max(1.6, thick * 0.3),
    })
  );
}

export function boom(box: Box, towards: 1 | -1): string {
  const mirror = box.x > FRAME_WIDTH / 2;
  const thick = Math.max(4, Math.min(11, box.height * 0.032));
  if (towards === -1)
    return bent(
      spot(box, 0.04, 1, mirror),
      spot(box, 0.08, 0.5, mirror),
      spot(box, 0.5, 0.14, mirror),
      spot(box, 1, 0.02, mirror),
      thick,
    );
  return bent(
    spot(box, 0.96, 0.02, mirror),
    spot(box, 0.45, 0.1, mirror),
    spot(box, 0.1, 0.45, mirror),
    spot(box, 0.04, 1, mirror),
    thick,
  );
}

export function orbit(box: Box): string {
  const thick = thickness(box) * 0.9;
  const back = path(
    `M${num(box.x + box.width * 0.06)} ${num(box.y + box.height * 0.42)}C${num(box.x + box.width * 0.2)} ${num(box.y)} ${num(box.x + box.width * 0.8)} ${num(box.y)} ${num(box.x + box.width * 0.94)} ${num(box.y + box.height * 0.42)}`,
    { stroke: ARROW_COLOUR, width: thick * 0.5, dash: `${num(thick * 1.2)} ${num(thick * 1.2)}` },
  );
  return (
    back + bent(spot(box, 0, 0.5), spot(box, 0.12, 1.05), spot(box, 0.84, 1.15), spot(box, 0.98, 0.4), thick)
  );
}

export function turn(box: Box): string {
  const r = Math.min(box.width, box.height) * 0.42;
  const cx = box.x + box.width / 2;
  const cy = box.y + box.height / 2;
  const thick = Math.max(3.6, r * 0.17);
  const at = (turns: number): Point => ({ x: cx + sinTurns(turns) * r, y: cy - cosTurns(turns) * r });
  const from = at(0.1);
  const to = at(0.86);
  const dx = -cosTurns(0.86) * -1;
  const dy = -sinTurns(0.86) * -1;
  return (
    path(`M${num(from.x)} ${num(from.y)}A${num(r)} ${num(r)} 0 1 1 ${num(to.x)} ${num(to.y)}`, {
      stroke: ARROW_COLOUR,
      width: thick,
    }) + tip({ x: to.x + dx * thick * 2.2, y: to.y + dy * thick * 2.2 }, dx, dy, thick * 3.4)
  );
}

export function wave(box: Box, bumps: number, headed: boolean): string {
  const y = box.y + box.height / 2;
  const step = (box.width * (headed ? 0.84 : 1)) / bumps;
  let d = `M${num(box.x)} ${num(y)}`;
  for (let at = 0; at < bumps; at++) {
    const x = box.x + at * step;
    const sign = at % 2 === 0 ? -1 : 1;
    const swing = y + sign * box.height * 0.55;
    d += `C${num(x + step * 0.36)} ${num(swing)} ${num(x + step * 0.64)} ${num(swing)} ${num(x + step)} ${num(y)}`;
  }
  const thick = Math.max(3.6, box.width * 0.042);
  const svg = path(d, { stroke: ARROW_COLOUR, width: thick });
  return headed ? svg + tip({ x: box.x + box.width, y }, 1, 0, thick * 3.6) : svg;
}

export function rack(box: Box): string {
  const r = box.height * 0.36;
  const y = box.y + box.height / 2;
  const thick = Math.max(3.4, box.height * 0.075);
  const left = box.x + r * 1.1;
  const right = box.x + box.width - r * 1.3;
  return (
    circle(left, y, r * 0.62, {
      stroke: ARROW_COLOUR,
      width: thick * 0.8,
      dash: `${num(r * 0.34)} ${num(r * 0.26)}`,
    }) +
    arrow({ x: left + r * 1.25, y }, { x: right - r * 1.25, y }, thick) +
    circle(right, y, r, { stroke: ARROW_COLOUR, width: thick })
  );
}

export function drone(box: Box): string {
  const thick = Math.max(3.4, box.width * 0.045);
  const at = (x: number, y: number): Point => spot(box, x, y);
  const rotor = box.width * 0.09;
  let svg = "";
  for (const [x, y] of [
    [0.12, 0.14],
    [0.5, 0.14],
  ] as const) {
    const centre = at(x, y);
    svg += path(
      `M${num(centre.x - rotor)} ${num(centre.y)}H${num(centre.x + rotor)}M${num(centre.x)} ${num(centre.y)}L${num(at(0.31, 0.3).x)} ${num(at(0.31, 0.3).y)}`,
      { stroke: ARROW_COLOUR, width: thick * 0.7 },
    );
  }
  const body = at(0.31, 0.32);
  svg += circle(body.x, body.y, box.width * 0.06, { fill: ARROW_COLOUR });
  return svg + bent(at(0.31, 0.46), at(0.31, 0.86), at(0.6, 0.9), at(0.96, 0.62), thick);
}

/** A small frame that closes or opens, for pictures in which no large one has room. */
export function smallZoom(box: Box, inwards: boolean): string {
  const thick = Math.max(3, box.width * 0.035);
  const inner: Box = {
    x: box.x + box.width * 0.3,
    y: box.y + box.height * 0.3,
    width: box.width * 0.4,
    height: box.height * 0.4,
  };
  let svg = path(
    `M${num(inner.x)} ${num(inner.y)}H${num(inner.x + inner.width)}V${num(inner.y + inner.height)}H${num(inner.x)}Z`,
    {
      stroke: ARROW_COLOUR,
      width: thick * 0.8,
      dash: `${num(thick * 1.6)} ${num(thick * 1.4)}`,
    },
  );
  for (const [x, y] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const) {
    const outside = spot(box, x, y);
    const corner = spot(inner, x, y);
    svg += inwards ? arrow(outside, corner, thick) : arrow(corner, outside, thick);
  }
  return svg;
}
