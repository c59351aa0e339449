// Greys with a slight tint; color belongs to the arrows alone. One palette per time of day, with walls instead of
// sky for interiors.
import { mix } from "./ink.ts";
import type { PanelLocation, PanelScene, Tone } from "./panel-input.ts";

export type TimeOfDay = "neutral" | "day" | "dawn" | "dusk" | "night";

export interface Light {
  time: TimeOfDay;
  interior: boolean;
  /** The side the one source stands on: window, moon, sun or lamp. */
  from: 1 | -1;
  /** Outlines and the darkest structures. */
  ink: string;
  /** From near (dark) to far (pale): things are lost in the air with distance. */
  dark: string;
  mid: string;
  wall: string;
  far: string;
  skyTop: string;
  skyLow: string;
  hills: string;
  water: string;
  streak: string;
  ground: string;
  glassTop: string;
  glassLow: string;
  /** The brightest thing in the frame: moon, sun, dial, lamp. */
  glow: string;
  skin: Record<Tone, string>;
  cloth: Record<Tone, string>;
  hair: Record<Tone, string>;
  trousers: string;
  /** What the ambient tone takes from the side away from the source. */
  falloff: number;
}

type Sky = Omit<Light, "time" | "interior" | "from" | "skin" | "cloth" | "hair" | "trousers" | "falloff">;

const DAY: Sky = {
  ink: "#26292d",
  dark: "#5e656d",
  mid: "#8b9299",
  wall: "#aab0b6",
  far: "#bcc2c6",
  skyTop: "#d8dbde",
  skyLow: "#c4cacd",
  hills: "#a9afb5",
  water: "#b4babf",
  streak: "#9aa1a8",
  ground: "#a1a7ac",
  glassTop: "#f1f2f2",
  glassLow: "#e6e9ea",
  glow: "#f1f2f2",
};

const DAWN: Sky = {
  ink: "#23252a",
  dark: "#54565c",
  mid: "#7e7d80",
  wall: "#87868a",
  far: "#a09d9e",
  skyTop: "#d7d1cb",
  skyLow: "#b9b4b2",
  hills: "#a09d9e",
  water: "#a8a6a7",
  streak: "#939193",
  ground: "#8f8d8f",
  glassTop: "#e9e4dc",
  glassLow: "#d3cdc7",
  glow: "#f3efe8",
};

const DUSK: Sky = {
  ink: "#16181c",
  dark: "#4a474a",
  mid: "#625c5c",
  wall: "#7a716c",
  far: "#8b7f78",
  skyTop: "#8f867f",
  skyLow: "#bfa58e",
  hills: "#77706f",
  water: "#8b7f78",
  streak: "#766d69",
  ground: "#6c6462",
  glassTop: "#a8998b",
  glassLow: "#c9ae95",
  glow: "#f0dfc8",
};

const NIGHT: Sky = {
  ink: "#0b0d10",
  dark: "#1c2128",
  mid: "#2b323b",
  wall: "#2b323b",
  far: "#39424d",
  skyTop: "#2a313b",
  skyLow: "#3b4450",
  hills: "#333c47",
  water: "#323b46",
  streak: "#414b58",
  ground: "#262d35",
  glassTop: "#2b323c",
  glassLow: "#36404b",
  glow: "#dfe6ec",
};

/** A room by night has its lamps on: its walls are paler than the street. */
const NIGHT_INSIDE: Sky = {
  ...NIGHT,
  dark: "#262c35",
  mid: "#3d4651",
  wall: "#444e5a",
  far: "#5b6673",
  ground: "#333b45",
};

const SKIES: Record<TimeOfDay, Sky> = { neutral: DAY, day: DAY, dawn: DAWN, dusk: DUSK, night: NIGHT };

const SKIN_BY_DAY: Record<Tone, string> = { light: "#e3ddd6", medium: "#c3b2a3", dark: "#8a776a" };
const CLOTH: Record<Tone, string> = { light: "#d2cfc5", medium: "#6b7178", dark: "#3a3d42" };
const HAIR: Record<Tone, string> = { light: "#cbcdcf", medium: "#86837f", dark: "#2b2c30" };

/** What the ambient light makes of a skin: its colour and how much of it is taken over. */
const AMBIENT: Record<TimeOfDay, { colour: string; skin: number; cloth: number }> = {
  neutral: { colour: "#ffffff", skin: 0, cloth: 0 },
  day: { colour: "#ffffff", skin: 0, cloth: 0 },
  dawn: { colour: "#b8b0a8", skin: 0.3, cloth: 0.06 },
  dusk: { colour: "#a58a72", skin: 0.38, cloth: 0.1 },
  night: { colour: "#7d8894", skin: 0.6, cloth: 0.12 },
};

/** How strongly one side of the frame lies in shade; lamps and low suns model more than a sky does. */
const FALLOFF: Record<TimeOfDay, number> = { neutral: 0.06, day: 0.1, dawn: 0.2, dusk: 0.26, night: 0.3 };

export function lightFor(
  time: TimeOfDay,
  interior: boolean,
  options: { from?: 1 | -1; print?: boolean } = {},
): Light {
  const ambient = AMBIENT[time];
  const sky = time === "night" && interior ? NIGHT_INSIDE : SKIES[time];
  const tint = (tones: Record<Tone, string>, amount: number): Record<Tone, string> => ({
    light: mix(tones.light, ambient.colour, amount),
    medium: mix(tones.medium, ambient.colour, amount),
    dark: mix(tones.dark, ambient.colour, amount * 0.7),
  });
  return {
    ...(options.print ? forPrint(sky) : sky),
    time,
    interior,
    from: options.from ?? 1,
    skin: tint(SKIN_BY_DAY, ambient.skin),
    cloth: { ...tint(CLOTH, ambient.cloth * 0.5), dark: time === "night" ? "#3a3d42" : CLOTH.dark },
    hair: tint(HAIR, ambient.cloth * 0.4),
    trousers: time === "night" ? "#0f1115" : "#23252a",
    falloff: (FALLOFF[time] + (interior ? 0.08 : 0)) * (options.print ? 0.4 : 1),
  };
}

/** Paler grounds spare ink and leave room for notes; outlines stay black. */
function forPrint(sky: Sky): Sky {
  const paler = Object.entries(sky).map(([name, colour]) => [
    name,
    name === "ink" ? "#17181b" : mix(colour, "#ffffff", name === "dark" ? 0.35 : 0.58),
  ]);
  return Object.fromEntries(paler) as Sky;
}

const TIMES: readonly [TimeOfDay, RegExp][] = [
  ["night", /\b(NIGHT|MIDNIGHT|NACHT|NUIT|NOCHE|NOTTE)\b/],
  ["dusk", /\b(DUSK|SUNSET|EVENING|TWILIGHT|MAGIC|ABEND|SOIR|TARDE|SERA)\b/],
  ["dawn", /\b(DAWN|SUNRISE|MORNING|MORGEN|MATIN|AUBE|MAÑANA|ALBA)\b/],
  ["day", /\b(DAY|NOON|AFTERNOON|TAG|JOUR|DIA|DÍA|GIORNO)\b/],
];

/** CONTINUOUS, LATER, SAME and words we do not know are neutral daylight. */
export function timeOfDay(scene: PanelScene | undefined): TimeOfDay {
  const words = String(scene?.timeOfDay ?? "")
    .slice(0, 200)
    .toUpperCase();
  for (const [time, pattern] of TIMES) if (pattern.test(words)) return time;
  return "neutral";
}

/** INT/EXT reads as interior: one sees the outside from the inside. */
export function saysInterior(
  scene: PanelScene | undefined,
  location: PanelLocation | undefined,
): boolean | undefined {
  const value = scene?.interiorExterior ?? location?.interiorExterior;
  if (value === undefined) return undefined;
  return value === "INT" || value === "INT/EXT";
}
