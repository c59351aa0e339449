// A kit draws one kind of place for a camera and a light. `behind` lies behind the figures, `inFront` (rare) before
// them. Kits speak in metres through `project`, so that near things grow and leave the frame as the size tightens.
import { project, unitsAt, type Stage } from "../camera.ts";
import type { Point } from "../ink.ts";
import { line, polygon, polyline, type Paint } from "../ink.ts";
import type { Light } from "../light.ts";

export interface Place {
  stage: Stage;
  light: Light;
  /** Unique in a page, for gradient ids. */
  uid: string;
  /** Where heads are, so that a moon or a dial takes the free side. */
  heads: readonly { x: number; y: number; radius: number }[];
  seed: number;
  /** The words of the shot, lower case: a kit may put up what they name. */
  words: string;
}

export interface Kit {
  behind(place: Place): string;
  inFront?(place: Place): string;
  /** The place from very far, where walls and planks say nothing any more. */
  vista?(place: Place): string;
  /** Of an interior: the same place from its street. */
  outside?(place: Place): string;
  /** Of a room: how far the camera can step back from the subject, in metres. */
  roomDepth?: number;
  /** How its ground reads from above. */
  ground: "planks" | "tiles" | "paving" | "earth";
  /** What stands around from above. */
  around?: "water" | "kerb" | "table";
}

export type Spot = readonly [x: number, y: number, z: number];

export function quad(place: Place, spots: readonly Spot[], paint: Paint): string {
  return polygon(seen(place.stage, spots, true), paint);
}

/** A rectangle that faces the camera, at one depth. */
export function upright(
  place: Place,
  left: number,
  right: number,
  low: number,
  high: number,
  z: number,
  paint: Paint,
): string {
  return quad(
    place,
    [
      [left, low, z],
      [right, low, z],
      [right, high, z],
      [left, high, z],
    ],
    paint,
  );
}

/** A rectangle that lies flat, at one height. */
export function level(
  place: Place,
  left: number,
  right: number,
  y: number,
  near: number,
  far: number,
  paint: Paint,
): string {
  return quad(
    place,
    [
      [left, y, near],
      [right, y, near],
      [right, y, far],
      [left, y, far],
    ],
    paint,
  );
}

/** The height in the world that shows at a share of the frame, for what must not sink below a tight frame. */
export function heightShownAt(place: Place, share: number, z: number): number {
  const { stage } = place;
  return stage.cameraHeight - (stage.height * share - stage.horizon) / (stage.focal / (z + stage.distance));
}

export function trace(place: Place, spots: readonly Spot[], paint: Paint): string {
  return polyline(seen(place.stage, spots, false), paint);
}

const BENT_PIECES = 5;

/** Where spots fall in the frame; a wide lens bends long edges, so these are cut into pieces. */
function seen(stage: Stage, spots: readonly Spot[], closed: boolean): Point[] {
  if (stage.bend === 0) return spots.map(([x, y, z]) => project(stage, x, y, z));
  const points: Point[] = [];
  for (const [at, [x, y, z]] of spots.entries()) {
    points.push(project(stage, x, y, z));
    const next = spots[at + 1] ?? (closed ? spots[0] : undefined);
    if (!next || (next[0] === x && next[1] === y && next[2] === z)) continue;
    // Depths behind the lens are pulled forward first: halves of a hidden edge would not lie on it.
    const from = Math.max(stage.near, z);
    const to = Math.max(stage.near, next[2]);
    for (let piece = 1; piece < BENT_PIECES; piece++) {
      const part = piece / BENT_PIECES;
      points.push(
        project(stage, x + (next[0] - x) * part, y + (next[1] - y) * part, from + (to - from) * part),
      );
    }
  }
  return points;
}

/** A line whose width is given in metres at its first end. */
export function beam(place: Place, from: Spot, to: Spot, metres: number, colour: string): string {
  const a = project(place.stage, ...from);
  const b = project(place.stage, ...to);
  return line(a.x, a.y, b.x, b.y, {
    stroke: colour,
    width: Math.max(1.4, metres * unitsAt(place.stage, from[2], from[1])),
  });
}

/** An outline that thins with distance. */
export function outline(place: Place, z: number): { stroke: string; width: number } {
  return { stroke: place.light.ink, width: Math.max(1.1, Math.min(4.5, 0.012 * unitsAt(place.stage, z))) };
}

/** The candidate (as a share of the width) that keeps furthest from every head. */
export function freeShare(
  place: Place,
  y: number,
  candidates: readonly [number, ...number[]],
  left = 0,
  span = place.stage.width,
): number {
  let best = candidates[0];
  let bestRoom = -Infinity;
  for (const candidate of candidates) {
    const x = left + candidate * span;
    let room = Infinity;
    for (const head of place.heads) {
      const dx = x - head.x;
      const dy = (y - head.y) * 0.6;
      room = Math.min(room, Math.sqrt(dx * dx + dy * dy) - head.radius);
    }
    if (room > bestRoom + 0.5) {
      best = candidate;
      bestRoom = room;
    }
  }
  return best;
}

/** -1 when the heads leave the left side free, 1 for the right. */
export function freeSide({ heads, stage, seed }: Pick<Place, "heads" | "stage" | "seed">): -1 | 1 {
  if (heads.length === 0) return seed % 2 === 0 ? 1 : -1;
  let sum = 0;
  for (const head of heads) sum += head.x;
  return sum / heads.length < stage.width / 2 ? 1 : -1;
}

export function bounds(stage: Stage): {
  left: number;
  right: number;
  top: number;
  bottom: number;
  width: number;
} {
  const { overscan } = stage;
  return {
    left: -overscan,
    right: stage.width + overscan,
    top: -overscan,
    bottom: stage.height + overscan,
    width: stage.width + 2 * overscan,
  };
}

/** The horizon as seen in the frame, the tilt included. */
export function horizonLine(stage: Stage): number {
  return project(stage, 0, stage.cameraHeight, 1e6).y;
}
