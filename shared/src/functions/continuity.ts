import { z } from "zod";
import { CONTINUITY_RULES } from "../continuity/rule-names.ts";
import type { FunctionContract } from "./function-contract.ts";

export const continuityOptionsSchema = z.object({
  /** Findings of other rules stay as they are. */
  rules: z
    .array(z.enum(CONTINUITY_RULES.codes))
    .min(1)
    .default([...CONTINUITY_RULES.codes]),
});

export const continuityFunction = {
  name: "continuity",
  version: 1,
  title: "Continuity",
  description: "Looks for what does not fit together, and pins a note where it finds something.",
  icon: "list-checks",
  target: "canvas",
  nodeTypes: [],
  optionsSchema: continuityOptionsSchema,
  timeLimitMs: 60_000,
  produces: "edit",
} as const satisfies FunctionContract;
