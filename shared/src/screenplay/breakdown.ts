import type { InteriorExterior } from "../canvas/node-types/scene.ts";
import { MAX_SCRIPT_TEXT, MAX_SHORT_TEXT } from "../canvas/node-types/limits.ts";
import type { BrokenDownCharacter } from "./breakdown-characters.ts";
import { collectCast } from "./breakdown-characters.ts";
import type { ScreenplayProblem } from "./decode-screenplay.ts";
import { findTextProblem } from "./decode-screenplay.ts";
import { parseFountain } from "./fountain.ts";
import type { ScreenplayScene } from "./fountain-elements.ts";
import { measurePageEighths } from "./page-length.ts";
import { collectActs, type BrokenDownAct } from "./breakdown-acts.ts";
import { cutText } from "./cut-text.ts";
import { normalizeLineEnds } from "./source-lines.ts";
import { summarizeScene } from "./summarize-scene.ts";

export interface BrokenDownLocation {
  readonly key: string;
  /** As the first heading writes it; later ones are the same place in any case and spacing. */
  readonly name: string;
  interiorExterior?: InteriorExterior;
}

export interface BrokenDownScene {
  readonly key: string;
  /** As written (`#12A#`); absent = counted from the order. */
  readonly number?: string;
  readonly interiorExterior?: InteriorExterior;
  readonly setName: string;
  readonly timeOfDay?: string;
  /** `timeOfDay` with CONTINUOUS, LATER and SAME replaced by the time they continue. */
  readonly resolvedTimeOfDay?: string;
  readonly modifier?: string;
  /** Absent when the heading names no place ("INT."). */
  readonly locationKey?: string;
  readonly synopsis: string;
  /** The scene's own Fountain text without its heading. */
  readonly script: string;
  readonly pageEighths: number;
  /** Who speaks, and who is named in capitals in the action, in order of first appearance in the film. */
  readonly characterKeys: readonly string[];
  readonly sectionTitle?: string;
  /** The script prints "OMITTED" where the scene was. */
  readonly isOmitted?: true;
}

/** Keys are `scene-1`, `character-1`, `location-1` …: made of id characters and the same for the same text. */
export interface ScreenplayBreakdown {
  readonly title?: string;
  readonly characters: readonly BrokenDownCharacter[];
  readonly locations: readonly BrokenDownLocation[];
  readonly scenes: readonly BrokenDownScene[];
  readonly sections: readonly BrokenDownAct[];
}

export type BreakdownResult = ({ ok: true } & ScreenplayBreakdown) | { ok: false; reason: ScreenplayProblem };

export const MAX_SCENES = 2_000;
const MAX_CHARACTERS = 500;
/** Characters in scenes, summed: each becomes an edge of the canvas. */
const MAX_APPEARANCES = 20_000;
const MAX_PAGE_EIGHTHS = 8_000;
const OMITTED = /^(?:SCENE )?OMITTED\.?$/i;

/** What the screenplay says about its scenes, cast and places. Pure; every text fits the node schemas' limits. */
export function breakdownScreenplay(
  text: string,
  /** Lengths of the scenes in order, where the program that wrote the script has counted them. */
  sceneEighths: readonly (number | undefined)[] = [],
): BreakdownResult {
  const problem = findTextProblem(text);
  if (problem) return { ok: false, reason: problem };
  const screenplay = parseFountain(text);
  if (screenplay.scenes.length === 0) return { ok: false, reason: "no-scenes" };
  if (screenplay.scenes.length > MAX_SCENES) return { ok: false, reason: "too-large" };
  const cast = collectCast(screenplay.scenes);
  const appearances = cast.keysByScene.reduce((sum, keys) => sum + keys.length, 0);
  if (cast.characters.length > MAX_CHARACTERS || appearances > MAX_APPEARANCES)
    return { ok: false, reason: "too-large" };
  const acts = collectActs(screenplay);
  const locations = new Map<string, BrokenDownLocation>();
  const scripts = readScripts(normalizeLineEnds(text), screenplay.scenes);
  const isCounted = sceneEighths.length === screenplay.scenes.length;
  const scenes = screenplay.scenes.map((scene, index) => ({
    ...describeHeading(scene, index),
    ...describeLocation(scene, locations),
    synopsis: summarizeScene(scene.elements),
    script: cutText(scripts[index] ?? "", MAX_SCRIPT_TEXT),
    pageEighths: Math.min(
      MAX_PAGE_EIGHTHS,
      (isCounted && sceneEighths[index]) || measurePageEighths([scene.heading, ...scene.elements]),
    ),
    characterKeys: cast.keysByScene[index] ?? [],
    ...(acts.titleByScene[index] !== undefined && { sectionTitle: acts.titleByScene[index] }),
  }));
  const title = cutText(plainTitle(screenplay.titlePage["title"]), MAX_SHORT_TEXT);
  return {
    ok: true,
    ...(title && { title }),
    characters: cast.characters,
    locations: [...locations.values()],
    scenes,
    sections: acts.sections,
  };
}

function describeHeading({ heading, parts, resolvedTimeOfDay }: ScreenplayScene, index: number) {
  return {
    key: `scene-${index + 1}`,
    ...(heading.number !== undefined && { number: heading.number }),
    ...(parts.interiorExterior && { interiorExterior: parts.interiorExterior }),
    setName: cutText(parts.setName, MAX_SHORT_TEXT),
    ...(parts.timeOfDay !== undefined && { timeOfDay: cutText(parts.timeOfDay, MAX_SHORT_TEXT) }),
    ...(resolvedTimeOfDay !== undefined && {
      resolvedTimeOfDay: cutText(resolvedTimeOfDay, MAX_SHORT_TEXT),
    }),
    ...(parts.modifier !== undefined && { modifier: cutText(parts.modifier, MAX_SHORT_TEXT) }),
    ...(OMITTED.test(heading.text) && { isOmitted: true as const }),
  };
}

function describeLocation(
  { parts }: ScreenplayScene,
  locations: Map<string, BrokenDownLocation>,
): { locationKey?: string } {
  const name = cutText(parts.location.replace(/\s+/g, " "), MAX_SHORT_TEXT);
  if (name === "" || OMITTED.test(name)) return {};
  const identity = name.toUpperCase();
  const known = locations.get(identity);
  const interiorExterior = mergeInteriorExterior(known?.interiorExterior, parts.interiorExterior);
  const location = known ?? { key: `location-${locations.size + 1}`, name };
  if (interiorExterior) location.interiorExterior = interiorExterior;
  locations.set(identity, location);
  return { locationKey: location.key };
}

/** An establishing view is taken from outside. */
function mergeInteriorExterior(
  one: InteriorExterior | undefined,
  other: InteriorExterior | undefined,
): InteriorExterior | undefined {
  if (!one || !other || one === other) return one ?? other;
  const hasInterior = [one, other].some((value) => value === "INT" || value === "INT/EXT");
  return hasInterior ? "INT/EXT" : "EXT";
}

/** One walk over the text from scene to scene, without a copy of every line. */
function readScripts(text: string, scenes: readonly ScreenplayScene[]): string[] {
  let line = 1;
  let at = 0;
  const endOfLine = (wanted: number): number => {
    for (; line <= wanted; line++) {
      const newline = text.indexOf("\n", at);
      at = newline === -1 ? text.length : newline + 1;
    }
    return at;
  };
  return scenes.map(({ heading, endLine }) => {
    const start = endOfLine(heading.endLine);
    return trimBlankLines(text.slice(start, endOfLine(endLine)));
  });
}

/** Blank lines off at both ends; the indent of the first line stays. */
function trimBlankLines(script: string): string {
  const trimmed = script.trimStart();
  const indentStart = script.lastIndexOf("\n", script.length - trimmed.length - 1) + 1;
  return trimmed === "" ? "" : script.slice(indentStart).trimEnd();
}

function plainTitle(title: string | undefined): string {
  return (title ?? "").replace(/[*_]/g, "").replace(/\s+/g, " ").trim();
}
