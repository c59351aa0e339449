import { setTimeout as wait } from "node:timers/promises";

const POLL_MS = 10;

/** Resolves with the first answer that does not throw; rejects with the last error after the deadline. Never sleep instead. */
export const eventually = async <T>(attempt: () => T | Promise<T>, deadlineMs = 5_000): Promise<T> => {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await wait(POLL_MS);
    }
  }
};
