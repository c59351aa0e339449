import { setTimeout as wait } from "node:timers/promises";

const RETRY_MS = 10;

/** Runs the check until it stops throwing and answers its value; throws its last error after the deadline. */
export const eventually = async <T>(check: () => T | Promise<T>, timeoutMs = 5_000): Promise<T> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await wait(RETRY_MS);
    }
  }
};
