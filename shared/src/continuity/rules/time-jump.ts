import { resolveTimeOfDay } from "../../screenplay/parse-heading.ts";
import type { ContinuityRule } from "../continuity-rule.ts";
import { readSceneTime } from "../time-of-day.ts";

/** A scene that is said to go on without a break, at another time of day than the one it continues. */
export const timeJump: ContinuityRule = {
  check: ({ scenes }) => {
    let running: string | undefined;
    return scenes.flatMap((scene, index) => {
      const before = running;
      const previous = scenes[index - 1];
      const { continues, ownTime } = readSceneTime(scene);
      running = ownTime ?? resolveTimeOfDay(scene.timeOfDay, before) ?? before;
      if (continues === undefined) return [];
      const text = previous
        ? ownTime !== undefined && before !== undefined && ownTime !== before
          ? `Scene ${scene.number} goes on from scene ${previous.number} (${continues}), which plays at ${before}, but says ${ownTime}. Make the two agree, or drop ${continues}.`
          : undefined
        : `Scene ${scene.number} is ${continues}, but no scene comes before it. Give it a time of day.`;
      return text === undefined ? [] : [{ nodeIds: [scene.id], text }];
    });
  },
};
