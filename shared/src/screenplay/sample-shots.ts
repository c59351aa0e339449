import { z } from "zod";
import { characterNode } from "../canvas/node-types/character.ts";
import { locationNode } from "../canvas/node-types/location.ts";
import { shotNode } from "../canvas/node-types/shot.ts";

const nameSchema = z.string().min(1);

/** What a screenplay does not say and a planned film knows: looks, places to draw, notes, shots. */
const shotPlanSchema = z.strictObject({
  characters: z.array(characterNode.dataSchema.extend({ name: nameSchema }).strict()),
  locations: z.array(locationNode.dataSchema.extend({ name: nameSchema }).strict()),
  notes: z.array(z.strictObject({ text: nameSchema, scenes: z.array(nameSchema) })),
  shots: z.array(
    shotNode.dataSchema
      .omit({ scene: true })
      // The scene by its printed number, the characters by name: a plan is written before there are nodes.
      .extend({ scene: nameSchema, characters: z.array(nameSchema) })
      .strict(),
  ),
});

export type ShotPlan = z.infer<typeof shotPlanSchema>;

/** Checks the parsed JSON of a shot plan; throws a ZodError with paths, since the file is part of the product. */
export const readShotPlan = (json: unknown): ShotPlan => shotPlanSchema.parse(json);
