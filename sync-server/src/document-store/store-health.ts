import type { Logger } from "@backlot/shared/server/logger";
import type { StoreState } from "./document-store.ts";

const PROBE_INTERVAL_MS = 500;

export interface StoreHealth {
  state(): StoreState;
  noteFailure(error: unknown): void;
  noteSuccess(): void;
  /** For a failure that says nothing about writing: finds out whether that still works. */
  check(): void;
  close(): void;
}

/**
 * Degraded from a failed write until one works again. Writing is tried even when no client edits, so that readiness tells
 * the truth again soon; one probe at a time, since a hanging database answers none of them.
 */
export const createStoreHealth = (probe: () => Promise<void>, logger: Logger): StoreHealth => {
  let state: StoreState = "ok";
  let timer: NodeJS.Timeout | undefined;
  let isProbing = false;
  let isClosed = false;

  const noteFailure = (error: unknown): void => {
    if (isClosed || state === "degraded") return;
    state = "degraded";
    logger.error({ err: error }, "store-failing");
    timer = setInterval(check, PROBE_INTERVAL_MS);
  };
  const noteSuccess = (): void => {
    if (state === "ok") return;
    state = "ok";
    clearInterval(timer);
    logger.info("store-works-again");
  };
  const check = (): void => {
    if (isClosed || isProbing) return;
    isProbing = true;
    probe()
      .then(noteSuccess, noteFailure)
      .finally(() => (isProbing = false));
  };

  return {
    state: () => state,
    noteFailure,
    noteSuccess,
    check,
    close: () => {
      isClosed = true;
      clearInterval(timer);
    },
  };
};
