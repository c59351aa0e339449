import { describe, expect, it } from "vitest";
import { sheetWindowOf, tileReachedBy } from "./sheet-window.ts";

const sheet = { count: 1000, columns: 7, rowHeight: 108, viewHeight: 228 };

describe("the window of a contact sheet", () => {
  it("draws a short sheet whole", () => {
    expect(sheetWindowOf({ ...sheet, count: 14, top: 0 })).toEqual({
      first: 0,
      end: 14,
      before: 0,
      after: 0,
    });
  });

  it("draws the rows in view and some around them", () => {
    const drawn = sheetWindowOf({ ...sheet, top: 108 * 50 });
    expect(drawn.first).toBe(47 * 7);
    expect(drawn.end).toBe(56 * 7);
    expect(drawn.end - drawn.first).toBeLessThan(70);
  });

  it("is as high as all rows together, wherever it is scrolled", () => {
    const rows = Math.ceil(1000 / 7);
    for (const top of [-500, 0, 1, 107, 5_400, 108 * rows, 1e9]) {
      const { first, end, before, after } = sheetWindowOf({ ...sheet, top });
      expect(before + Math.ceil((end - first) / 7) * 108 + after).toBe(rows * 108);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(1000);
    }
  });

  it("draws all until the rows have been measured", () => {
    expect(sheetWindowOf({ ...sheet, rowHeight: 0, top: 0 }).end).toBe(1000);
  });
});

describe("keys on a contact sheet", () => {
  it("lead to the neighbors and to the ends, never out of the sheet", () => {
    const reach = (key: string, at: number) => tileReachedBy(key, at, { count: 14, columns: 7 });
    expect([reach("ArrowRight", 0), reach("ArrowDown", 0), reach("End", 3), reach("Home", 3)]).toEqual([
      1, 7, 13, 0,
    ]);
    expect([reach("ArrowLeft", 0), reach("ArrowUp", 3), reach("ArrowDown", 9)]).toEqual([0, 3, 9]);
    expect(reach("a", 0)).toBeUndefined();
  });
});
