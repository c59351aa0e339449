import { describe, expect, it } from "vitest";
import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";
import { countInWords, minutesInWords, pagesInWords, stripToneOf } from "./node-words.ts";

const scene = (interiorExterior: string, timeOfDay: string): CanvasNode => ({
  id: "s",
  type: "scene",
  x: 0,
  y: 0,
  data: { interiorExterior, timeOfDay },
  takes: [],
});

describe("the words of a node's caption", () => {
  it("counts pages in eighths", () => {
    expect([0, 3, 8, 9, 18].map(pagesInWords)).toEqual(["0 pp", "3/8 pp", "1 pp", "1 1/8 pp", "2 2/8 pp"]);
  });

  it("counts time in minutes and seconds", () => {
    expect([5, 70, 395.4].map(minutesInWords)).toEqual(["0:05", "1:10", "6:35"]);
  });

  it("counts things in the singular and the plural", () => {
    expect([countInWords(1, "shot"), countInWords(0, "shot")]).toEqual(["1 shot", "0 shots"]);
  });

  it("colors a scene like its strip", () => {
    expect(stripToneOf(scene("INT", "DAY"))).toBe("day-int");
    expect(stripToneOf(scene("EXT", "DAY"))).toBe("day-ext");
    expect(stripToneOf(scene("INT", "NIGHT"))).toBe("night-int");
    expect(stripToneOf(scene("EXT", "LATE EVENING"))).toBe("night-ext");
    expect(stripToneOf(scene("EXT", "DUSK"))).toBe("dusk");
    expect(stripToneOf(scene("INT", "dawn"))).toBe("dawn");
    expect(stripToneOf(scene("EST", ""))).toBe("day-ext");
  });
});
