import type { ShotMovement, ShotSize } from "../../canvas/node-types/shot.ts";
import { makeShot, type Candidate } from "../candidate.ts";
import type { SceneReading } from "../scene-reading.ts";

interface Motion {
  verbs: RegExp;
  movement: ShotMovement;
  size: ShotSize;
}

/** How the camera goes along with what people do. The first that fits counts. */
const MOTIONS: readonly Motion[] = [
  {
    verbs:
      /\b(runs?|running|races?|sprints?|dash(?:es)?|flees?|chases?|hurr(?:y|ies)|rush(?:es)?|gallops?)\b/i,
    movement: "truck-right",
    size: "WS",
  },
  {
    verbs: /\b(fights?|struggles?|wrestles?|punch(?:es)?|staggers?|stumbles?|shoves?|grabs?)\b/i,
    movement: "handheld",
    size: "MWS",
  },
  {
    verbs: /\b(climbs?|rises?|stands? up|gets? up|jumps? up|soars?|ascends?)\b/i,
    movement: "crane-up",
    size: "WS",
  },
  {
    verbs: /\b(falls?|sinks?|collapses?|descends?|kneels?|drops? to)\b/i,
    movement: "tilt-down",
    size: "MWS",
  },
  { verbs: /\b(circles?|dances?|spins?|whirls?)\b/i, movement: "arc", size: "MWS" },
  {
    verbs:
      /\b(walks?|walking|strolls?|crosses|approaches|paces?|wanders?|marches|strides?|follows?|steps? (?:in|out|through|over|into|up))\b/i,
    movement: "steadicam",
    size: "MWS",
  },
  {
    verbs:
      /\b(enters?|comes? (?:in|running|through|out)|arrives?|appears?|emerges?|goes through|go through)\b/i,
    movement: "pan-right",
    size: "WS",
  },
  {
    verbs:
      /\b(leaves?|exits?|goes out|walks? away|casts? off|drives? (?:off|away)|rides? (?:off|away)|sails?)\b/i,
    movement: "dolly-out",
    size: "WS",
  },
];

/** A moving shot where the action moves: one for each way of moving and each person or group. */
export const proposeMovement = ({ actions }: SceneReading): Candidate[] => {
  const candidates = new Map<string, Candidate>();
  for (const { at, text, people } of actions) {
    const motion = people.length > 0 ? MOTIONS.find(({ verbs }) => verbs.test(text)) : undefined;
    if (!motion) continue;
    const key = [motion.movement, ...people].join(" ");
    if (candidates.has(key)) continue;
    candidates.set(key, {
      rank: candidates.size === 0 ? 3.5 : 6 + candidates.size / 10,
      at,
      weight: 0.9,
      shot: makeShot({
        size: motion.size,
        movement: motion.movement,
        framing: people.length > 2 ? "group" : people.length === 2 ? "two-shot" : "single",
        description: text,
        cast: people,
      }),
    });
  }
  return [...candidates.values()];
};
