// Draws shapes given in a figure's own units through its placement: mirrored to the side it looks to, scaled to its
// head, and bent by the camera's tilt point by point, so that figures and ground foreshorten alike.
import type { Stage } from "./camera.ts";
import { spread, tilted } from "./camera.ts";
import { circle, num, path } from "./ink.ts";

export interface Pen {
  /** Frame units per head. */
  headUnits: number;
  outline: string;
  /** A closed shape with the one ink outline; `width` 0 leaves it out. */
  shape(d: string, fill: string, width?: number, opacity?: number): string;
  /** An open stroke; the width is in heads. */
  stroke(d: string, colour: string, widthHeads: number): string;
  dot(x: number, y: number, radius: number, fill: string, width?: number): string;
  at(x: number, y: number): { x: number; y: number };
}

export interface Placement {
  /** Frame position of the chin, before the tilt. */
  x: number;
  chinY: number;
  headUnits: number;
  /** 1 looks to the right, -1 to the left. */
  facing: 1 | -1;
  /** Widths against heights: 1 is an average build. */
  girth: number;
}

export function penFor(placement: Placement, stage: Stage | undefined, outline: string, girth = 1): Pen {
  const { headUnits, facing } = placement;
  const at = (x: number, y: number): { x: number; y: number } => {
    const flat = { x: placement.x + x * facing * girth * headUnits, y: placement.chinY + y * headUnits };
    return stage ? tilted(stage, flat) : flat;
  };
  const scaleAt = (y: number): number =>
    headUnits * (stage ? spread(stage, placement.chinY + y * headUnits) : 1);
  const thin = Math.max(1.3, Math.min(2.7, 1.35 + headUnits * 0.0045));
  return {
    headUnits,
    outline,
    at,
    shape: (d, fill, width = thin, opacity) =>
      path(moved(d, at), {
        fill,
        ...(width > 0 ? { stroke: outline, width } : {}),
        ...(opacity ? { opacity } : {}),
      }),
    stroke: (d, colour, widthHeads) =>
      path(moved(d, at), { stroke: colour, width: Math.max(0.9, widthHeads * headUnits) }),
    dot: (x, y, radius, fill, width = thin) => {
      const centre = at(x, y);
      return circle(centre.x, centre.y, radius * scaleAt(y), {
        fill,
        ...(width > 0 ? { stroke: outline, width } : {}),
      });
    },
  };
}

/** Rewrites a path of M, L, H, V, C and Z with every point moved. H and V become L, since a tilt may turn them. */
export function moved(d: string, at: (x: number, y: number) => { x: number; y: number }): string {
  let out = "";
  let last = { x: 0, y: 0 };
  for (const [, command = "", body = ""] of d.matchAll(/([MLHVCZ])([^MLHVCZ]*)/g)) {
    const values = (body.match(/-?(?:\d+\.?\d*|\.\d+)/g) ?? []).map(Number);
    if (command === "Z") {
      out += "Z";
      continue;
    }
    const points: { x: number; y: number }[] = [];
    if (command === "H") points.push({ x: values[0] ?? 0, y: last.y });
    else if (command === "V") points.push({ x: last.x, y: values[0] ?? 0 });
    else
      for (let i = 0; i + 1 < values.length; i += 2)
        points.push({ x: values[i] ?? 0, y: values[i + 1] ?? 0 });
    last = points.at(-1) ?? last;
    const written = points.map((point) => {
      const target = at(point.x, point.y);
      return `${num(target.x)} ${num(target.y)}`;
    });
    out += (command === "H" || command === "V" ? "L" : command) + written.join(" ");
  }
  return out;
}
