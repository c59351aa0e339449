import { cameraInWords } from "../shot-list/shot-list-columns.ts";
import type { ShotList, ShotPicture } from "../shot-list/read-shot-list.ts";
import type { StripTone } from "../shot-list/scene-words.ts";

/** What an animatic plays, one panel after the other. */
export interface Animatic {
  title: string;
  /** Width over height. */
  ratio: number;
  panels: AnimaticPanel[];
  /** Only those that are played. */
  scenes: AnimaticScene[];
  totalSeconds: number;
  /** Numbers of the shots whose duration is not set and was taken to be `ASSUMED_DURATION_SECONDS`. */
  withoutDuration: string[];
}

export interface AnimaticPanel {
  number: string;
  /** Index of its scene. */
  scene: number;
  startSeconds: number;
  durationSeconds: number;
  /** "WS · 35mm · Static" */
  camera: string;
  /** What stands in for a picture that is not there: the size's code, or "". */
  size: string;
  description: string;
  picture?: ShotPicture;
}

export interface AnimaticScene {
  number: string;
  slugline: string;
  tone: StripTone;
  startSeconds: number;
}

/** Long enough to read a panel, and near the average shot of a feature film. */
export const ASSUMED_DURATION_SECONDS = 3;

export const planAnimatic = (list: ShotList): Animatic => {
  const animatic: Animatic = {
    title: list.title,
    ratio: list.ratio.width / list.ratio.height,
    panels: [],
    scenes: [],
    totalSeconds: 0,
    withoutDuration: [],
  };
  for (const { number, slugline, tone, shots } of list.scenes) {
    if (shots.length === 0) continue;
    animatic.scenes.push({ number, slugline, tone, startSeconds: animatic.totalSeconds });
    for (const shot of shots) {
      // A shot of no length could never be seen.
      const durationSeconds = shot.data.durationSeconds || ASSUMED_DURATION_SECONDS;
      if (!shot.data.durationSeconds) animatic.withoutDuration.push(shot.number || "unnumbered");
      animatic.panels.push({
        number: shot.number,
        scene: animatic.scenes.length - 1,
        startSeconds: animatic.totalSeconds,
        durationSeconds,
        camera: cameraInWords(shot),
        size: shot.data.size ?? "",
        description: shot.data.description?.trim() ?? "",
        ...(shot.picture && { picture: shot.picture }),
      });
      // Sums of tenths stay tenths.
      animatic.totalSeconds = Math.round((animatic.totalSeconds + durationSeconds) * 1000) / 1000;
    }
  }
  return animatic;
};
