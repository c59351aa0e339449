// Time as the code under test spends it: without what its thread stood ready and was given no core, so that a machine
// that is busy with something else makes nothing look slow. What other processes do meanwhile counts in full.
import { existsSync, readFileSync } from "node:fs";

/** For how long the main thread of a process was ready to run and waited for a core; 0 where the system says nothing. */
export const readWaitForCoreMs = (pid = process.pid): number => {
  const path = `/proc/${pid}/schedstat`;
  if (!existsSync(path)) return 0;
  // Nanoseconds: on a core, waiting for one, and how often (Linux, Documentation/scheduler/sched-stats.rst).
  return Number(readFileSync(path, "utf8").split(" ")[1]) / 1e6;
};

/** Reads how long it has been running; for the main thread of a test, which is where the tests are. */
export const startStopwatch = (): (() => number) => {
  const startedAt = performance.now();
  const waitedBeforeMs = readWaitForCoreMs();
  return () => performance.now() - startedAt - (readWaitForCoreMs() - waitedBeforeMs);
};

/** The longest time for which this thread let its event loop not turn, in milliseconds, from now to `stop`. */
export const watchOwnStalls = (): { stop(): number } => {
  let longestMs = 0;
  let readLap = startStopwatch();
  const turn = (): void => {
    longestMs = Math.max(longestMs, readLap());
    readLap = startStopwatch();
  };
  const turns = setInterval(turn, 1);
  return {
    stop: () => {
      clearInterval(turns);
      turn();
      return longestMs;
    },
  };
};
