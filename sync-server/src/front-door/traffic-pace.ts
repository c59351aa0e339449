const MEBIBYTE = 1024 * 1024;

/**
 * A peer at 20 edits and 30 messages of presence a second uses half of the rate. `start` is what a fresh socket may
 * bring at once: all that was typed offline, one message each, and a SyncStep2 of the largest size.
 */
const MESSAGES = { perSecond: 100, burst: 1_000, start: 10_000 };
const BYTES = { perSecond: 512 * 1024, burst: 5 * MEBIBYTE, start: 20 * MEBIBYTE };
/** After a pause the socket is read again when it has so much to spend. */
const RESUME_AFTER_MS = 200;
/** A message is never split: what it costs beyond the rest is owed, but never more than this much time. */
const MAX_DEBT_MS = 5_000;
/** So long without a pause, and the next one is a new matter. */
const CALM_MS = 2_000;
const PATIENCE_MS = 10_000;

export interface TrafficPace {
  /** One message has come. */
  take(bytes: number): void;
  readonly isPaused: boolean;
  stop(): void;
}

/** One socket's rate: over it the socket is not read, which slows the sender down; `exceed` after 10 s of that. */
export const createTrafficPace = (reader: {
  pause: () => void;
  resume: () => void;
  exceed: () => void;
}): TrafficPace => {
  let messages = MESSAGES.start;
  let bytes = BYTES.start;
  let filledAt = performance.now();
  let overSince = 0;
  let resumedAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;

  const fill = (now: number): void => {
    const seconds = (now - filledAt) / 1000;
    filledAt = now;
    messages = filled(messages, MESSAGES, seconds);
    bytes = filled(bytes, BYTES, seconds);
  };
  const pause = (now: number): void => {
    if (now - resumedAt > CALM_MS) overSince = now;
    if (now - overSince > PATIENCE_MS) {
      reader.exceed();
      return;
    }
    reader.pause();
    timer = setTimeout(resume, debtMs() + RESUME_AFTER_MS);
  };
  const resume = (): void => {
    const now = performance.now();
    fill(now);
    // What had been read before the pause took hold is owed too.
    if (debtMs() > 0) {
      timer = setTimeout(resume, debtMs() + RESUME_AFTER_MS);
      return;
    }
    timer = undefined;
    resumedAt = now;
    reader.resume();
  };
  const debtMs = (): number => Math.max(0, -messages / MESSAGES.perSecond, -bytes / BYTES.perSecond) * 1000;

  return {
    take: (size) => {
      const now = performance.now();
      fill(now);
      messages = Math.max(messages - 1, -MESSAGES.perSecond * (MAX_DEBT_MS / 1000));
      bytes = Math.max(bytes - size, -BYTES.perSecond * (MAX_DEBT_MS / 1000));
      if ((messages < 0 || bytes < 0) && !timer) pause(now);
    },
    get isPaused() {
      return timer !== undefined;
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
};

/** What is above the burst stays, but does not grow. */
const filled = (left: number, rate: { perSecond: number; burst: number }, seconds: number): number =>
  left >= rate.burst ? left : Math.min(rate.burst, left + rate.perSecond * seconds);
