// Orange arrows in a fixed grammar. Each movement has one glyph and a list of places for it; the first place where
// the glyph lies inside the frame and on no face is taken, shrinking before it gives up the edge.
import type { ShotMovement } from "@backlot/shared/canvas/node-types/shot";
import { num, path, type Point, polygon, circle } from "./ink.ts";
import { FRAME_WIDTH } from "./panel-input.ts";
import { cosTurns, sinTurns } from "./seed.ts";

export const ARROW_COLOUR = "#ff6a3d";

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface MovementMark {
  svg: string;
  boxes: Box[];
}

const NOTHING: MovementMark = { svg: "", boxes: [] };

export function drawMovement(
  movement: ShotMovement | undefined,
  height: number,
  faces: readonly Box[],
): MovementMark {
  switch (movement) {
    case "pan-left":
      return onEdge(horizontal(height), faces, (box) => sweep(box, -1));
    case "pan-right":
      return onEdge(horizontal(height), faces, (box) => sweep(box, 1));
    case "whip-pan":
      return onEdge(horizontal(height), faces, whip);
    case "tilt-up":
      return onEdge(vertical(height), faces, (box) => lift(box, -1));
    case "tilt-down":
      return onEdge(vertical(height), faces, (box) => lift(box, 1));
    case "truck-left":
      return onEdge(horizontal(height), faces, (box) => rail(box, -1));
    case "truck-right":
      return onEdge(horizontal(height), faces, (box) => rail(box, 1));
    case "pedestal-up":
      return onEdge(vertical(height), faces, (box) => column(box, -1));
    case "pedestal-down":
      return onEdge(vertical(height), faces, (box) => column(box, 1));
    case "crane-up":
      return onEdge(crane(height), faces, (box) => boom(box, -1));
    case "crane-down":
      return onEdge(crane(height), faces, (box) => boom(box, 1));
    case "dolly-in":
      return corners(height, faces, true);
    case "dolly-out":
      return corners(height, faces, false);
    case "zoom-in":
      return zoom(height, faces, true);
    case "zoom-out":
      return zoom(height, faces, false);
    case "arc":
      return onEdge(horizontal(height), faces, orbit);
    case "roll":
      return onEdge(corner(height, 0.11), faces, turn);
    case "handheld":
      return onEdge(corner(height, 0.14, 0.2), faces, (box) => wave(box, 5, false));
    case "steadicam":
      return onEdge(corner(height, 0.22, 0.16), faces, (box) => wave(box, 3, true));
    case "rack-focus":
      return onEdge(horizontal(height), faces, rack);
    case "drone":
      return onEdge(corner(height, 0.15, 1), faces, drone);
    default:
      return NOTHING;
  }
}

function onEdge(places: Box[], faces: readonly Box[], glyph: (box: Box) => string): MovementMark {
  const free = places.find((box) => faces.every((face) => !overlaps(box, face))) ?? places.at(-1);
  return free ? { svg: glyph(free), boxes: [free] } : NOTHING;
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

const W = FRAME_WIDTH;
const EDGE = 0.022;

/** A measure that suits both wide and tall frames. */
function unit(height: number): number {
  return Math.min(W, height * 1.9);
}

function horizontal(height: number): Box[] {
  const u = unit(height);
  const tall = u * 0.078;
  const at = (share: number, width: number, y: number): Box => ({
    x: W * share - width / 2,
    y,
    width,
    height: tall,
  });
  const low = height * (1 - EDGE) - tall;
  const high = height * EDGE;
  return [
    at(0.5, u * 0.34, low),
    at(0.5, u * 0.34, high),
    at(0.82, u * 0.24, low),
    at(0.18, u * 0.24, low),
    at(0.82, u * 0.24, high),
    at(0.18, u * 0.24, high),
    { x: W * 0.02, y: low, width: W * 0.1, height: tall * 0.7 },
    { x: W * 0.88, y: low, width: W * 0.1, height: tall * 0.7 },
  ];
}

function vertical(height: number): Box[] {
  const u = unit(height);
  const wide = u * 0.075;
  const long = Math.min(height * 0.6, u * 0.34);
  const at = (x: number, length: number): Box => ({
    x,
    y: (height - length) / 2,
    width: wide,
    height: length,
  });
  return [
    at(W * 0.965 - wide, long),
    at(W * 0.035, long),
    at(W * 0.99 - wide, long * 0.8),
    { x: W * 0.01, y: height * 0.3, width: wide * 0.8, height: long * 0.7 },
  ];
}

function crane(height: number): Box[] {
  const u = unit(height);
  const box = (x: number, size: number): Box => ({
    x,
    y: height * 0.9 - size * 1.35,
    width: size,
    height: size * 1.35,
  });
  const size = u * 0.2;
  return [box(W * 0.06, size), box(W * 0.94 - size, size), box(W * 0.02, W * 0.1), box(W * 0.88, W * 0.1)];
}

function corner(height: number, share: number, aspect = 1): Box[] {
  const u = unit(height);
  const margin = u * 0.035;
  const list: Box[] = [];
  for (const width of [u * share, u * share * 0.7, W * 0.11]) {
    const tall = width * aspect;
    const far = W - margin - width;
    list.push(
      { x: far, y: margin, width, height: tall },
      { x: margin, y: margin, width, height: tall },
      { x: far, y: height - margin - tall, width, height: tall },
      { x: margin, y: height - margin - tall, width, height: tall },
    );
  }
  return list;
}

function corners(height: number, faces: readonly Box[], inwards: boolean): MovementMark {
  const u = unit(height);
  for (const scale of [1, 0.75, 0.55, 0.42]) {
    const width = Math.min(u * 0.19, W * 0.24) * scale;
    const tall = width * 0.7;
    const y = height * 0.92 - tall;
    const left = { x: W * 0.05 * scale, y, width, height: tall };
    const right = { x: W - left.x - width, y, width, height: tall };
    if (scale > 0.45 && faces.some((face) => overlaps(left, face) || overlaps(right, face))) continue;
    const a: Point = { x: left.x, y: y + tall };
    const b: Point = { x: left.x + width, y };
    const c: Point = { x: right.x + width, y: y + tall };
    const d: Point = { x: right.x, y };
    const thick = Math.max(4, u * 0.0105 * (0.5 + scale / 2));
    return {
      svg: inwards ? arrow(a, b, thick) + arrow(c, d, thick) : arrow(b, a, thick) + arrow(d, c, thick),
      boxes: [left, right],
    };
  }
  return NOTHING;
}

function zoom(height: number, faces: readonly Box[], inwards: boolean): MovementMark {
  const u = unit(height);
  const thick = Math.max(3.4, u * 0.0062);
  for (const inset of [0.3, 0.24, 0.18, 0.13, 0.09, 0.055]) {
    const dx = W * inset;
    const dy = height * Math.max(0.06, inset * 0.78);
    const frame: Box = { x: dx, y: dy, width: W - 2 * dx, height: height - 2 * dy };
    const bars = sides(frame, thick);
    const small = inset < 0.1;
    const reach = small ? 0.35 : 0.72;
    const ends = [
      [0, 0, 1, 1],
      [W, 0, -1, 1],
      [0, height, 1, -1],
      [W, height, -1, -1],
    ] as const;
    const boxes: Box[] = [];
    let svg = "";
    for (const [x, y, sx, sy] of ends) {
      const outer = { x: x + sx * dx * (1 - reach) * 0.5, y: y + sy * dy * (1 - reach) * 0.5 };
      const inner = { x: x + sx * dx * 0.94, y: y + sy * dy * 0.94 };
      boxes.push({
        x: Math.min(outer.x, inner.x),
        y: Math.min(outer.y, inner.y),
        width: Math.abs(outer.x - inner.x),
        height: Math.abs(outer.y - inner.y),
      });
      svg += inwards ? arrow(outer, inner, thick) : arrow(inner, outer, thick);
    }
    const clear = [...boxes, ...bars].every((box) => faces.every((face) => !overlaps(box, face)));
    if (clear) {
      const dash = path(
        `M${num(frame.x)} ${num(frame.y)}H${num(frame.x + frame.width)}V${num(frame.y + frame.height)}H${num(frame.x)}Z`,
        { stroke: ARROW_COLOUR, width: thick, dash: `${num(u * 0.018)} ${num(u * 0.013)}` },
      );
      return { svg: dash + svg, boxes: [...boxes, ...bars] };
    }
    if (inset === 0.055) return { svg, boxes };
  }
  return NOTHING;
}

function sides(frame: Box, thick: number): Box[] {
  return [
    { x: frame.x, y: frame.y, width: frame.width, height: thick },
    { x: frame.x, y: frame.y + frame.height, width: frame.width, height: thick },
    { x: frame.x, y: frame.y, width: thick, height: frame.height },
    { x: frame.x + frame.width, y: frame.y, width: thick, height: frame.height },
  ];
}

function thickness(box: Box): number {
  return Math.max(3.6, Math.min(11, Math.max(box.width, box.height) * 0.032));
}

/** A straight arrow; its tip lies exactly on `to`. */
function arrow(from: Point, to: Point, thick: number): string {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.sqrt(dx * dx + dy * dy) || 1;
  const ux = dx / length;
  const uy = dy / length;
  const head = Math.min(length * 0.5, thick * 4);
  const neck = { x: to.x - ux * head * 0.8, y: to.y - uy * head * 0.8 };
  return (
    path(`M${num(from.x)} ${num(from.y)}L${num(neck.x)} ${num(neck.y)}`, {
      stroke: ARROW_COLOUR,
      width: thick,
    }) + tip(to, ux, uy, head)
  );
}

function tip(to: Point, ux: number, uy: number, head: number): string {
  const back = { x: to.x - ux * head, y: to.y - uy * head };
  const half = head * 0.56;
  return polygon(
    [to, { x: back.x - uy * half, y: back.y + ux * half }, { x: back.x + uy * half, y: back.y - ux * half }],
    { fill: ARROW_COLOUR },
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

function sweep(box: Box, towards: 1 | -1): string {
  const m = towards === -1;
  return bent(
    spot(box, 0.04, 0.35, m),
    spot(box, 0.3, 0.85, m),
    spot(box, 0.68, 0.95, m),
    spot(box, 1, 0.22, m),
    thickness(box) * 0.95,
  );
}

function whip(box: Box): string {
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

function lift(box: Box, towards: 1 | -1): string {
  const y = (share: number): number => (towards === 1 ? share : 1 - share);
  return bent(
    spot(box, 0.25, y(0.02)),
    spot(box, 0.95, y(0.3)),
    spot(box, 0.95, y(0.7)),
    spot(box, 0.2, y(1)),
    thickness(box) * 0.95,
  );
}

function rail(box: Box, towards: 1 | -1): string {
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

function column(box: Box, towards: 1 | -1): string {
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

function boom(box: Box, towards: 1 | -1): string {
  const mirror = box.x > W / 2;
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

function orbit(box: Box): string {
  const thick = thickness(box) * 0.9;
  const back = path(
    `M${num(box.x + box.width * 0.06)} ${num(box.y + box.height * 0.42)}C${num(box.x + box.width * 0.2)} ${num(box.y)} ${num(box.x + box.width * 0.8)} ${num(box.y)} ${num(box.x + box.width * 0.94)} ${num(box.y + box.height * 0.42)}`,
    { stroke: ARROW_COLOUR, width: thick * 0.5, dash: `${num(thick * 1.2)} ${num(thick * 1.2)}` },
  );
  return (
    back + bent(spot(box, 0, 0.5), spot(box, 0.12, 1.05), spot(box, 0.84, 1.15), spot(box, 0.98, 0.4), thick)
  );
}

function turn(box: Box): string {
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

function wave(box: Box, bumps: number, headed: boolean): string {
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

function rack(box: Box): string {
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

function drone(box: Box): string {
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
