import type { FunctionName } from "@backlot/shared/functions/registry";
import { breakDownScreenplay } from "./breakdown.ts";
import type { FunctionImplementation } from "./function-implementation.ts";
import { drawStoryboard } from "./storyboard.ts";

export const functionImplementations = {
  storyboard: drawStoryboard,
  breakdown: breakDownScreenplay,
} as const satisfies Record<FunctionName, FunctionImplementation>;
