import { z } from "zod";
import type { FunctionContract } from "./function-contract.ts";

export const breakdownOptionsSchema = z.object({
  /** Content hash of the stored screenplay; absent = the latest one imported into this canvas. */
  asset: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

export const breakdownFunction = {
  name: "breakdown",
  version: 1,
  title: "Breakdown",
  description: "Reads a Fountain screenplay and lays out its scenes, characters and locations.",
  icon: "scroll-text",
  target: "canvas",
  nodeTypes: [],
  optionsSchema: breakdownOptionsSchema,
  timeLimitMs: 60_000,
  produces: "edit",
} as const satisfies FunctionContract;
