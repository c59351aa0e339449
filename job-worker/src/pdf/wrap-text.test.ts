import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitLine, wrapText } from "./wrap-text.ts";

/** A typewriter: every letter is one point wide. */
const measure = (text: string): number => Array.from(text).length;

describe("wrapping a text", () => {
  it("breaks at spaces, keeps line breaks, and splits a word that is wider than the line", () => {
    expect(wrapText("She holds the lamp.", 9, 9, measure)).toEqual(["She holds", "the lamp."]);
    expect(wrapText("One\n\ntwo three", 20, 9, measure)).toEqual(["One", "", "two three"]);
    expect(wrapText("a Donaudampfschiff", 8, 9, measure)).toEqual(["a", "Donaudam", "pfschiff"]);
    expect(wrapText("  ", 8, 9, measure)).toEqual([""]);
  });

  it("cuts what does not fit with an ellipsis", () => {
    expect(wrapText("She holds the lamp high.", 9, 2, measure)).toEqual(["She holds", "the lamp…"]);
    expect(wrapText("one\ntwo\nthree", 9, 2, measure)).toEqual(["one", "two…"]);
    expect(fitLine("EXT. PIER – NIGHT", 9, measure)).toBe("EXT. PIE…");
    expect(fitLine("PIER", 9, measure)).toBe("PIER");
  });

  it("never exceeds the width or the number of lines, and loses no letter that fits", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 2, max: 30 }),
        fc.integer({ min: 1, max: 6 }),
        (text, width, max) => {
          const lines = wrapText(text, width, max, measure);
          expect(lines.length).toBeLessThanOrEqual(max);
          for (const line of lines) expect(measure(line)).toBeLessThanOrEqual(width);
          const all = wrapText(text, width, Number.POSITIVE_INFINITY, measure);
          expect(all.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
        },
      ),
    );
  });

  it("measures only what it shows of a text of a million letters", () => {
    let measured = 0;
    const count = (text: string): number => ((measured += text.length), text.length);
    wrapText("lorem ipsum ".repeat(100_000), 40, 3, count);
    wrapText("x".repeat(1_000_000), 40, 3, count);
    expect(measured).toBeLessThan(50_000);
  });
});
