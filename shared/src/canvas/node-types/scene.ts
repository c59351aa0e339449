import { z } from "zod";
import { MAX_LONG_TEXT, MAX_SCRIPT_TEXT, MAX_SHORT_TEXT } from "./limits.ts";
import { defineCodes, defineNodeType } from "./node-type.ts";

export const INTERIOR_EXTERIOR = defineCodes({
  INT: "INT.",
  EXT: "EXT.",
  "INT/EXT": "INT./EXT.",
  EST: "EST.",
});

export type InteriorExterior = (typeof INTERIOR_EXTERIOR.codes)[number];

/** Times of day that Backlot knows; any other word is accepted as free text (film-domain: other languages). */
export const KNOWN_TIMES_OF_DAY = [
  "DAY",
  "NIGHT",
  "DAWN",
  "MORNING",
  "AFTERNOON",
  "EVENING",
  "DUSK",
  "SUNSET",
  "SUNRISE",
  "MAGIC HOUR",
  "LATER",
  "MOMENTS LATER",
  "CONTINUOUS",
  "SAME",
] as const;

const shortText = z.string().max(MAX_SHORT_TEXT);

export const sceneNode = defineNodeType({
  type: "scene",
  noun: "scene",
  label: "Scene",
  pluralLabel: "Scenes",
  box: { width: 248, height: 112 },
  textFields: ["synopsis", "script"],
  dataSchema: z.object({
    synopsis: z.string().max(MAX_LONG_TEXT).optional(),
    /** The scene's own Fountain text, heading excluded. */
    script: z.string().max(MAX_SCRIPT_TEXT).optional(),
    /** The number as printed, once fixed (`#12A#`); absent = derived from order. */
    number: shortText.optional(),
    interiorExterior: z.enum(INTERIOR_EXTERIOR.codes).optional(),
    /** The set as the heading says it, e.g. "WHEELHOUSE" or "FERRY - DECK". */
    setName: shortText.optional(),
    timeOfDay: shortText.optional(),
    /** FLASHBACK, DREAM, MONTAGE … */
    modifier: shortText.optional(),
    /** Length in eighths of a page; 8 = one page, about one minute. */
    pageEighths: z.number().int().nonnegative().max(8000).optional(),
    /** The location this scene is set in (derived edge `set-in`). */
    location: z.string().optional(),
    /** A later draft of the screenplay has it no more. It keeps its number and its shots: "12 OMITTED". */
    omitted: z.boolean().optional(),
  }),
});
