import { describe, expect, it } from "vitest";
import { parseHeading, resolveTimeOfDay } from "./parse-heading.ts";

describe("parseHeading", () => {
  it("reads prefix, set, sublocation, time and modifier", () => {
    expect(parseHeading("INT. FERRY - WHEELHOUSE - NIGHT - FLASHBACK")).toEqual({
      interiorExterior: "INT",
      setName: "FERRY - WHEELHOUSE",
      location: "FERRY",
      timeOfDay: "NIGHT",
      modifier: "FLASHBACK",
    });
  });

  it.each([
    ["INT. A", "INT"],
    ["EXT A", "EXT"],
    ["est. A", "EST"],
    ["INT./EXT. A", "INT/EXT"],
    ["INT/EXT A", "INT/EXT"],
    ["EXT./INT. A", "INT/EXT"],
    ["I/E A", "INT/EXT"],
  ])("reads the prefix of %s", (text, expected) => {
    expect(parseHeading(text)).toEqual({ interiorExterior: expected, setName: "A", location: "A" });
  });

  it.each([
    ["EXT. PIER 4 – DUSK", "DUSK", undefined],
    ["INT. A - later", "LATER", undefined],
    ["INT. A - MOMENTS LATER", "MOMENTS LATER", undefined],
    ["INT. A - EARLY MORNING", "EARLY MORNING", undefined],
    ["INT. A - NIGHT 2", "NIGHT 2", undefined],
    ["INT. A - DAY/NIGHT", "DAY/NIGHT", undefined],
    ["INT. A - DAY (FLASHBACK)", "DAY", "FLASHBACK"],
    ["INT. A - NIGHT - TWO YEARS EARLIER", "NIGHT", "TWO YEARS EARLIER"],
    ["INT. A - Nuit", "Nuit", undefined],
    ["INT. A - NOCHE - FLASHBACK", "NOCHE", "FLASHBACK"],
    ["INT. A - DREAM SEQUENCE", undefined, "DREAM SEQUENCE"],
  ])("reads the time of %s", (text, timeOfDay, modifier) => {
    const parts = parseHeading(text);
    expect([parts.timeOfDay, parts.modifier]).toEqual([timeOfDay, modifier]);
  });

  it("keeps a hyphen inside a word and a time that is the whole set", () => {
    expect(parseHeading("INT. U-BOAT - DAY").setName).toBe("U-BOAT");
    expect(parseHeading("EXT. NIGHT")).toMatchObject({ setName: "NIGHT" });
  });

  it("reads a forced heading without prefix, and an empty one", () => {
    expect(parseHeading("SNIPER SCOPE - NIGHT")).toEqual({
      setName: "SNIPER SCOPE",
      location: "SNIPER SCOPE",
      timeOfDay: "NIGHT",
    });
    expect(parseHeading("INT.")).toEqual({ interiorExterior: "INT", setName: "", location: "" });
  });
});

describe("resolveTimeOfDay", () => {
  it("inherits only for times that continue another", () => {
    expect(resolveTimeOfDay("SAME", "DUSK")).toBe("DUSK");
    expect(resolveTimeOfDay("LATER", undefined)).toBe("LATER");
    expect(resolveTimeOfDay("DAY", "NIGHT")).toBe("DAY");
    expect(resolveTimeOfDay(undefined, "NIGHT")).toBeUndefined();
  });
});
