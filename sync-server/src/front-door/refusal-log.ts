import type { Logger } from "@backlot/shared/server/logger";
import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import type { UpgradeRefusal } from "./answer-upgrades.ts";

const MIN_INTERVAL_MS = 10_000;

export type RefusalLog = (reason: CloseReason | UpgradeRefusal) => void;

/** One line per reason and ten seconds, with the number since the last: a hostile client must not fill the disk. */
export const createRefusalLog = (logger: Logger): RefusalLog => {
  const seen = new Map<string, { loggedAt: number; count: number }>();
  return (reason) => {
    const entry = seen.get(reason) ?? { loggedAt: -Infinity, count: 0 };
    seen.set(reason, entry);
    entry.count += 1;
    const now = performance.now();
    if (now - entry.loggedAt < MIN_INTERVAL_MS) return;
    logger.info({ reason, count: entry.count }, "connections-refused");
    entry.loggedAt = now;
    entry.count = 0;
  };
};
