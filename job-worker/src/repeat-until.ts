import { isUnavailable } from "@backlot/shared/server/database/failures";
import type { Logger } from "@backlot/shared/server/logger";

interface Repeated {
  intervalMs: number;
  work: () => Promise<void>;
  logger: Logger;
  /** The event that a failure is logged as. */
  failure: string;
}

/** One at a time, first at once; a failure is logged and the next turn tries again. */
export const repeatUntil = async (
  signal: AbortSignal,
  { intervalMs, work, logger, failure }: Repeated,
): Promise<void> => {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      // That the database is away has been said once already.
      logger[isUnavailable(error) ? "debug" : "warn"]({ err: error }, failure);
    }
    await waitOrAbort(intervalMs, signal);
  }
};

const waitOrAbort = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
