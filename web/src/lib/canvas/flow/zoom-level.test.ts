import { describe, expect, it } from "vitest";
import { zoomLevelOf } from "./zoom-level.ts";

describe("zoom levels", () => {
  it("change at 70 and at 25 percent", () => {
    expect([1, 0.7, 0.69, 0.25, 0.24].map((zoom) => zoomLevelOf(zoom).name)).toEqual([
      "detail",
      "detail",
      "compact",
      "compact",
      "dot",
    ]);
  });

  it("keep marks of 10 px between 7 and 17 px on the screen, and are the same object in between", () => {
    for (let zoom = 0.25; zoom < 1; zoom += 0.01) {
      const onScreen = 10 * zoom * zoomLevelOf(zoom).markScale;
      expect(onScreen).toBeGreaterThan(6.9);
      expect(onScreen).toBeLessThan(17);
    }
    expect(zoomLevelOf(0.61)).toBe(zoomLevelOf(0.62));
  });
});
