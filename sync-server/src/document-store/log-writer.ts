import { parentPort, workerData } from "node:worker_threads";
import type { CanvasLogPlace } from "@backlot/shared/server/canvas-log/open-canvas-log";
import { answerCalls } from "./answer-calls.ts";
import { createWriterCalls } from "./writer-calls.ts";

/** The thread that writes and reads the log: whatever waits for the disk or the network, or parses its bytes, does so here. */
if (!parentPort) throw new Error("log-writer runs as a worker thread");
answerCalls(parentPort, createWriterCalls(workerData as CanvasLogPlace));
