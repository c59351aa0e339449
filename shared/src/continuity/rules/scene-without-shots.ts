import type { ContinuityRule } from "../continuity-rule.ts";

/** What is omitted keeps its number and is not shot. */
const OMITTED = /\bOMIT(?:TED)?\b/i;

export const sceneWithoutShots: ContinuityRule = {
  check: ({ scenes }) =>
    scenes
      .filter(
        ({ shots, setName, modifier }) => shots.length === 0 && !OMITTED.test(`${setName} ${modifier ?? ""}`),
      )
      .map(({ id, number, proposals }) => ({
        nodeIds: [id],
        text:
          proposals > 0
            ? `Scene ${number} has no shots yet. Accept what is proposed for it (${proposals}), or some of that.`
            : `Scene ${number} has no shots. Run Coverage on it, or add one.`,
      })),
};
