import { z } from "zod";
import type { FunctionContract } from "./function-contract.ts";
import { orientationSchema, paperSchema, scenesSchema } from "./page-options.ts";

export const storyboardPdfOptionsSchema = z.object({
  columns: z
    .literal([2, 3, 4])
    .default(4)
    .meta({ title: "Columns", description: "Frames beside each other." }),
  paper: paperSchema,
  orientation: orientationSchema,
  guideRatio: z.enum(["none", "2.39", "1.85", "1.78", "1.33", "1:1", "4:5", "9:16"]).default("none").meta({
    title: "Second ratio",
    description: "Dashed on every frame: what a second delivery keeps of it.",
  }),
  scenes: scenesSchema,
});

export const storyboardPdfFunction = {
  name: "storyboard-pdf",
  version: 1,
  title: "Storyboard PDF",
  description: "Prints the active takes in script order, scene by scene, with their captions.",
  icon: "file-text",
  target: "canvas",
  nodeTypes: [],
  optionsSchema: storyboardPdfOptionsSchema,
  timeLimitMs: 120_000,
  produces: "files",
} as const satisfies FunctionContract;
