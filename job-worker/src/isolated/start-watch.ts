import { Worker } from "node:worker_threads";

/** What an isolated process ends itself with when it has grown too large, so that the worker knows why. */
export const MEMORY_SIGNAL = "SIGUSR2";

export interface Watch {
  parentPid: number;
  maxRssBytes: number;
}

/** Ends this process when its worker is gone or when it outgrows the bound, native memory included. */
export const startWatch = (maxRssBytes: number): void => {
  const watch: Watch = { parentPid: process.ppid, maxRssBytes };
  new Worker(new URL("./watch-thread.ts", import.meta.url), { workerData: watch }).unref();
};
