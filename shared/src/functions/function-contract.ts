import type { z } from "zod";
import type { NodeType } from "../canvas/node-types/registry.ts";

/** What everybody may know of a function: the UI, the API and the worker. The implementation is a file in job-worker/functions. */
export interface FunctionContract {
  readonly name: string;
  /** Raised when the same input gives another result. */
  readonly version: number;
  readonly title: string;
  readonly description: string;
  readonly icon: FunctionIcon;
  /** "node": one job per node. "canvas": one job for the whole canvas. */
  readonly target: "node" | "canvas";
  /** Node types a node function runs on; empty for a canvas function. */
  readonly nodeTypes: readonly NodeType[];
  /** `{}` is always valid: every option has a default. */
  readonly optionsSchema: z.ZodType;
  readonly timeLimitMs: number;
  /** take: a take on the node. edit: a change of the canvas. files: files to download, which stand in the job's result. */
  readonly produces: "take" | "edit" | "files";
}

/** Names of Lucide icons. */
export type FunctionIcon =
  "pencil-ruler" | "scroll-text" | "video" | "list-checks" | "film" | "table-2" | "file-text" | "plug";
