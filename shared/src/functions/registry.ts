import { animaticFunction } from "./animatic.ts";
import { breakdownFunction } from "./breakdown.ts";
import { shotListFunction } from "./shot-list.ts";
import { storyboardFunction } from "./storyboard.ts";
import { storyboardPdfFunction } from "./storyboard-pdf.ts";

export const functionContracts = {
  storyboard: storyboardFunction,
  breakdown: breakdownFunction,
  animatic: animaticFunction,
  "shot-list": shotListFunction,
  "storyboard-pdf": storyboardPdfFunction,
} as const;

export type FunctionName = keyof typeof functionContracts;

export const isFunctionName = (value: string): value is FunctionName =>
  Object.hasOwn(functionContracts, value);
