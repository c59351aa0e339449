import { once } from "node:events";
import { url as inspectorUrl } from "node:inspector";
import { Worker } from "node:worker_threads";

/**
 * Longer than a worker may be silent before others take its jobs (5 s), so nothing is lost that it still had; with the
 * restart well under the 15 s in which lost jobs run again.
 */
const SILENT_MS = 8_000;

/** How often the thread looks, and the main loop says that it turns. */
export const LOOKS_IN_SILENCE = 16;

export interface Watched {
  /** Two numbers: how often the main loop has turned, and whether a debugger may hold it. */
  memory: SharedArrayBuffer;
  lookEveryMs: number;
}

/**
 * Ends this process when its main loop stands still: it answers nobody, and while no other worker lives nobody takes its
 * jobs. What starts it again is the supervisor. Resolves when the loop is watched.
 */
export const startWatchdog = async ({ silentMs = SILENT_MS }: { silentMs?: number } = {}): Promise<void> => {
  const memory = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const words = new Int32Array(memory);
  const lookEveryMs = silentMs / LOOKS_IN_SILENCE;
  const beat = (): void => {
    Atomics.add(words, 0, 1);
    Atomics.store(words, 1, inspectorUrl() === undefined ? 0 : 1);
  };
  setInterval(beat, lookEveryMs).unref();
  const watched: Watched = { memory, lookEveryMs };
  const url = new URL("./watchdog-thread.ts", import.meta.url);
  const thread = new Worker(url, { workerData: watched, execArgv: [] });
  thread.unref();
  await once(thread, "message");
};
