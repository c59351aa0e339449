import { describe, expect, it } from "vitest";
import { summarizeNodes } from "./canvas-summary.ts";

describe("summarizeNodes", () => {
  it("names the two largest facts in film words", () => {
    const nodes = [{ type: "scene" }, { type: "shot" }, { type: "shot" }, { type: "note" }] as const;
    expect(summarizeNodes(nodes)).toBe("1 scene, 2 shots");
  });

  it("falls back to what is there", () => {
    expect(summarizeNodes([{ type: "note" }])).toBe("1 note");
  });

  it("says when there is nothing", () => {
    expect(summarizeNodes([])).toBe("Empty");
  });
});
