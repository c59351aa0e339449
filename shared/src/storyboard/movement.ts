// Orange arrows in a fixed grammar. Each movement has one glyph and a list of places for it; the first place where
// the glyph lies inside the frame and on no face is taken, shrinking before it gives up the edge.
import type { ShotMovement } from "../canvas/node-types/shot.ts";
import {
  ARROW_COLOUR,
  arrow,
  boom,
  column,
  drone,
  lift,
  orbit,
  rack,
  rail,
  smallZoom,
  sweep,
  turn,
  wave,
  whip,
  type Box,
} from "./arrow-glyphs.ts";
import { num, path, type Point } from "./ink.ts";
import { FRAME_WIDTH } from "./panel-input.ts";

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
      return onEdge(horizontal(height), height, faces, (box) => sweep(box, -1));
    case "pan-right":
      return onEdge(horizontal(height), height, faces, (box) => sweep(box, 1));
    case "whip-pan":
      return onEdge(horizontal(height), height, faces, whip);
    case "tilt-up":
      return onEdge(vertical(height), height, faces, (box) => lift(box, -1));
    case "tilt-down":
      return onEdge(vertical(height), height, faces, (box) => lift(box, 1));
    case "truck-left":
      return onEdge(horizontal(height), height, faces, (box) => rail(box, -1));
    case "truck-right":
      return onEdge(horizontal(height), height, faces, (box) => rail(box, 1));
    case "pedestal-up":
      return onEdge(vertical(height), height, faces, (box) => column(box, -1));
    case "pedestal-down":
      return onEdge(vertical(height), height, faces, (box) => column(box, 1));
    case "crane-up":
      return onEdge(crane(height), height, faces, (box) => boom(box, -1));
    case "crane-down":
      return onEdge(crane(height), height, faces, (box) => boom(box, 1));
    case "dolly-in":
      return corners(height, faces, true);
    case "dolly-out":
      return corners(height, faces, false);
    case "zoom-in":
      return zoom(height, faces, true);
    case "zoom-out":
      return zoom(height, faces, false);
    case "arc":
      return onEdge(horizontal(height), height, faces, orbit);
    case "roll":
      return onEdge(corner(height, 0.11), height, faces, turn);
    case "handheld":
      return onEdge(corner(height, 0.14, 0.2), height, faces, (box) => wave(box, 5, false));
    case "steadicam":
      return onEdge(corner(height, 0.22, 0.16), height, faces, (box) => wave(box, 3, true));
    case "rack-focus":
      return onEdge(horizontal(height), height, faces, rack);
    case "drone":
      return onEdge(corner(height, 0.15, 1), height, faces, drone);
    default:
      return NOTHING;
  }
}

function onEdge(
  places: Box[],
  height: number,
  faces: readonly Box[],
  glyph: (box: Box) => string,
): MovementMark {
  const free =
    places.find((box) => isFree(box, faces)) ?? squeezed(places[0], height, faces) ?? places.at(-1);
  return free ? { svg: glyph(free), boxes: [free] } : NOTHING;
}

const PLACES = [1, 0, 0.5, 0.75, 0.25, 0.875, 0.125, 0.625, 0.375];

/** The same shape, smaller, wherever along the edges a crowded frame leaves room. */
function squeezed(box: Box | undefined, height: number, faces: readonly Box[]): Box | undefined {
  if (!box) return undefined;
  const margin = 0.012 * unit(height);
  for (const scale of [0.8, 0.6, 0.45, 0.33, 0.24, 0.17, 0.12]) {
    const width = box.width * scale;
    const tall = box.height * scale;
    for (const down of PLACES) {
      for (const across of PLACES) {
        const x = margin + (W - 2 * margin - width) * across;
        const y = margin + (height - 2 * margin - tall) * down;
        const candidate = { x, y, width, height: tall };
        if (isFree(candidate, faces)) return candidate;
      }
    }
  }
  return undefined;
}

function isFree(box: Box, faces: readonly Box[]): boolean {
  return faces.every((face) => !overlaps(box, face));
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
  for (const scale of [1, 0.75, 0.55, 0.42, 0.3, 0.2]) {
    for (const foot of [0.92, 0.3, 0.6]) {
      const width = Math.min(u * 0.19, W * 0.24) * scale;
      const tall = width * 0.7;
      const y = height * (scale < 0.5 && foot > 0.9 ? 0.98 : foot) - tall;
      const left = { x: W * 0.05 * scale, y, width, height: tall };
      const right = { x: W - left.x - width, y, width, height: tall };
      if (y < 0 || !isFree(left, faces) || !isFree(right, faces)) continue;
      const a: Point = { x: left.x, y: y + tall };
      const b: Point = { x: left.x + width, y };
      const c: Point = { x: right.x + width, y: y + tall };
      const d: Point = { x: right.x, y };
      const thick = Math.max(3.6, u * 0.0105 * (0.45 + scale * 0.55));
      const svg = inwards ? arrow(a, b, thick) + arrow(c, d, thick) : arrow(b, a, thick) + arrow(d, c, thick);
      return { svg, boxes: [left, right] };
    }
  }
  return onEdge(corner(height, 0.1, 0.7), height, faces, (box) => smallZoom(box, inwards));
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
  }
  return onEdge(corner(height, 0.12, 0.7), height, faces, (box) => smallZoom(box, inwards));
}

function sides(frame: Box, thick: number): Box[] {
  return [
    { x: frame.x, y: frame.y, width: frame.width, height: thick },
    { x: frame.x, y: frame.y + frame.height, width: frame.width, height: thick },
    { x: frame.x, y: frame.y, width: thick, height: frame.height },
    { x: frame.x + frame.width, y: frame.y, width: thick, height: frame.height },
  ];
}
