import { z } from "zod";
import { MAX_LONG_TEXT, MAX_SHORT_TEXT } from "./limits.ts";
import { defineCodes, defineNodeType } from "./node-type.ts";

/** How a character is drawn; what is absent is derived from the node id, so that a person looks the same in every frame. */
export const CHARACTER_BUILDS = defineCodes({
  slim: "Slim",
  average: "Average",
  broad: "Broad",
  small: "Small",
});
export const CHARACTER_HAIR = defineCodes({
  bald: "Bald",
  short: "Short",
  long: "Long",
  bun: "Bun",
  curly: "Curly",
  ponytail: "Ponytail",
});
export const CHARACTER_HATS = defineCodes({
  none: "None",
  beanie: "Beanie",
  cap: "Cap",
  brim: "Brimmed hat",
  hood: "Hood",
});
export const CHARACTER_CLOTHING = defineCodes({
  coat: "Coat",
  jacket: "Jacket",
  shirt: "Shirt",
  sweater: "Sweater",
  dress: "Dress",
  uniform: "Uniform",
});
export const CHARACTER_TONES = defineCodes({ dark: "Dark", medium: "Medium", light: "Light" });

const shortText = z.string().max(MAX_SHORT_TEXT);

export const characterNode = defineNodeType({
  type: "character",
  noun: "character",
  label: "Character",
  pluralLabel: "Characters",
  box: { width: 208, height: 64 },
  textFields: ["description"],
  dataSchema: z.object({
    name: shortText.optional(),
    /** What the person is in the story: "Lead", "Harbormaster". */
    role: shortText.optional(),
    description: z.string().max(MAX_LONG_TEXT).optional(),
    /** `#rrggbb`, the character's color in strips and lists. */
    color: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i)
      .optional(),
    build: z.enum(CHARACTER_BUILDS.codes).optional(),
    hair: z.enum(CHARACTER_HAIR.codes).optional(),
    hairTone: z.enum(CHARACTER_TONES.codes).optional(),
    hat: z.enum(CHARACTER_HATS.codes).optional(),
    clothing: z.enum(CHARACTER_CLOTHING.codes).optional(),
    clothingTone: z.enum(CHARACTER_TONES.codes).optional(),
    skinTone: z.enum(CHARACTER_TONES.codes).optional(),
  }),
});
