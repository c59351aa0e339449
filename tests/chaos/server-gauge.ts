import { setTimeout as wait } from "node:timers/promises";
import { readWaitForCoreMs } from "../support/own-time.ts";

const LAG_INTERVAL_MS = 250;

/** One number of `/metrics`. */
const readMetric = async (port: number, name: string): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const value = new RegExp(`^${name} (.+)$`, "m").exec(text)?.[1];
  if (value === undefined) throw new Error(`No metric ${name}`);
  return Number(value);
};

/** Of the log alone: these tests have no records of web, which the whole of readiness also asks for. */
export const readStoreState = async (port: number): Promise<string> => {
  const readiness = await (await fetch(`http://127.0.0.1:${port}/readyz`)).json();
  return (readiness as { dependencies: { store: string } }).dependencies.store;
};

/**
 * For how long the server kept its event loop from turning, at most, in milliseconds: the loop's own record of its
 * longest delay, without the time in which its thread was ready and the machine gave it no core. The server forgets
 * its longest delay each time it is asked, so nobody else may ask meanwhile.
 */
export const watchStalls = ({ port, pid }: { port: number; pid: number }): { stop(): Promise<number> } => {
  let longest = 0;
  let isStopping = false;
  const watching = (async () => {
    await readMetric(port, "nodejs_eventloop_lag_max_seconds");
    let waitedBeforeMs = readWaitForCoreMs(pid);
    while (!isStopping) {
      await wait(LAG_INTERVAL_MS);
      const lagMs = 1_000 * (await readMetric(port, "nodejs_eventloop_lag_max_seconds"));
      const waitedMs = readWaitForCoreMs(pid);
      longest = Math.max(longest, lagMs - (waitedMs - waitedBeforeMs));
      waitedBeforeMs = waitedMs;
    }
  })();
  return {
    stop: async () => {
      isStopping = true;
      await watching;
      return Math.round(longest);
    },
  };
};
