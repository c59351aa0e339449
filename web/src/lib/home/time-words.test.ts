import { describe, expect, it } from "vitest";
import { timeWords } from "./time-words.ts";

const NOW = new Date(2026, 10, 19, 15, 30); // a Thursday

describe("timeWords", () => {
  it.each([
    [new Date(2026, 10, 19, 15, 29, 30), "just now"],
    [new Date(2026, 10, 19, 15, 31), "just now"],
    [new Date(2026, 10, 19, 15, 29), "a minute ago"],
    [new Date(2026, 10, 19, 14, 45), "45 minutes ago"],
    [new Date(2026, 10, 19, 9, 5), "today 09:05"],
    [new Date(2026, 10, 18, 23, 59), "yesterday"],
    [new Date(2026, 10, 16, 8, 0), "Monday"],
    [new Date(2026, 10, 12, 8, 0), "12 Nov"],
    [new Date(2025, 0, 2, 8, 0), "2 Jan 2025"],
  ])("says %s as %s", (then, words) => {
    expect(timeWords(then, NOW)).toBe(words);
  });
});
