import { setTimeout as wait } from "node:timers/promises";
import { isUnavailable } from "@backlot/shared/server/database/failures";

const RETRY_MS = 500;

/** What is done stays done: a database that is away for a while must not make the run a lost one. */
export const whenAvailable = async <T>(write: () => Promise<T>, signal: AbortSignal): Promise<T> => {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isUnavailable(error) || signal.aborted) throw error;
      await wait(RETRY_MS);
    }
  }
};
