import type { ContinuityRule } from "../continuity-rule.ts";
import { listNumbers } from "../list-cuts.ts";

/** One finding for a scene, so that a canvas in the making is not buried in notes. */
export const missingDuration: ContinuityRule = {
  check: ({ scenes }) =>
    scenes.flatMap(({ id, shots }) => {
      const untimed = shots.filter(({ durationSeconds }) => durationSeconds === undefined);
      if (untimed.length === 0) return [];
      const text = `${listNumbers(untimed)} ${untimed.length === 1 ? "has" : "have"} no duration. Estimate the seconds, so that the scene can be timed and cut.`;
      return [{ nodeIds: [id], text }];
    }),
};
