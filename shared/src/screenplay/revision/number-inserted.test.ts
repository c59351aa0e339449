import { describe, expect, it } from "vitest";
import { numberInserted } from "./number-inserted.ts";

describe("numberInserted", () => {
  it.each([
    ["12", "13", [], "12A"],
    ["12A", "13", ["12A"], "12B"],
    ["12H", "13", [], "12J"],
    ["12", "12A", ["12A"], "A12A"],
    ["A12A", "12A", ["12A", "A12A"], "A12B"],
    [undefined, "1", [], "A1"],
    [undefined, "1", ["A1"], "B1"],
    ["40", undefined, [], "41"],
    ["40A", undefined, [], "41"],
    ["40", undefined, ["41"], "40A"],
    ["12", "13", ["12a"], "A13"],
    ["SC012", "SC013", [], "SC012A"],
  ])("between %s and %s, with %j taken, is %s", (previous, following, taken, expected) => {
    const upper = new Set(taken.map((number) => number.toUpperCase()));
    expect(numberInserted(previous, following, upper)).toBe(expected);
  });

  it("never repeats a number, however many are inserted at one place", () => {
    const taken = new Set(["12", "13"]);
    let previous = "12";
    for (let count = 0; count < 300; count++) {
      const number = numberInserted(previous, "13", taken);
      expect(taken.has(number.toUpperCase())).toBe(false);
      taken.add(number.toUpperCase());
      previous = number;
    }
  });
});
