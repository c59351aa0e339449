import type { ShotProposal } from "../canvas/commands/propose-shots.ts";
import type { Candidate } from "./candidate.ts";
import { covers } from "./covers.ts";
import { readScene, type CoverageScene, type SceneReading } from "./scene-reading.ts";
import { shareScreenTime } from "./screen-time.ts";
import { proposeDialogue } from "./setups/dialogue.ts";
import { proposeInserts } from "./setups/inserts.ts";
import { proposeMovement } from "./setups/movement.ts";
import { proposeReactions } from "./setups/reactions.ts";
import { proposeWides } from "./setups/wides.ts";

export interface CoverageStyle {
  /** Screen seconds for each shot, by which their number is chosen. */
  readonly secondsPerShot: number;
  readonly least: number;
  readonly most: number;
}

export interface CoverageLimits {
  style: CoverageStyle;
  maxShots: number;
}

/** Assumed of a shot without a duration when the time that is left is counted. */
const USUAL_SHOT_SECONDS = 4;

/**
 * The shots that a scene still needs, in the order of the script, with durations that fill the screen time which its
 * own shots leave. The choice depends on the script alone; what the scene's shots cover is then left out of it, so
 * that a plan which was accepted whole is not proposed again.
 */
export const planCoverage = (scene: CoverageScene, { style, maxShots }: CoverageLimits): ShotProposal[] => {
  const reading = readScene(scene);
  const wanted = Math.round(reading.seconds / style.secondsPerShot);
  const count = Math.min(maxShots, Math.max(style.least, Math.min(style.most, wanted)));
  const missing = chooseCandidates(reading, count)
    .filter(({ shot }) => !scene.shots.some((existing) => covers(existing, shot)))
    .sort((a, b) => a.at - b.at || a.rank - b.rank);
  const planned = scene.shots.reduce((sum, shot) => sum + (shot.durationSeconds ?? USUAL_SHOT_SECONDS), 0);
  const seconds = shareScreenTime(
    reading.seconds - planned,
    missing.map(({ weight }) => weight),
  );
  return missing.map(({ shot: { cast, ...data } }, index) => ({
    data: { ...data, durationSeconds: seconds[index] ?? USUAL_SHOT_SECONDS },
    cast,
  }));
};

const chooseCandidates = (reading: SceneReading, count: number): Candidate[] => {
  const candidates = [proposeWides, proposeDialogue, proposeInserts, proposeMovement, proposeReactions]
    .flatMap((propose) => propose(reading))
    .sort((a, b) => a.rank - b.rank || a.at - b.at);
  const chosen: Candidate[] = [];
  for (const candidate of candidates) {
    if (chosen.length >= count) break;
    if (!chosen.some((other) => servesSame(other, candidate))) chosen.push(candidate);
  }
  return chosen;
};

/** Also two looks at one sentence with nobody in it: an insert of the clock and a cutaway to the clock. */
const servesSame = (one: Candidate, other: Candidate): boolean =>
  covers(one.shot, other.shot) ||
  (one.at === other.at && one.shot.cast.length === 0 && other.shot.cast.length === 0);
