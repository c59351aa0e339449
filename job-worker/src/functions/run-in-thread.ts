import { Worker } from "node:worker_threads";

/**
 * Runs a module in a thread of its own, ends it when the signal does, and answers the first message it posts. What
 * takes more than a few milliseconds would otherwise hold up every other job of the process.
 */
export const runInThread = <Result>(module: URL, input: unknown, signal: AbortSignal): Promise<Result> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const thread = new Worker(module, { workerData: input });
    const stop = (): void => {
      reject(signal.reason as Error);
      void thread.terminate();
    };
    signal.addEventListener("abort", stop, { once: true });
    thread.once("message", (result: Result) => resolve(result));
    thread.once("error", reject);
    thread.once("exit", (code) => {
      signal.removeEventListener("abort", stop);
      reject(new Error(`The thread of ${module.pathname.split("/").pop() ?? ""} ended with code ${code}`));
    });
  });
