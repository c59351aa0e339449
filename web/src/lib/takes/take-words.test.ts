import { describe, expect, it } from "vitest";
import type { NumberedTake } from "@backlot/shared/canvas/takes";
import { downloadNameOf, takeFacts } from "./take-words.ts";

const take: NumberedTake = {
  id: "j1",
  number: 4,
  function: "storyboard",
  functionVersion: 2,
  createdAt: 0,
  durationMs: 1234,
  author: { id: "u", name: "Mei" },
  parameters: { marks: true, guideRatio: "4:3" },
  inputHash: "0123456789abcdef",
  missing: ["lens", "angle"],
};
const valueOf = (changes: Partial<NumberedTake>, label: string) =>
  takeFacts({ ...take, ...changes }).find((fact) => fact.label === label)?.value;

describe("what is said of a take", () => {
  it("names the function with its version, the time it took, each option and what was assumed", () => {
    expect(valueOf({}, "Function")).toBe("Storyboard, version 2");
    expect(valueOf({}, "Took")).toBe("1.2 s");
    expect(valueOf({}, "Marks")).toBe("Yes");
    expect(valueOf({}, "Guide ratio")).toBe("4:3");
    expect(valueOf({}, "Assumed")).toBe("lens, angle");
    expect(valueOf({}, "Input")).toBe("0123456789ab");
  });

  it("names an outside function by its title while that is known", () => {
    const outside = { ...take, function: "outside/ink" };
    const named = (titles?: ReadonlyMap<string, string>) =>
      takeFacts(outside, titles).find(({ label }) => label === "Function")?.value;
    expect(named(new Map([["outside/ink", "Ink wash"]]))).toBe("Ink wash, version 2");
    expect(named()).toBe("Outside function, version 2");
  });

  it("says when nothing was drawn, and leaves out what is not known", () => {
    expect(valueOf({ reused: true }, "Took")).toBe("Nothing: the same input was drawn before");
    expect(valueOf({}, "Picture")).toBeUndefined();
    expect(valueOf({ width: 1920, height: 1080 }, "Picture")).toBe("1920 × 1080");
    expect(valueOf({ remark: "Drawn here." }, "Remark")).toBe("Drawn here.");
  });

  it("makes a file name of the shot and the number", () => {
    expect(downloadNameOf("Shot 6B", take)).toBe("Shot 6B take 4.png");
    expect(downloadNameOf("../..", take)).toBe("Picture take 4.png");
  });
});
