import { KNOWN_TIMES_OF_DAY } from "../canvas/node-types/scene.ts";
import { resolveTimeOfDay } from "../screenplay/parse-heading.ts";
import type { FilmScene } from "./film.ts";

const UNLIKE_ANY_TIME = "\u0000";
const CONTINUOUS = /\bCONTINUOUS\b/i;
const SEPARATOR = /\s[-–—]\s/;

/** CONTINUOUS, LATER, SAME …: a time that is taken from the scene before. */
const isInherited = (time: string): boolean => resolveTimeOfDay(time, UNLIKE_ANY_TIME) === UNLIKE_ANY_TIME;

export interface SceneTime {
  /** The word by which the heading says that the scene goes on without a break. */
  readonly continues?: string;
  /** The time of day that the heading itself gives. */
  readonly ownTime?: string;
}

/**
 * What a heading says of its time. "WHEELHOUSE - NIGHT - CONTINUOUS" says both that it goes on and when it plays;
 * read from the right, its NIGHT ends up at the end of the set name.
 */
export const readSceneTime = ({
  timeOfDay,
  setName,
  modifier,
}: Pick<FilmScene, "timeOfDay" | "setName" | "modifier">): SceneTime => {
  if (timeOfDay === undefined) return {};
  if (!isInherited(timeOfDay)) {
    const continues = modifier !== undefined && CONTINUOUS.test(modifier);
    return { ownTime: timeOfDay, ...(continues && { continues: "CONTINUOUS" }) };
  }
  const last = setName.split(SEPARATOR).at(-1)?.toUpperCase().trim() ?? "";
  const isTime = (KNOWN_TIMES_OF_DAY as readonly string[]).includes(last) && !isInherited(last);
  // LATER and MOMENTS LATER leave a gap, in which it may well have become night.
  const goesOn = /^(?:CONTINUOUS|CONTINUED|SAME)/.test(timeOfDay);
  return { ...(goesOn && { continues: timeOfDay }), ...(isTime && { ownTime: last }) };
};
