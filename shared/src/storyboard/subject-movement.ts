// The subject's own movement: a lighter arrow at its feet, apart from the camera's.
import { arrow, SUBJECT_ARROW_COLOUR, type Box } from "./arrow-glyphs.ts";
import { tilted, type Stage } from "./camera.ts";
import type { Figure } from "./figure.ts";
import { overlaps, type MovementMark } from "./movement.ts";
import { solesOf } from "./pose.ts";

const NOTHING: MovementMark = { svg: "", boxes: [] };

/** One arrow for all who walk the same way, ahead of the foremost. */
export function drawSubjectMovement(
  figures: readonly Figure[],
  camera: Stage,
  taken: readonly Box[],
): MovementMark {
  const walkers = figures.filter(({ pose }) => pose === "walking");
  const [first] = walkers;
  if (!first) return NOTHING;
  const towards = first.view === "back" ? 0 : first.facing;
  const foremost = walkers.reduce(
    (lead, next) => ((next.x - lead.x) * first.facing > 0 ? next : lead),
    first,
  );
  const units = foremost.headUnits;
  const feet = tilted(camera, { x: foremost.x, y: foremost.chinY + (solesOf("walking") - 0.1) * units });
  const length = Math.max(34, Math.min(130, units * 2.6));
  const thick = Math.max(3, Math.min(6, units * 0.13));
  const tall = thick * 4.6;
  for (const lift of [0, -0.5, -1.1, 0.35, -1.8]) {
    for (const ahead of [1.5, 1.15, 2.1, -1.5]) {
      const x = feet.x + first.facing * units * ahead;
      const box: Box = {
        x: first.facing > 0 ? x : x - length,
        y: feet.y + lift * units - tall / 2,
        width: length,
        height: tall,
      };
      const inFrame =
        box.x > 6 &&
        box.x + box.width < camera.width - 6 &&
        box.y > 4 &&
        box.y + box.height < camera.height - 4;
      if (!inFrame || taken.some((other) => overlaps(box, other))) continue;
      const middle = box.y + tall / 2;
      const back = towards === 0 ? { x: box.x + length / 2, y: box.y + tall } : { x, y: middle };
      const tip =
        towards === 0 ? { x: box.x + length / 2, y: box.y } : { x: x + towards * length, y: middle };
      return { svg: arrow(back, tip, thick, SUBJECT_ARROW_COLOUR), boxes: [box] };
    }
  }
  return NOTHING;
}
