import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";
import { lightFor } from "@backlot/shared/storyboard/light";
import { lookOf, type Look } from "@backlot/shared/storyboard/look";
import type { LookDescription } from "./fields.ts";

export type LookField = keyof Look;

/** What a frame draws: each trait as chosen, else as derived from the person's id. */
export const drawnLookOf = (node: CanvasNode): Look =>
  // lookOf takes no value that is not in its list of codes.
  lookOf({ ...node.data, id: node.id });

export const wordOf = (trait: LookDescription, value: string): string =>
  trait.options.find((option) => option.value === value)?.label ?? value;

const daylight = lightFor("day", true);

/** The greys that the tones of hair, cloth and skin are drawn in. */
export const TONES: Partial<Record<LookField, Readonly<Record<string, string>>>> = {
  hairTone: daylight.hair,
  clothingTone: daylight.cloth,
  skinTone: daylight.skin,
};
