// What the words of a shot say about bodies: who walks, sits, holds what, and from where we see them.
import type { ShotFraming, ShotSize } from "../canvas/node-types/shot.ts";
import type { View } from "./head.ts";
import { objectIn, type InsertObject } from "./insert-nouns.ts";
import type { Pose } from "./pose.ts";

const WALKING =
  /\b(walk|run|hurr|stride|march|cross|chas|follow|enter|leav|approach|rush|pac|wander|climb)(s|es|ing|ies|y|e)?\b/;
const SITTING =
  /\b(sits?|sitting|seated|sat (down|at|on|in)|drives?|driving|(at|behind) (the|her|his|a) (desk|table|wheel of (the|a|her|his) (car|van|truck))|in (the|her|his|an?) (armchair|chair|seat|wheelchair)|on (the|a) (bench|sofa|couch|stool))\b/;
const BACK = /\b(from behind|back to (us|camera|the camera)|(his|her|their) back|turns away|walks away)\b/;
const PROFILE = /\b(in profile|profile|silhouette)\b/;
const REACHING =
  /\b(holds? (the|out|open|up|an?|his|her)|reach(es)?|gives?|hands? (over|him|her|them)|takes?|points?|touch(es)?|reads?|drinks?|aims?)\b/;
const FRONT = /\b(to (us|camera|the camera)|faces? (us|camera)|head[- ]on|frontal)\b/;

export function walkersIn(words: string): boolean {
  return WALKING.test(words);
}

export function viewOf(words: string, count: number, framing: ShotFraming | undefined): View {
  if (BACK.test(words)) return "back";
  if (PROFILE.test(words)) return "profile";
  return FRONT.test(words) || (framing === "pov" && count === 1) ? "front" : "three-quarter";
}

export function poseOf(person: {
  words: string;
  walking: boolean;
  count: number;
  at: number;
  size: ShotSize;
  seated: boolean;
}): Pose {
  const { words, walking, count, at, size } = person;
  if (walking) return "walking";
  const far = size === "EWS" || size === "VWS";
  if (REACHING.test(words) && at === 0 && !BACK.test(words) && !PROFILE.test(words) && !far) {
    if (count === 2 && size === "MS") return "reaching";
    if (count === 1 && (size === "MS" || size === "MWS" || size === "WS") && !SITTING.test(words))
      return "holding";
  }
  return person.seated || SITTING.test(words) ? "sitting" : "standing";
}

/** What is in the hand: a thing that the words name, and that a hand can hold. */
export function heldIn(words: string): InsertObject | undefined {
  const thing = objectIn(words);
  return thing === "hand" || thing === "gear" || thing === "bell" || thing === "clock" ? undefined : thing;
}
