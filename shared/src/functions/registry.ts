import { animaticFunction } from "./animatic.ts";
import { breakdownFunction } from "./breakdown.ts";
import { continuityFunction } from "./continuity.ts";
import { coverageFunction } from "./coverage.ts";
import { shotListFunction } from "./shot-list.ts";
import { storyboardFunction } from "./storyboard.ts";
import { storyboardPdfFunction } from "./storyboard-pdf.ts";

export const functionContracts = {
  storyboard: storyboardFunction,
  breakdown: breakdownFunction,
  coverage: coverageFunction,
  continuity: continuityFunction,
  animatic: animaticFunction,
  "shot-list": shotListFunction,
  "storyboard-pdf": storyboardPdfFunction,
} as const;

export type FunctionName = keyof typeof functionContracts;

export const isFunctionName = (value: string): value is FunctionName =>
  Object.hasOwn(functionContracts, value);
