import type { CommandResult } from "@backlot/shared/canvas/commands/command-result";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import type { Take } from "@backlot/shared/canvas/takes";
import type { ResultFiles } from "@backlot/shared/functions/result-files";
import type { AssetStore } from "@backlot/shared/server/assets/asset-store";
import type { Rasterizer } from "../rasterizer/rasterize.ts";

/** What one run gives to a function. The function reads the document; what it returns is written by `run-job.ts`. */
export interface FunctionRun {
  jobId: string;
  canvasId: string;
  /** Empty for a canvas function. */
  nodeId: string;
  /** As stored with the batch; parse with the contract's schema. */
  options: unknown;
  canvas: CanvasDocument;
  assets: AssetStore;
  rasterizer: Rasterizer;
  /** Aborted by the time limit, by cancellation, and when the worker stops. */
  signal: AbortSignal;
  /** 0–1, and the step in film words: "Drawing figures". */
  report: (progress: number, step: string) => void;
  /**
   * Answers the take that an earlier run made from the same input, or calls `make`. `input` is JSON and holds all that
   * the take depends on besides the function, its version and the options; its hash becomes the take's `inputHash`.
   */
  reuse: (input: unknown, make: () => Promise<MadeTake>) => Promise<FunctionOutcome>;
}

export type TakeContent = Pick<
  Take,
  "asset" | "thumbnail" | "width" | "height" | "parameters" | "inputHash" | "missing" | "remark"
>;

/** A take whose pictures stand in the canvas's assets already. */
export type MadeTake = Omit<TakeContent, "inputHash">;

export type FunctionOutcome =
  | { kind: "take"; take: TakeContent; reused?: true }
  /** A change of the document; must have one effect however often it is applied for this job. */
  | { kind: "edit"; apply: (canvas: CanvasDocument) => CommandResult<{ result: unknown }> }
  /** Already stored as assets of the canvas. */
  | { kind: "files"; result: ResultFiles }
  | { kind: "node-deleted" }
  /** Nobody did anything wrong: run again then, without counting an attempt. `reason` is shown meanwhile. */
  | { kind: "later"; delayMs: number; reason?: string }
  /** `error` is for a person. */
  | { kind: "failed"; error: string; retry: boolean };

export type FunctionImplementation = (run: FunctionRun) => Promise<FunctionOutcome>;
