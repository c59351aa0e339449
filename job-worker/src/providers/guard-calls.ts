import {
  bulkhead,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  isTaskCancelledError,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from "cockatiel";
import { outcomeOf, type CallOutcome } from "./outside-call.ts";
import { ProviderFailure, type ProviderResult } from "./provider.ts";

/** How a guarded call ended. `later`: nobody is to blame yet; without a reason it only waits for its turn. */
export type GuardedAnswer =
  | { kind: "made"; result: ProviderResult }
  | { kind: "later"; reason?: string; delayMs: number; isAway: boolean }
  | { kind: "failed"; error: string; isAway: boolean };

export interface CallGuard {
  /** Rejects only with the signal's reason or with what nobody foresaw. */
  run(work: GuardedWork, signal: AbortSignal): Promise<GuardedAnswer>;
}

type GuardedWork = (signal: AbortSignal) => Promise<ProviderResult>;

/** Hears what the guard does. */
export interface GuardNotes {
  attempted(outcome: CallOutcome, seconds: number): void;
  breaker(isOpen: boolean): void;
}

export interface GuardTimes {
  /** An open breaker lets one call through after this. */
  reopenAfterMs: number;
  /** Without one good answer for so long, jobs fail instead of waiting on. */
  giveUpAfterMs: number;
  firstRetryMs: number;
}

const TIMES: GuardTimes = { reopenAfterMs: 30_000, giveUpAfterMs: 300_000, firstRetryMs: 300 };

/** Of one worker; the rest of its places stay free for other work. */
const CALLS_AT_ONCE = 4;
const FAILURES_TO_OPEN = 3;
const RETRIES_IN_A_RUN = 1;
const TURN_MS = 2_000;
/** Jobs that wait come back one after the other and not all at once. */
const BETWEEN_TURNS_MS = 50;
const PROBE_MS = 5_000;

/**
 * One outside function's bulkhead, breaker, time limit and retry (cockatiel), turned into what a job can do about it.
 * The order from outside in: a call has to have a place, the breaker has to let it through, and what is repeated in a run
 * is only what costs nobody twice.
 */
export const createCallGuard = (
  { noun, timeLimitMs, notes }: { noun: string; timeLimitMs: number; notes: GuardNotes },
  times: GuardTimes = TIMES,
): CallGuard => {
  const places = bulkhead(CALLS_AT_ONCE);
  const breaker = circuitBreaker(handleWhen(isAway), {
    breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
    halfOpenAfter: times.reopenAfterMs,
  });
  const policy = wrap(
    places,
    breaker,
    timeout(timeLimitMs, TimeoutStrategy.Aggressive),
    retry(handleWhen(isRepeatable), {
      maxAttempts: RETRIES_IN_A_RUN,
      backoff: new ExponentialBackoff({ initialDelay: times.firstRetryMs, maxDelay: 2_000 }),
    }),
  );
  const trouble = createTroubleClock(times.giveUpAfterMs);
  const takeTurn = createTurns();
  let openedAt = 0;
  let pausedUntil = 0;
  breaker.onBreak(() => {
    openedAt = Date.now();
    notes.breaker(true);
  });
  breaker.onReset(() => notes.breaker(false));

  const beAway = (): GuardedAnswer => {
    if (trouble.isTooLong())
      return {
        kind: "failed",
        isAway: true,
        error: `The ${noun} has not answered for ${trouble.inWords()}.`,
      };
    const isOpen = breaker.state === CircuitState.Open;
    const waitMs = isOpen ? Math.max(1_000, openedAt + times.reopenAfterMs - Date.now()) : PROBE_MS;
    return later(`The ${noun} does not answer. It is tried again in`, waitMs, true);
  };

  const beBusy = (): GuardedAnswer => {
    if (trouble.isTooLong())
      return {
        kind: "failed",
        isAway: false,
        error: `The ${noun} has been too busy for ${trouble.inWords()}.`,
      };
    return later(`The ${noun} asks for a pause. It is tried again in`, pausedUntil - Date.now(), false);
  };

  const later = (words: string, waitMs: number, away: boolean): GuardedAnswer => ({
    kind: "later",
    isAway: away,
    reason: `${words} ${Math.max(1, Math.round(waitMs / 1000))} s.`,
    delayMs: takeTurn(waitMs),
  });

  const attempt = async (work: GuardedWork, signals: { call: AbortSignal; run: AbortSignal }) => {
    const startedAt = performance.now();
    let outcome: CallOutcome = "made";
    try {
      return await work(signals.call);
    } catch (error) {
      outcome = outcomeOf(error, signals);
      throw error;
    } finally {
      notes.attempted(outcome, (performance.now() - startedAt) / 1000);
    }
  };

  return {
    async run(work, signal) {
      if (Date.now() < pausedUntil) return beBusy();
      if (breaker.state === CircuitState.HalfOpen) return beAway();
      if (places.executionSlots === 0) return { kind: "later", isAway: false, delayMs: takeTurn(TURN_MS) };
      try {
        const result = await policy.execute(
          (context) => attempt(work, { call: context.signal, run: signal }),
          signal,
        );
        trouble.end();
        return { kind: "made", result };
      } catch (error) {
        signal.throwIfAborted();
        if (isBrokenCircuitError(error)) return beAway();
        if (isAway(error)) {
          trouble.begin();
          return beAway();
        }
        if (!(error instanceof ProviderFailure)) throw error;
        if (error.trouble.kind === "busy") {
          trouble.begin();
          pausedUntil = Math.max(pausedUntil, Date.now() + error.trouble.retryAfterMs);
          return beBusy();
        }
        // It answers, whatever it says.
        trouble.end();
        return { kind: "failed", isAway: false, error: error.message };
      }
    },
  };
};

const isAway = (error: unknown): boolean =>
  isTaskCancelledError(error) || (error instanceof ProviderFailure && error.trouble.kind === "away");

const isRepeatable = (error: unknown): boolean =>
  error instanceof ProviderFailure && error.trouble.kind === "away" && error.isRepeatable;

/** Since when nothing good has come; trouble that nobody has met for a while is over. */
const createTroubleClock = (giveUpAfterMs: number) => {
  let since: number | undefined;
  let metAt = 0;
  return {
    begin: (): void => {
      const now = Date.now();
      if (since === undefined || now - metAt > giveUpAfterMs / 2) since = now;
      metAt = now;
    },
    end: (): void => {
      since = undefined;
    },
    isTooLong: (): boolean => since !== undefined && Date.now() - since >= giveUpAfterMs,
    inWords: (): string => {
      const minutes = Math.max(1, Math.round(giveUpAfterMs / 60_000));
      return minutes === 1 ? "a minute" : `${minutes} minutes`;
    },
  };
};

const createTurns = (): ((delayMs: number) => number) => {
  let lastTurn = 0;
  return (delayMs) => {
    const now = Date.now();
    lastTurn = Math.max(now + Math.max(0, delayMs), lastTurn + BETWEEN_TURNS_MS);
    return lastTurn - now;
  };
};
