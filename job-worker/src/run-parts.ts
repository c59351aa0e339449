import { createAssetStore, type AssetStore } from "@backlot/shared/server/assets/asset-store";
import { createCanvasPeers, type CanvasPeers } from "@backlot/shared/server/canvas-peer";
import type { Records } from "@backlot/shared/server/database/records";
import type { Logger } from "@backlot/shared/server/logger";
import type { JobWorkerConfig } from "./config.ts";
import { createFairTurns, type FairTurns, type Turn } from "./fair-turns.ts";
import type { FunctionImplementation } from "./functions/function-implementation.ts";
import { runOutside, type OutsideNotes } from "./functions/run-outside.ts";
import { RASTERIZER_THREADS, type RasterizerPool } from "./rasterizer/rasterize.ts";
import { createRunBoard, type RunBoard } from "./run-board.ts";

export type RunSettings = Pick<
  JobWorkerConfig,
  "dataDir" | "databaseUrl" | "syncUrl" | "secret" | "outsideHosts" | "logLevel"
>;

export type Functions = Readonly<Record<string, FunctionImplementation>>;

/** What runs need, in the worker and in a process that runs one job by itself. */
export interface RunParts {
  records: Records;
  assets: AssetStore;
  peers: CanvasPeers;
  rasterizers: Readonly<Record<Turn, RasterizerPool>>;
  /** At the rasterizers, by project. */
  turns: FairTurns;
  board: RunBoard;
  functions: Functions;
  /** Every function whose name starts with `outside/`. */
  runOutside: FunctionImplementation;
  logger: Logger;
  /** Hears of each result that could be reused. */
  noteResult: (functionName: string, source: ResultSource) => void;
}

export type ResultSource = "reused" | "made";

export const createRunParts = (
  settings: RunSettings,
  {
    outsideNotes,
    ...given
  }: Pick<RunParts, "records" | "functions" | "rasterizers" | "logger" | "noteResult"> & {
    outsideNotes: OutsideNotes;
  },
): RunParts => ({
  ...given,
  assets: createAssetStore(settings.dataDir, given.records),
  peers: createCanvasPeers({
    syncUrl: settings.syncUrl,
    secret: settings.secret,
    logger: given.logger,
    actor: { id: "job-worker", kind: "worker", name: "Function Runner" },
  }),
  turns: createFairTurns(RASTERIZER_THREADS),
  board: createRunBoard(given.records, given.logger),
  runOutside: runOutside({ ...settings, records: given.records, notes: outsideNotes }),
});
