import { z } from "zod";
import type { FunctionContract } from "./function-contract.ts";

const GUIDE_RATIOS = ["2.39", "1.85", "1.78", "1.33", "1:1", "4:5", "9:16"] as const;

/** The ratio of a second delivery. */
export type GuideRatio = (typeof GUIDE_RATIOS)[number];

export const storyboardOptionsSchema = z.object({
  marks: z
    .boolean()
    .default(false)
    .meta({ title: "Marks", description: "Safe areas, the shot's number and its size in the picture." }),
  guideRatio: z
    .enum(["none", ...GUIDE_RATIOS])
    .default("none")
    .meta({ title: "Second ratio", description: "What a second delivery keeps of the frame." }),
  print: z.boolean().default(false).meta({ title: "For print", description: "Pale grounds that spare ink." }),
});

export type StoryboardOptions = z.infer<typeof storyboardOptionsSchema>;

export const storyboardFunction = {
  name: "storyboard",
  version: 2,
  title: "Storyboard",
  description: "Draws a panel from the shot's size, angle, movement, lens, cast and place.",
  icon: "pencil-ruler",
  target: "node",
  nodeTypes: ["shot"],
  optionsSchema: storyboardOptionsSchema,
  timeLimitMs: 30_000,
  produces: "take",
} as const satisfies FunctionContract;
