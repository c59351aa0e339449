import type { ContinuityRule } from "../continuity-rule.ts";
import { listNumbers } from "../list-cuts.ts";

/** In a shot, but not in its scene: neither in its cast nor among those who speak. */
export const strayCharacter: ContinuityRule = {
  check: ({ scenes, nameOf }) =>
    scenes.flatMap(({ id, number, cast, speakers, shots }) => {
      const known = new Set([...cast, ...speakers.map(({ characterId }) => characterId)]);
      const strays = new Set(
        shots.flatMap((shot) => shot.cast).filter((characterId) => !known.has(characterId)),
      );
      return [...strays].sort().map((characterId) => ({
        nodeIds: [id, characterId],
        text: `${nameOf(characterId)} is in ${listNumbers(shots.filter((shot) => shot.cast.includes(characterId)))} but not in scene ${number}. Connect ${nameOf(characterId)} to the scene, or take them out of the shot.`,
      }));
    }),
};
