import { describe, expect, it } from "vitest";
import { clockTimeIn } from "./clock-face.ts";
import { objectIn } from "./insert-nouns.ts";

describe("an insert", () => {
  it.each([
    ["the key turns", "key"],
    ["a letter beside the clock", "letter"],
    ["the clock, then a letter", "clock"],
    ["ten past four becomes eleven past", "clock"],
    ["a gear is fitted", "gear"],
    ["her phone lights up", "phone"],
    ["monkeys", "hand"],
    ["", "hand"],
  ] as const)("shows the first thing that is named: %s → %s", (words, object) => {
    expect(objectIn(words)).toBe(object);
  });

  it.each([
    ["ten past four becomes eleven past", 4, 10],
    ["quarter to one", 0, 45],
    ["it is 21:40", 9, 40],
    ["99:99", 10, 6],
  ] as const)("sets the hands to the time that is named: %s", (words, hour, minute) => {
    expect(clockTimeIn(words)).toEqual({ hour, minute });
  });
});
