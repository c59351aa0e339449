/** Frames per second as rationals, because 23.976 is a rounded name for 24000/1001. */
export const FRAME_RATES = {
  "23.976": { frames: 24_000, seconds: 1001 },
  "24": { frames: 24, seconds: 1 },
  "25": { frames: 25, seconds: 1 },
  "29.97": { frames: 30_000, seconds: 1001 },
  "30": { frames: 30, seconds: 1 },
  "48": { frames: 48, seconds: 1 },
  "50": { frames: 50, seconds: 1 },
  "59.94": { frames: 60_000, seconds: 1001 },
  "60": { frames: 60, seconds: 1 },
} as const;

export type FrameRateName = keyof typeof FRAME_RATES;

/** Listed by hand: an object's keys that read as whole numbers would come first. */
export const FRAME_RATE_NAMES = [
  "23.976",
  "24",
  "25",
  "29.97",
  "30",
  "48",
  "50",
  "59.94",
  "60",
] as const satisfies readonly FrameRateName[];
