import { formatEighths } from "#lib/inspector/page-eighths.ts";
import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";

/** How numbers and codes of a node read in its caption. */

export const textField = (node: CanvasNode, field: string): string => {
  const value = node.data[field];
  return typeof value === "string" ? value : "";
};

export const numberField = (node: CanvasNode, field: string): number | undefined => {
  const value = node.data[field];
  return typeof value === "number" ? value : undefined;
};

/** 9 → "1 1/8 pp", 8 → "1 pp", 3 → "3/8 pp". */
export const pagesInWords = (eighths: number): string => `${formatEighths(eighths)} pp`;

/** 70 → "1:10" */
export const minutesInWords = (seconds: number): string => {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

export const countInWords = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? "" : "s"}`;

export type StripTone = "day-int" | "day-ext" | "night-int" | "night-ext" | "dawn" | "dusk";

/** The stripboard color of a scene: interior or exterior by the time of day. */
export const stripToneOf = (scene: CanvasNode): StripTone => {
  const time = textField(scene, "timeOfDay").toUpperCase();
  const exterior =
    textField(scene, "interiorExterior").startsWith("EX") || textField(scene, "interiorExterior") === "EST";
  if (/DAWN|SUNRISE/.test(time)) return "dawn";
  if (/DUSK|SUNSET|MAGIC/.test(time)) return "dusk";
  const night = /NIGHT|EVENING/.test(time);
  if (night) return exterior ? "night-ext" : "night-int";
  return exterior ? "day-ext" : "day-int";
};
