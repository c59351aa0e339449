import type { OutsideProvider } from "@backlot/shared/functions/outside-functions";

/** One that nobody tries any more, because no job waits or the function was removed, tells nothing about its service. */
const TELLS_FOR_MS = 300_000;

export interface BreakerChange {
  functionId: string;
  provider: OutsideProvider;
  isOpen: boolean;
}

/** The breakers of this worker's outside functions. */
export interface BreakerBoard {
  /** A breaker that opens again, because the one call that was let through failed, says so again. */
  note(change: BreakerChange): void;
  countOpen(provider: OutsideProvider): number;
}

export const createBreakerBoard = (): BreakerBoard => {
  const open = new Map<string, { provider: OutsideProvider; since: number }>();
  return {
    note({ functionId, provider, isOpen }) {
      if (isOpen) open.set(functionId, { provider, since: Date.now() });
      else open.delete(functionId);
    },
    countOpen(provider) {
      const oldest = Date.now() - TELLS_FOR_MS;
      for (const [id, { since }] of open) if (since < oldest) open.delete(id);
      return [...open.values()].filter((breaker) => breaker.provider === provider).length;
    },
  };
};
