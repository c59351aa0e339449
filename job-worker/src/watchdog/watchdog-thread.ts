// Counts its own looks and no time: while the whole process is stopped or the machine sleeps it does not look either,
// so neither of them is taken for a main loop that stands still.
import { parentPort, workerData } from "node:worker_threads";
import { createLogger } from "@backlot/shared/server/logger";
import { LOOKS_IN_SILENCE, type Watched } from "./start-watchdog.ts";

const { memory, lookEveryMs } = workerData as Watched;
const words = new Int32Array(memory);
const logger = createLogger("job-worker", "fatal");

let lastBeat = -1;
let silentLooks = 0;
setInterval(() => {
  const beat = Atomics.load(words, 0);
  const isHeldByDebugger = Atomics.load(words, 1) === 1;
  silentLooks = beat === lastBeat && !isHeldByDebugger ? silentLooks + 1 : 0;
  lastBeat = beat;
  if (silentLooks < LOOKS_IN_SILENCE) return;
  logger.fatal({ silentMs: silentLooks * lookEveryMs }, "main-loop-silent");
  process.kill(process.pid, "SIGKILL");
}, lookEveryMs);
parentPort?.postMessage("watching");
