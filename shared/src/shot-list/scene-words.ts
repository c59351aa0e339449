/** How a scene's length, time and color read in lists, on printed pages and in the animatic. */

/** Page lengths are counted in eighths: 19 reads "2 3/8 pp". */
export const pagesInWords = (eighths: number): string => {
  const pages = Math.floor(eighths / 8);
  const rest = eighths % 8;
  if (rest === 0) return `${pages} pp`;
  return pages === 0 ? `${rest}/8 pp` : `${pages} ${rest}/8 pp`;
};

/** 70 → "1:10"; from an hour on "1:01:10". */
export const timeInWords = (seconds: number): string => {
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = String(whole % 60).padStart(2, "0");
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, "0")}:${rest}`;
};

export type StripTone = "day-int" | "day-ext" | "night-int" | "night-ext" | "dawn" | "dusk";

/** The stripboard color of a scene: interior or exterior by the time of day it plays at. */
export const stripToneOf = (
  interiorExterior: string | undefined,
  timeOfDay: string | undefined,
): StripTone => {
  const time = (timeOfDay ?? "").toUpperCase();
  if (/DAWN|SUNRISE/.test(time)) return "dawn";
  if (/DUSK|SUNSET|MAGIC/.test(time)) return "dusk";
  const isExterior = interiorExterior === "EXT" || interiorExterior === "EST";
  if (/NIGHT|EVENING/.test(time)) return isExterior ? "night-ext" : "night-int";
  return isExterior ? "day-ext" : "day-int";
};

/** The light theme's strip colors, for paper and for whatever leaves the product. */
export const STRIP_PAPER_COLORS: Readonly<Record<StripTone, string>> = {
  "day-int": "#ffffff",
  "day-ext": "#f6e27c",
  "night-int": "#a9c8ee",
  "night-ext": "#a6d8b1",
  dawn: "#f4c3b8",
  dusk: "#f0bf91",
};
