import { Worker } from "node:worker_threads";
import type { BreakdownResult } from "@backlot/shared/screenplay/breakdown";

/** A screenplay of 2 MB takes long enough to hold up every other job of the process, so it gets a thread of its own. */
export const parseInThread = (bytes: Uint8Array, signal: AbortSignal): Promise<BreakdownResult> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const thread = new Worker(new URL("./parse-thread.ts", import.meta.url), { workerData: bytes });
    const stop = (): void => {
      reject(signal.reason as Error);
      void thread.terminate();
    };
    signal.addEventListener("abort", stop, { once: true });
    thread.once("message", (result: BreakdownResult) => resolve(result));
    thread.once("error", reject);
    thread.once("exit", (code) => {
      signal.removeEventListener("abort", stop);
      reject(new Error(`The screenplay thread ended with code ${code} and no result`));
    });
  });
