import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTrafficPace } from "./traffic-pace.ts";

const MEBIBYTE = 1024 * 1024;

const paceOf = () => {
  const seen = { pauses: 0, isExceeded: false, isReading: true };
  const pace = createTrafficPace({
    pause: () => {
      seen.pauses += 1;
      seen.isReading = false;
    },
    resume: () => (seen.isReading = true),
    exceed: () => (seen.isExceeded = true),
  });
  return { pace, seen };
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Sends whenever it is read, until `ms` have passed. */
const flood = (
  { pace, seen }: ReturnType<typeof paceOf>,
  ms: number,
  perMs: number,
  bytes: number,
): number => {
  let sent = 0;
  for (let now = 0; now < ms && !seen.isExceeded; now++, vi.advanceTimersByTime(1)) {
    for (let i = 0; i < perMs && seen.isReading && !seen.isExceeded; i++, sent++) pace.take(bytes);
  }
  return sent;
};

describe("the pace of one socket's traffic", () => {
  it("never holds up a peer with 20 edits and 30 messages of presence a second, for ten minutes", () => {
    const { pace, seen } = paceOf();
    for (let i = 0; i < 600 * 50; i++, vi.advanceTimersByTime(20)) pace.take(1_000);
    expect(seen.pauses).toBe(0);
  });

  it("lets ten thousand messages from offline and the largest SyncStep2 pass at once", () => {
    const { pace, seen } = paceOf();
    for (let i = 0; i < 9_000; i++) pace.take(100);
    pace.take(16 * MEBIBYTE);
    expect(seen.pauses).toBe(0);
  });

  it("slows a flood of small messages to the rate and gives it up after ten seconds", () => {
    const flooding = paceOf();
    const sent = flood(flooding, 9_000, 100, 10);
    expect(flooding.seen.isExceeded).toBe(false);
    expect(sent).toBeGreaterThan(10_000);
    expect(sent).toBeLessThan(10_000 + 12 * 100);
    flood(flooding, 6_000, 100, 10);
    expect(flooding.seen.isExceeded).toBe(true);
  });

  it("slows a flood of bytes likewise", () => {
    const flooding = paceOf();
    const sent = flood(flooding, 9_000, 1, MEBIBYTE);
    expect(sent).toBeLessThan(20 + 6);
    flood(flooding, 20_000, 1, MEBIBYTE);
    expect(flooding.seen.isExceeded).toBe(true);
  });

  it("reads again after one excess, and forgets it when the peer has calmed down", () => {
    const peer = paceOf();
    for (let round = 0; round < 5; round++) {
      flood(peer, 4_000, 100, 10);
      expect(peer.seen.isExceeded).toBe(false);
      vi.advanceTimersByTime(30_000);
      expect(peer.seen.isReading).toBe(true);
    }
    expect(peer.seen.pauses).toBeGreaterThan(4);
  });

  it("does not read on after its end", () => {
    const peer = paceOf();
    flood(peer, 200, 100, 10);
    expect(peer.pace.isPaused).toBe(true);
    peer.pace.stop();
    vi.advanceTimersByTime(60_000);
    expect(peer.seen.isReading).toBe(false);
  });
});
