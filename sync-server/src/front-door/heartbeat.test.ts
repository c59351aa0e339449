import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createHeartbeat } from "./heartbeat.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("the heartbeat", () => {
  it("beats once a second for each peer, never for all in one tick", () => {
    const heartbeat = createHeartbeat();
    const beats = new Array<number>(100).fill(0);
    let inThisTick = 0;
    let most = 0;
    beats.forEach((_, peer) =>
      heartbeat.add(() => {
        beats[peer] = (beats[peer] ?? 0) + 1;
        inThisTick += 1;
      }),
    );
    for (let ms = 0; ms < 10_000; ms++) {
      inThisTick = 0;
      vi.advanceTimersByTime(1);
      most = Math.max(most, inThisTick);
    }
    expect(beats.every((count) => count === 10)).toBe(true);
    expect(most).toBe(5);
  });

  it("stops for who has left, and rests without peers", () => {
    const heartbeat = createHeartbeat();
    let beats = 0;
    const leave = heartbeat.add(() => (beats += 1));
    vi.advanceTimersByTime(2_000);
    leave();
    leave();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(5_000);
    expect(beats).toBe(2);
    heartbeat.add(() => (beats += 1));
    vi.advanceTimersByTime(1_000);
    expect(beats).toBe(3);
  });
});
