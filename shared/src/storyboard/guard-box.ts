// Perspective sends near corners tens of thousands of units away, and the rasteriser aborts the whole process on
// coordinates far outside the picture. Shapes are cut to a box that is safely larger than any frame.
import type { Point } from "./ink.ts";

const LOW = -1200;
const HIGH_X = 2200;
const HIGH_Y = 3800;

type Edge = { inside(p: Point): boolean; cross(a: Point, b: Point): Point };

const EDGES: readonly Edge[] = [
  { inside: (p) => p.x >= LOW, cross: (a, b) => atX(a, b, LOW) },
  { inside: (p) => p.x <= HIGH_X, cross: (a, b) => atX(a, b, HIGH_X) },
  { inside: (p) => p.y >= LOW, cross: (a, b) => atY(a, b, LOW) },
  { inside: (p) => p.y <= HIGH_Y, cross: (a, b) => atY(a, b, HIGH_Y) },
];

/** The part of a polygon inside the box (Sutherland and Hodgman); empty when nothing is. */
export function cutPolygon(points: readonly Point[]): readonly Point[] {
  if (points.every(isNear)) return points;
  let kept: readonly Point[] = points;
  for (const edge of EDGES) {
    const next: Point[] = [];
    for (const [at, point] of kept.entries()) {
      const before = kept[(at + kept.length - 1) % kept.length] ?? point;
      if (edge.inside(point)) {
        if (!edge.inside(before)) next.push(edge.cross(before, point));
        next.push(point);
      } else if (edge.inside(before)) next.push(edge.cross(before, point));
    }
    kept = next;
  }
  return kept;
}

/** The part of a segment inside the box. */
export function cutSegment(a: Point, b: Point): [Point, Point] | undefined {
  let from = a;
  let to = b;
  for (const edge of EDGES) {
    const fromIn = edge.inside(from);
    const toIn = edge.inside(to);
    if (!fromIn && !toIn) return undefined;
    if (!fromIn) from = edge.cross(from, to);
    else if (!toIn) to = edge.cross(from, to);
  }
  return [from, to];
}

function isNear(p: Point): boolean {
  return p.x >= LOW && p.x <= HIGH_X && p.y >= LOW && p.y <= HIGH_Y;
}

function atX(a: Point, b: Point, x: number): Point {
  return { x, y: a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x) };
}

function atY(a: Point, b: Point, y: number): Point {
  return { x: a.x + ((b.x - a.x) * (y - a.y)) / (b.y - a.y), y };
}
