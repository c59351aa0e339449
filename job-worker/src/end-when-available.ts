import { setTimeout as wait } from "node:timers/promises";
import { endRun, type RunEnd } from "@backlot/shared/server/batches/end-run";
import { isUnavailable } from "@backlot/shared/server/database/failures";
import type { Records } from "@backlot/shared/server/database/records";
import type { LiveRun } from "./run-board.ts";

const RETRY_MS = 500;

/** What is done stays done: a database that is away for a while must not make the run a lost one. */
export const endWhenAvailable = async (records: Records, live: LiveRun, end: RunEnd): Promise<boolean> => {
  for (;;) {
    try {
      return await endRun(records, live, end);
    } catch (error) {
      if (!isUnavailable(error) || live.abort.signal.aborted) throw error;
      await wait(RETRY_MS);
    }
  }
};
