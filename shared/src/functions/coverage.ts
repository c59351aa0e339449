import { z } from "zod";
import { defineCodes } from "../canvas/node-types/node-type.ts";
import type { FunctionContract } from "./function-contract.ts";

/** How many setups a scene gets, in the words of a set. */
export const COVERAGE_STYLES = defineCodes({
  lean: "Lean: the fewest setups that tell it",
  classical: "Classical: master, pairs and singles",
  thorough: "Thorough: every reaction and insert",
});

export const MAX_PROPOSED_SHOTS = 40;

export const coverageOptionsSchema = z.object({
  style: z.enum(COVERAGE_STYLES.codes).default("classical"),
  /** Proposed for one scene at most. */
  maxShots: z.number().int().min(1).max(MAX_PROPOSED_SHOTS).default(16),
});

export const coverageFunction = {
  name: "coverage",
  version: 1,
  title: "Coverage",
  description: "Proposes the shots of a scene from its action and dialogue, for you to accept or drop.",
  icon: "video",
  target: "node",
  nodeTypes: ["scene"],
  optionsSchema: coverageOptionsSchema,
  timeLimitMs: 30_000,
  produces: "edit",
} as const satisfies FunctionContract;
