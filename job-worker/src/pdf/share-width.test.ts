import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareWidth } from "./share-width.ts";

describe("sharing a page's width", () => {
  it("gives what is left to the columns that grow, else to all", () => {
    const columns = [
      { widthPt: 20, leastPt: 10 },
      { widthPt: 50, leastPt: 10, grows: true },
    ];
    expect(shareWidth(columns, 100)).toEqual([20, 80]);
    expect(
      shareWidth(
        [
          { widthPt: 20, leastPt: 10 },
          { widthPt: 50, leastPt: 10 },
        ],
        100,
      ),
    ).toEqual([35, 65]);
  });

  it("takes from what columns have to spare before it breaks a word", () => {
    expect(
      shareWidth(
        [
          { widthPt: 30, leastPt: 30 },
          { widthPt: 90, leastPt: 10 },
        ],
        80,
      ),
    ).toEqual([30, 50]);
    expect(
      shareWidth(
        [
          { widthPt: 5, leastPt: 30 },
          { widthPt: 90, leastPt: 10 },
        ],
        80,
      ),
    ).toEqual([30, 50]);
    expect(
      shareWidth(
        [
          { widthPt: 60, leastPt: 60 },
          { widthPt: 20, leastPt: 20 },
        ],
        40,
      ),
    ).toEqual([30, 10]);
  });

  it("always fills the page exactly", () => {
    const column = fc.record({
      widthPt: fc.integer({ min: 1, max: 200 }),
      leastPt: fc.integer({ min: 1, max: 80 }),
      grows: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 22 }), (columns) => {
        const widths = shareWidth(columns, 700);
        expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(700, 6);
        expect(Math.min(...widths)).toBeGreaterThan(0);
      }),
    );
  });
});
