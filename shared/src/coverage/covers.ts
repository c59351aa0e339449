import { SHOT_SIZES, type ShotSize } from "../canvas/node-types/shot.ts";
import type { CoverageShot } from "./scene-reading.ts";

/**
 * Whether one shot does the work of another, so that the other is not proposed beside it: the same people seen in the
 * same way, at most one size apart. A shot covers itself.
 */
export const covers = (shot: CoverageShot, wanted: CoverageShot): boolean => {
  if (wanted.framing === "insert") return isInsertOf(shot, wanted);
  if (wanted.framing === "pov" || shot.framing === "pov") return shot.framing === wanted.framing;
  if (shot.framing === "insert") return false;
  if (wanted.cast.length === 0) return coversPlace(shot, wanted);
  if (!sameCast(shot.cast, wanted.cast)) return false;
  if (isMoving(wanted) && shot.movement !== undefined && !isMoving(shot)) return false;
  if (!sameFraming(shot, wanted)) return false;
  return sizesApart(shot, wanted) <= 1;
};

/** One wide of a place is enough; closer, two views are the same only if they say the same. */
const coversPlace = (shot: CoverageShot, wanted: CoverageShot): boolean => {
  if (isWide(wanted.size)) return isVeryWide(shot.size) || (shot.size === "WS" && shot.cast.length === 0);
  if (shot.cast.length > 0 || sizesApart(shot, wanted) > 1) return false;
  return shot.description.toLowerCase() === wanted.description.toLowerCase();
};

const isInsertOf = (shot: CoverageShot, wanted: CoverageShot): boolean => {
  const object = wanted.props?.toLowerCase();
  const words = `${shot.props ?? ""} ${shot.description}`.toLowerCase();
  const isClose = shot.framing === "insert" || (shot.cast.length === 0 && isCloseUp(shot.size));
  return isClose && (object === undefined || words.includes(object));
};

const sameFraming = (shot: CoverageShot, wanted: CoverageShot): boolean => {
  if (shot.framing === undefined || wanted.framing === undefined) return true;
  if (shot.framing !== wanted.framing) return false;
  return shot.framing !== "ots" || overWhom(shot) === undefined || overWhom(shot) === overWhom(wanted);
};

/** "Over Tomas: Ines, half in the light." looks at Ines; there is no field that says so. */
const overWhom = ({ description }: CoverageShot): string | undefined =>
  /\bover ([\p{L}\p{N}'’ -]{1,60})/iu.exec(description)?.[1]?.toLowerCase().trim();

const sameCast = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id) => other.includes(id));

export const isMoving = ({ movement }: CoverageShot): boolean =>
  movement !== undefined && movement !== "static" && movement !== "rack-focus";

const isVeryWide = (size: ShotSize | undefined): boolean => size === "EWS" || size === "VWS";
const isWide = (size: ShotSize | undefined): boolean => isVeryWide(size) || size === "WS";
const isCloseUp = (size: ShotSize | undefined): boolean => size === "CU" || size === "BCU" || size === "ECU";

/** An unset size is near to every other. */
const sizesApart = (one: CoverageShot, other: CoverageShot): number =>
  one.size === undefined || other.size === undefined
    ? 0
    : Math.abs(SHOT_SIZES.codes.indexOf(one.size) - SHOT_SIZES.codes.indexOf(other.size));
