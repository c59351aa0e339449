import { expect, it } from "vitest";
import { TickLength } from "./tick-length.ts";

const afterFlushesOf = (...tookMs: number[]): number => {
  const length = new TickLength();
  for (const ms of tookMs) length.noteFlush(ms);
  return length.ms;
};

it("is 16 ms while writing to everyone takes less than half of that", () => {
  expect(afterFlushesOf()).toBe(16);
  expect(afterFlushesOf(...Array<number>(100).fill(7.9))).toBe(16);
});

it("leaves half of the time to everything else in a room that is large for its machine", () => {
  expect(afterFlushesOf(...Array<number>(100).fill(15))).toBeCloseTo(30, 1);
});

it("does not grow beyond 50 ms, and is short again when the room is", () => {
  const crowded = Array<number>(100).fill(400);
  expect(afterFlushesOf(...crowded)).toBe(50);
  expect(afterFlushesOf(...crowded, ...Array<number>(100).fill(1))).toBe(16);
});

it("takes no notice of a single flush that was held up", () => {
  expect(afterFlushesOf(2, 2, 2, 40, 2)).toBe(16);
});
