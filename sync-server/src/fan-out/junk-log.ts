import type { Logger } from "@backlot/shared/server/logger";

const MIN_INTERVAL_MS = 10_000;

/** One line per reason and ten seconds, with the number since the last: whoever can write to Redis must not fill the disk. */
export const createJunkLog = (logger: Logger): ((reason: string, error?: unknown) => void) => {
  const seen = new Map<string, { loggedAt: number; count: number }>();
  return (reason, error) => {
    const entry = seen.get(reason) ?? { loggedAt: -Infinity, count: 0 };
    seen.set(reason, entry);
    entry.count += 1;
    const now = performance.now();
    if (now - entry.loggedAt < MIN_INTERVAL_MS) return;
    logger.warn({ reason, count: entry.count, ...(error !== undefined && { err: error }) }, "fan-out-junk");
    entry.loggedAt = now;
    entry.count = 0;
  };
};
