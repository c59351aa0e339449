import type { z } from "zod";
import type { NodeType } from "../canvas/node-types/registry.ts";

/** What everybody may know of a function: the UI, the API and the worker. The implementation is a file in job-worker/functions. */
export interface FunctionContract {
  readonly name: string;
  /** Raised when the same input gives another result. */
  readonly version: number;
  readonly title: string;
  readonly description: string;
  readonly icon: "pencil-ruler" | "scroll-text";
  /** "node": one job per node. "canvas": one job for the whole canvas. */
  readonly target: "node" | "canvas";
  /** Node types a node function runs on; empty for a canvas function. */
  readonly nodeTypes: readonly NodeType[];
  /** `{}` is always valid: every option has a default. */
  readonly optionsSchema: z.ZodType;
  readonly timeLimitMs: number;
}
