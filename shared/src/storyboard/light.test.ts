import { describe, expect, it } from "vitest";
import { lightFor, saysInterior, timeOfDay } from "./light.ts";

describe("the light", () => {
  it.each([
    ["NIGHT", "night"],
    ["late night", "night"],
    ["MAGIC HOUR", "dusk"],
    ["SUNRISE", "dawn"],
    ["AFTERNOON", "day"],
    ["CONTINUOUS", "neutral"],
    ["MOMENTS LATER", "neutral"],
    ["", "neutral"],
    ["夜", "neutral"],
  ] as const)("reads %s as %s", (words, time) => {
    expect(timeOfDay({ timeOfDay: words })).toBe(time);
  });

  it("is darker by night than by day, skin included", () => {
    const brightness = (colour: string): number => Number.parseInt(colour.slice(1, 3), 16);
    const day = lightFor("day", false);
    const night = lightFor("night", false);
    expect(brightness(night.skyTop)).toBeLessThan(brightness(day.skyTop) / 2);
    expect(brightness(night.skin.light)).toBeLessThan(brightness(day.skin.light));
  });

  it("takes the scene's word over the location's, INT/EXT as inside", () => {
    expect(saysInterior({ interiorExterior: "EXT" }, { id: "l", interiorExterior: "INT" })).toBe(false);
    expect(saysInterior({ interiorExterior: "INT/EXT" }, undefined)).toBe(true);
    expect(saysInterior(undefined, undefined)).toBeUndefined();
  });
});
