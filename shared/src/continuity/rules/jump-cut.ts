import { SHOT_ANGLES, type ShotAngle } from "../../canvas/node-types/shot.ts";
import type { ContinuityRule } from "../continuity-rule.ts";
import type { FilmShot } from "../film.ts";
import { listCuts } from "../list-cuts.ts";

/** Lenses that differ by less frame nearly the same from the same place. */
const SAME_LENS_RATIO = 1.4;
/** Heights between which the picture hardly changes. */
const LEVEL: readonly ShotAngle[] = ["eye", "shoulder", "hip"];

/**
 * The 30° rule as far as a shot list can tell: the same people, cut together at the same size, height and framing and
 * with nearly the same lens. Where the camera stands is not written down, so nothing is said when a field is unset.
 */
export const jumpCut: ContinuityRule = {
  check: ({ scenes, nameOf }) =>
    scenes.flatMap((scene) =>
      listCuts(scene)
        .filter(({ before, after }) => isJump(before, after))
        .map(({ before, after }) => ({
          nodeIds: [before.id, after.id],
          text: `${before.number} and ${after.number} frame ${before.cast.map(nameOf).join(", ")} alike: ${[after.size, SHOT_ANGLES.labels[after.angle ?? "eye"].toLowerCase()].join(", ")}. Go two sizes closer or wider, move the camera by 30° or more, or cut away between them.`,
        })),
    ),
};

const isJump = (before: FilmShot, after: FilmShot): boolean =>
  before.cast.length > 0 &&
  before.cast.join() === after.cast.join() &&
  before.size !== undefined &&
  before.size === after.size &&
  before.framing === after.framing &&
  !isAside(before) &&
  sameAngle(before.angle ?? "eye", after.angle ?? "eye") &&
  sameLens(before.lensMm, after.lensMm) &&
  before.movement === after.movement;

/** A pair over two shoulders cuts across the line of sight; what is seen or handled has no person to jump. */
const isAside = ({ framing }: FilmShot): boolean =>
  framing === "ots" || framing === "pov" || framing === "insert";

const sameAngle = (one: ShotAngle, other: ShotAngle): boolean =>
  one === other || (LEVEL.includes(one) && LEVEL.includes(other));

const sameLens = (one: number | undefined, other: number | undefined): boolean =>
  one === undefined || other === undefined || Math.max(one / other, other / one) < SAME_LENS_RATIO;
