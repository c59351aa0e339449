import { z } from "zod";
import type { FunctionContract } from "./function-contract.ts";

export const breakdownOptionsSchema = z.object({
  /** Content hash of the stored screenplay; absent = the latest one imported into this canvas. */
  asset: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /**
   * add: lays everything out below what is there. revise: brings the scenes, cast and places that are there to this draft
   * and keeps the work on them. auto: revises a canvas that has scenes, else adds.
   */
  mode: z.enum(["auto", "add", "revise"]).default("auto"),
  /** What becomes of scenes that the new draft lacks and nobody has worked on; the others always stay as OMITTED. */
  omitted: z.enum(["keep", "remove"]).default("keep"),
});

export const breakdownFunction = {
  name: "breakdown",
  version: 2,
  title: "Breakdown",
  description:
    "Reads a screenplay (Fountain or Final Draft) and lays out its scenes, characters and locations, or brings the canvas to a new draft.",
  icon: "scroll-text",
  target: "canvas",
  nodeTypes: [],
  optionsSchema: breakdownOptionsSchema,
  timeLimitMs: 60_000,
  produces: "edit",
} as const satisfies FunctionContract;
