import { z } from "zod";
import type { FunctionContract } from "./function-contract.ts";

export const storyboardOptionsSchema = z.object({
  /** Draw safe areas and the shot's number and size into the picture. */
  marks: z.boolean().default(false),
});

export const storyboardFunction = {
  name: "storyboard",
  version: 1,
  title: "Storyboard",
  description: "Draws a panel from the shot's size, angle, movement, lens, cast and place.",
  icon: "pencil-ruler",
  target: "node",
  nodeTypes: ["shot"],
  optionsSchema: storyboardOptionsSchema,
  timeLimitMs: 30_000,
  produces: "take",
} as const satisfies FunctionContract;
