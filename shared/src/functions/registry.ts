import { breakdownFunction } from "./breakdown.ts";
import { storyboardFunction } from "./storyboard.ts";

export const functionContracts = {
  storyboard: storyboardFunction,
  breakdown: breakdownFunction,
} as const;

export type FunctionName = keyof typeof functionContracts;

export const isFunctionName = (value: string): value is FunctionName =>
  Object.hasOwn(functionContracts, value);
