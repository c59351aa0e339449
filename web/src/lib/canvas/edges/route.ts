import type { EdgeType } from "@backlot/shared/canvas/edges";
import type { NodeGeometry } from "../model/node-box.ts";
import { portFor, type Side } from "./ports.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Segment =
  | readonly ["M" | "L", number, number]
  | readonly ["Q", number, number, number, number]
  | readonly ["C", number, number, number, number, number, number];

/** The line of an edge in world px, for the resting canvas, the lit SVG path and hit testing alike. */
export interface Route {
  readonly segments: readonly Segment[];
  /** Where a label stands. */
  readonly middle: Point;
  /** The tip and direction of an arrow, for `next` only. */
  readonly arrow?: { tip: Point; angle: number };
}

const BUS = { out: 16, above: 18, radius: 8 };
const ARROW = { length: 7, gap: 2 };

export const routeEdge = (type: EdgeType, source: NodeGeometry, target: NodeGeometry): Route => {
  const from = portFor(source, type, "source", target);
  const to = portFor(target, type, "target", source);
  const start = { x: source.x + from.x, y: source.y + from.y };
  const end = { x: target.x + to.x, y: target.y + to.y };
  if (type === "contains") return busRoute(start, end);
  if (type === "next") return arrowRoute(start, end, to.side);
  return bezierRoute(start, from.side, end, to.side);
};

/** How far a wire runs straight out of its handle before it turns, and when its end lies behind it. */
const REACH = { least: 24, back: 64 };

const DIRECTION: Record<Side, Point> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  top: { x: 0, y: -1 },
  bottom: { x: 0, y: 1 },
};

/** A wire that leaves and arrives at right angles to the sides. */
export const bezierRoute = (start: Point, startSide: Side, end: Point, endSide: Side): Route => {
  const out = DIRECTION[startSide];
  const into = DIRECTION[endSide];
  const ahead = (end.x - start.x) * out.x + (end.y - start.y) * out.y;
  const reach = ahead > 0 ? Math.max(REACH.least, ahead / 2) : REACH.back;
  const a = { x: start.x + out.x * reach, y: start.y + out.y * reach };
  const b = { x: end.x + into.x * reach, y: end.y + into.y * reach };
  return {
    segments: [
      ["M", start.x, start.y],
      ["C", a.x, a.y, b.x, b.y, end.x, end.y],
    ],
    middle: {
      x: start.x * 0.125 + a.x * 0.375 + b.x * 0.375 + end.x * 0.125,
      y: start.y * 0.125 + a.y * 0.375 + b.y * 0.375 + end.y * 0.125,
    },
  };
};

/** Right 16, up, along 18 px above the row, down: the shots of a row share one line. */
const busRoute = (start: Point, end: Point): Route => {
  const x = start.x + BUS.out;
  const y = end.y - BUS.above;
  const up = y < start.y ? -1 : 1;
  const along = end.x < x ? -1 : 1;
  const riseRadius = Math.min(BUS.radius, Math.abs(y - start.y) / 2);
  const dropRadius = Math.min(BUS.radius, Math.abs(end.x - x) / 2, BUS.above);
  return {
    segments: [
      ["M", start.x, start.y],
      ["L", x - riseRadius, start.y],
      ["Q", x, start.y, x, start.y + up * riseRadius],
      ["L", x, y - up * riseRadius],
      ["Q", x, y, x + along * riseRadius, y],
      ["L", end.x - along * dropRadius, y],
      ["Q", end.x, y, end.x, y + dropRadius],
      ["L", end.x, end.y],
    ],
    middle: { x: (x + end.x) / 2, y },
  };
};

const arrowRoute = (start: Point, end: Point, side: Side): Route => {
  const into = DIRECTION[side];
  const tip = { x: end.x + into.x * ARROW.gap, y: end.y + into.y * ARROW.gap };
  const angle = Math.atan2(tip.y - start.y, tip.x - start.x);
  return {
    segments: [
      ["M", start.x, start.y],
      ["L", tip.x - Math.cos(angle) * ARROW.length, tip.y - Math.sin(angle) * ARROW.length],
    ],
    middle: { x: (start.x + tip.x) / 2, y: (start.y + tip.y) / 2 },
    arrow: { tip, angle },
  };
};

/** The three corners of an arrow head. */
export const arrowHead = ({ tip, angle }: { tip: Point; angle: number }): readonly [Point, Point, Point] => {
  const corner = (turn: number): Point => ({
    x: tip.x - ARROW.length * Math.cos(angle) + turn * 3.5 * Math.sin(angle),
    y: tip.y - ARROW.length * Math.sin(angle) - turn * 3.5 * Math.cos(angle),
  });
  return [tip, corner(1), corner(-1)];
};

export const svgPathOf = (route: Route): string =>
  route.segments.map(([command, ...numbers]) => `${command}${numbers.map(round).join(" ")}`).join("");

const round = (value: number): number => Math.round(value * 100) / 100;

/** World px from a point to the line; curves are sampled. */
export const distanceTo = (route: Route, point: Point): number => {
  let best = Infinity;
  let at: Point = { x: 0, y: 0 };
  for (const segment of route.segments) {
    const next = { x: segment[segment.length - 2] as number, y: segment[segment.length - 1] as number };
    if (segment[0] === "C") {
      const from = at;
      for (let i = 1; i <= CURVE_SAMPLES; i++) {
        const to = pointOnCurve(from, segment, i / CURVE_SAMPLES);
        best = Math.min(best, distanceToLine(point, at, to));
        at = to;
      }
    } else if (segment[0] !== "M") {
      best = Math.min(best, distanceToLine(point, at, next));
    }
    at = next;
  }
  return best;
};

const CURVE_SAMPLES = 16;

const pointOnCurve = (from: Point, curve: readonly ["C", ...number[]], t: number): Point => {
  const [, ax = 0, ay = 0, bx = 0, by = 0, x = 0, y = 0] = curve;
  const u = 1 - t;
  return {
    x: u ** 3 * from.x + 3 * u * u * t * ax + 3 * u * t * t * bx + t ** 3 * x,
    y: u ** 3 * from.y + 3 * u * u * t * ay + 3 * u * t * t * by + t ** 3 * y,
  };
};

const distanceToLine = (point: Point, a: Point, b: Point): number => {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = dx * dx + dy * dy;
  const t =
    length === 0 ? 0 : Math.max(0, Math.min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / length));
  return Math.hypot(point.x - a.x - t * dx, point.y - a.y - t * dy);
};
