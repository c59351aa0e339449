import type { ContinuityRule } from "./continuity-rule.ts";
import type { ContinuityRuleName } from "./rule-names.ts";
import { jumpCut } from "./rules/jump-cut.ts";
import { missingDuration } from "./rules/missing-duration.ts";
import { missingSize } from "./rules/missing-size.ts";
import { sceneWithoutShots } from "./rules/scene-without-shots.ts";
import { screenDirection } from "./rules/screen-direction.ts";
import { screenTime } from "./rules/screen-time.ts";
import { strayCharacter } from "./rules/stray-character.ts";
import { timeJump } from "./rules/time-jump.ts";
import { unseenSpeaker } from "./rules/unseen-speaker.ts";

/** Complete by type: a rule that has a name and no check does not compile. */
export const continuityRules: Record<ContinuityRuleName, ContinuityRule> = {
  "scene-without-shots": sceneWithoutShots,
  "unseen-speaker": unseenSpeaker,
  "jump-cut": jumpCut,
  "missing-size": missingSize,
  "missing-duration": missingDuration,
  "screen-time": screenTime,
  "screen-direction": screenDirection,
  "stray-character": strayCharacter,
  "time-jump": timeJump,
};
