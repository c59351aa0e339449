import { defineCodes } from "../canvas/node-types/node-type.ts";

/** The rules of the continuity check as the canvas and the run menu call them; `registry.ts` has one for each. */
export const CONTINUITY_RULES = defineCodes({
  "scene-without-shots": "No shots",
  "unseen-speaker": "Speaker not seen",
  "jump-cut": "Jump cut",
  "missing-size": "No size",
  "missing-duration": "No duration",
  "screen-time": "Screen time",
  "screen-direction": "Screen direction",
  "stray-character": "Not in the scene",
  "time-jump": "Time of day",
});

export type ContinuityRuleName = (typeof CONTINUITY_RULES.codes)[number];
