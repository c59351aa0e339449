import type { ContinuityRule } from "../continuity-rule.ts";
import type { FilmScene } from "../film.ts";

/** Somebody speaks on screen and no shot of the scene shows them. */
export const unseenSpeaker: ContinuityRule = {
  check: ({ scenes, nameOf }) =>
    scenes.flatMap((scene) => {
      if (scene.shots.length === 0 || showsWholeCast(scene)) return [];
      const shown = new Set(scene.shots.flatMap(({ cast }) => cast));
      return scene.speakers
        .filter(({ characterId, isSeen }) => isSeen && !shown.has(characterId))
        .map(({ characterId }) => ({
          nodeIds: [scene.id, characterId],
          text: `${nameOf(characterId)} speaks in scene ${scene.number} but is in none of its shots. Add ${nameOf(characterId)} to one, or mark the lines (O.S.).`,
        }));
    }),
};

/** A shot that names nobody is drawn with the scene's cast, unless it looks at a thing or through somebody's eyes. */
const showsWholeCast = ({ shots }: FilmScene): boolean =>
  shots.some(({ cast, framing }) => cast.length === 0 && framing !== "insert" && framing !== "pov");
