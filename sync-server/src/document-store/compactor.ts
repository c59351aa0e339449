import { parentPort, workerData } from "node:worker_threads";
import type { CanvasLogPlace } from "@backlot/shared/server/canvas-log/open-canvas-log";
import { answerCalls } from "./answer-calls.ts";
import { createCompactorCalls } from "./compactor-calls.ts";

/** The thread that folds tails into snapshots, so that merging stops neither the event loop nor an append. */
if (!parentPort) throw new Error("compactor runs as a worker thread");

answerCalls(parentPort, createCompactorCalls(workerData as CanvasLogPlace));
