import { expect, it } from "vitest";
import { pagesInWords, stripToneOf, timeInWords } from "./scene-words.ts";

it("counts pages in eighths", () => {
  expect([0, 3, 8, 9, 19, 16].map(pagesInWords)).toEqual([
    "0 pp",
    "3/8 pp",
    "1 pp",
    "1 1/8 pp",
    "2 3/8 pp",
    "2 pp",
  ]);
});

it("writes times as minutes and, from an hour on, hours", () => {
  expect([0, 9.6, 70, 3670].map(timeInWords)).toEqual(["0:00", "0:10", "1:10", "1:01:10"]);
});

it("colors a strip by its time first, then by interior or exterior", () => {
  expect(stripToneOf("INT", "DAY")).toBe("day-int");
  expect(stripToneOf("EST", undefined)).toBe("day-ext");
  expect(stripToneOf("INT/EXT", "NIGHT")).toBe("night-int");
  expect(stripToneOf("EXT", "late night")).toBe("night-ext");
  expect(stripToneOf("INT", "MAGIC HOUR")).toBe("dusk");
  expect(stripToneOf("EXT", "SUNRISE")).toBe("dawn");
});
