import { describe, expect, it } from "vitest";
import type { RevisionDiff } from "@backlot/shared/screenplay/revision/describe-revision";
import { changesNothing, countsInWords, omissionInWords, resultInWords } from "./revision-words.ts";

const NONE: RevisionDiff = {
  unchanged: 9,
  changed: [],
  moved: [],
  added: [],
  omitted: [],
  characters: { added: [], gone: [] },
  locations: { added: [], gone: [] },
};
const omitted = { id: "a", number: "12", heading: "INT. A", shots: 0, removable: true };

describe("words for a new draft", () => {
  it("count its groups", () => {
    expect(countsInWords({ ...NONE, omitted: [omitted], added: [{ heading: "INT. B" }] })).toBe(
      "1 new · 1 omitted · 9 unchanged",
    );
  });

  it("know when there is nothing to do", () => {
    expect(changesNothing(NONE)).toBe(true);
    expect(changesNothing({ ...NONE, omitted: [omitted] })).toBe(false);
    expect(changesNothing({ ...NONE, characters: { added: ["INES"], gone: [] } })).toBe(false);
    expect(changesNothing({ ...NONE, characters: { added: [], gone: ["INES"] } })).toBe(true);
  });

  it("say what happens to omitted scenes", () => {
    expect(omissionInWords(omitted, false)).toBe("Stays as 12 OMITTED");
    expect(omissionInWords(omitted, true)).toBe("Removed: nobody has worked on it");
    expect(omissionInWords({ ...omitted, shots: 3, removable: false }, true)).toBe(
      "Stays as 12 OMITTED with its 3 shots",
    );
  });

  it("tell the result", () => {
    expect(resultInWords({ scenes: 11, characters: 1, edges: 40 })).toBe("Laid out: 11 scenes, 1 character.");
    expect(resultInWords({ unchanged: 3, changed: 2, added: 1, moved: 0 })).toBe(
      "New draft: 2 changed, 1 new.",
    );
    expect(resultInWords({ unchanged: 3, changed: 0 })).toBe("The canvas already has this draft.");
    expect(resultInWords(undefined)).toContain("breakdown runs");
  });
});
