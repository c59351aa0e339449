import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** What an isolated process ends itself with when it has grown too large, so that the worker knows why. */
export const MEMORY_SIGNAL = "SIGUSR2";

export interface Watch {
  parentPid: number;
  maxRssBytes: number;
}

/**
 * Ends this process when its worker is gone or when it outgrows the bound, native memory included. Resolves when that is
 * watched.
 */
export const startWatch = async (maxRssBytes: number): Promise<void> => {
  const watch: Watch = { parentPid: process.ppid, maxRssBytes };
  const url = new URL("./watch-thread.ts", import.meta.url);
  const thread = new Worker(url, { workerData: watch, execArgv: [] });
  thread.unref();
  await once(thread, "message");
};
