import { describe, expect, it } from "vitest";
import { formatEighths, parseEighths } from "./page-eighths.ts";

describe("page eighths", () => {
  it("read and write as a script supervisor does", () => {
    for (const [eighths, text] of [
      [0, "0"],
      [3, "3/8"],
      [8, "1"],
      [19, "2 3/8"],
    ] as const) {
      expect(formatEighths(eighths)).toBe(text);
      expect(parseEighths(text)).toBe(eighths);
    }
    expect(parseEighths("2.5")).toBe(20);
    expect(parseEighths("two")).toBeUndefined();
    expect(parseEighths("1 9/8")).toBeUndefined();
  });
});
