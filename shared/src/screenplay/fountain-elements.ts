import type { SceneHeadingParts } from "./parse-heading.ts";

/** Lines are counted from 1; `endLine` is the element's last line, itself included. */
interface Placed {
  readonly line: number;
  endLine: number;
}

/** What a line is, before it has a place. Emphasis and escapes stay in `text` as they were written. */
export type ElementContent =
  | { type: "scene-heading"; text: string; number?: string; forced: boolean }
  | { type: "action"; text: string; forced: boolean }
  | { type: "character"; name: string; extensions: readonly string[]; dual: boolean; forced: boolean }
  | { type: "parenthetical"; text: string }
  | { type: "dialogue"; text: string }
  | { type: "lyric"; text: string }
  | { type: "transition"; text: string; forced: boolean }
  | { type: "centered"; text: string }
  | { type: "section"; text: string; depth: number }
  | { type: "synopsis"; text: string }
  | { type: "note"; text: string }
  | { type: "boneyard"; text: string }
  | { type: "page-break" };

export type ScreenplayElement = ElementContent & Placed;
export type ElementOf<Type extends ElementContent["type"]> = Extract<ElementContent, { type: Type }> & Placed;

export interface ScreenplayScene {
  readonly heading: ElementOf<"scene-heading">;
  readonly parts: SceneHeadingParts;
  /** The time of day with CONTINUOUS, LATER and SAME replaced by the time they continue. */
  readonly resolvedTimeOfDay?: string;
  /** What stands under the heading; a section that opens the next scene is not part of it. */
  readonly elements: readonly ScreenplayElement[];
  readonly line: number;
  readonly endLine: number;
}

export interface Screenplay {
  /** Keys in lower case ("title", "draft date"), without a prototype, so that any key is safe. */
  readonly titlePage: Record<string, string>;
  /** Last line of the title page, 0 if there is none. */
  readonly titlePageEndLine: number;
  readonly lineCount: number;
  /** In order of `line`; a note or boneyard inside another element follows that element. */
  readonly elements: readonly ScreenplayElement[];
  readonly scenes: readonly ScreenplayScene[];
}
