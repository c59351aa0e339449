import type { FunctionName } from "@backlot/shared/functions/registry";
import { makeAnimatic } from "./animatic.ts";
import { breakDownScreenplay } from "./breakdown.ts";
import { reviewContinuity } from "./continuity.ts";
import { proposeCoverage } from "./coverage.ts";
import type { FunctionImplementation } from "./function-implementation.ts";
import { writeShotList } from "./shot-list.ts";
import { drawStoryboard } from "./storyboard.ts";
import { printStoryboardPdf } from "./storyboard-pdf.ts";

export const functionImplementations = {
  storyboard: drawStoryboard,
  breakdown: breakDownScreenplay,
  coverage: proposeCoverage,
  continuity: reviewContinuity,
  animatic: makeAnimatic,
  "shot-list": writeShotList,
  "storyboard-pdf": printStoryboardPdf,
} as const satisfies Record<FunctionName, FunctionImplementation>;
