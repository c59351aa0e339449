import type { ShotMovement, ShotSize } from "../canvas/node-types/shot.ts";
import { cutAtWord } from "../screenplay/cut-text.ts";
import type { CoverageShot } from "./scene-reading.ts";

/** A shot that would serve the scene. The plan takes those of the lowest rank. */
export interface Candidate {
  /** 0 = no scene is covered without it. */
  rank: number;
  /** Place in the scene: the beat it begins with. */
  at: number;
  /** Its part of the screen time, beside those of the others. */
  weight: number;
  shot: CoverageShot & { size: ShotSize; movement: ShotMovement; lensMm: number };
}

/** Common focal lengths per size on full frame: wide for places, long for faces. */
export const LENS_OF_SIZE: Record<ShotSize, number> = {
  EWS: 21,
  VWS: 24,
  WS: 28,
  MWS: 35,
  MS: 50,
  MCU: 65,
  CU: 85,
  BCU: 100,
  ECU: 135,
};

const MAX_DESCRIPTION = 180;
const MAX_QUOTE = 72;

export const makeShot = (
  shot: Omit<CoverageShot, "movement" | "angle" | "durationSeconds"> & {
    size: ShotSize;
    movement?: ShotMovement;
    angle?: CoverageShot["angle"];
  },
): Candidate["shot"] => ({
  angle: "eye",
  movement: "static",
  ...shot,
  lensMm: shot.framing === "insert" ? INSERT_LENS : LENS_OF_SIZE[shot.size],
  description: cutAtWord(shot.description, MAX_DESCRIPTION),
  cast: [...shot.cast].sort(),
});

/** Macro range: an object fills the frame without the camera in its light. */
const INSERT_LENS = 100;

/** “There is a light in the tower.” */
export const quote = (text: string): string => (text === "" ? "" : `“${cutAtWord(text, MAX_QUOTE)}”`);

/** "Ines, Wren and Hale" */
export const listNames = (names: readonly string[]): string =>
  names.length <= 1 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
