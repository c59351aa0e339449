/** Width to height as a rational, so that 2.39:1 is not a rounded decimal somewhere and exact elsewhere. */
export interface AspectRatio {
  width: number;
  height: number;
}

export const DEFAULT_ASPECT_RATIO = "16:9";

const RATIO_PATTERN = /^(\d{1,4}(?:\.\d{1,3})?):(\d{1,4}(?:\.\d{1,3})?)$/;
const NARROWEST = 0.25;
const WIDEST = 4;

/** Reads "16:9", "2:1" or "2.39:1"; `undefined` for anything else or for a ratio no film has. */
export const parseAspectRatio = (text: string): AspectRatio | undefined => {
  const match = RATIO_PATTERN.exec(text);
  if (!match) return undefined;
  const ratio = { width: Number(match[1]), height: Number(match[2]) };
  const value = ratio.width / ratio.height;
  return value >= NARROWEST && value <= WIDEST ? ratio : undefined;
};

/** Anything unreadable falls back to the default, because a peer may have written it. */
export const aspectRatioOf = (text: string | undefined): AspectRatio =>
  (text === undefined ? undefined : parseAspectRatio(text)) ?? { width: 16, height: 9 };
