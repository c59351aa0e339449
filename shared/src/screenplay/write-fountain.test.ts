import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ElementContent } from "./fountain-elements.ts";
import { parseFountain } from "./fountain.ts";
import { writeFountain } from "./write-fountain.ts";

const TRICKY = [
  "She waits.",
  "INES",
  "CUT TO:",
  "INT. A - DAY",
  "# one",
  "= two",
  "===",
  "~ three",
  "> four",
  "> five <",
  "@six",
  ".seven",
  "...and",
  "!",
  "! eight",
  "Title: nine",
  "(ten)",
  "eleven #12#",
];
const text = fc
  .array(fc.constantFrom(...TRICKY), { minLength: 1, maxLength: 3 })
  .map((lines) => lines.join("\n"));
const line = fc.constantFrom(...TRICKY);
const element: fc.Arbitrary<ElementContent> = fc.oneof(
  text.map((of): ElementContent => ({ type: "action", text: of, forced: false })),
  fc
    .tuple(
      fc.constantFrom("INT. A - DAY", "ROOM 5", "est. b", "ÄTNA"),
      fc.option(fc.constantFrom("1", "12A")),
    )
    .map(([of, number]): ElementContent => ({
      type: "scene-heading",
      text: of,
      forced: false,
      ...(number !== null && { number }),
    })),
  fc
    .constantFrom("CUT TO:", "Fade out.", "SMASH CUT")
    .map((of): ElementContent => ({ type: "transition", text: of, forced: false })),
  line.map((of): ElementContent => ({ type: "section", text: of, depth: 2 })),
  fc.constantFrom("They meet.", "a [b").map((of): ElementContent => ({ type: "synopsis", text: of })),
  fc
    .constantFrom("later", "two\n\nlines", "end ]]")
    .map((of): ElementContent => ({ type: "note", text: of })),
  fc.constant<ElementContent>({ type: "page-break" }),
  fc.constant<ElementContent>({ type: "lyric", text: "la la" }),
);
const speech = fc
  .tuple(
    fc.constantFrom("INES", "McCloud", "23", "R2D2 (V.O.)"),
    fc.boolean(),
    fc.constantFrom("Yes.", "One.\n\nTwo."),
  )
  .map(([name, dual, of]): ElementContent[] => [
    { type: "character", name, extensions: [], dual, forced: false },
    { type: "parenthetical", text: "(softly)" },
    { type: "dialogue", text: of },
  ]);

/** What must come back. A paragraph whose lines are forced one by one is several elements of action. */
const outline = (elements: readonly ElementContent[]): string[] => {
  const kinds = elements.map((one) => {
    if (one.type === "character") return `character ${one.name.replace(/ \(.*/, "")} ${one.dual}`;
    if (one.type === "scene-heading") return `scene-heading ${one.text} ${one.number ?? ""}`;
    return one.type;
  });
  return kinds.filter((kind, index) => kind !== "action" || kinds[index - 1] !== "action");
};

describe("writeFountain", () => {
  it("writes what reads as the same elements again", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            element.map((one) => [one]),
            speech,
          ),
          { maxLength: 12 },
        ),
        (groups) => {
          const elements = groups.flat().filter((one, index, all) => {
            // A note or a lyric behind a speech belongs to it.
            const before = all.slice(0, index).findLast(({ type }) => type !== "note");
            return one.type !== "lyric" || before?.type !== "dialogue";
          });
          expect(outline(parseFountain(writeFountain(elements)).elements)).toEqual(outline(elements));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("forces an opening that would be taken for a title page, below a note as well", () => {
    const opening: ElementContent[] = [
      { type: "note", text: "later" },
      { type: "action", text: "Weather: rain", forced: false },
    ];
    const read = parseFountain(writeFountain(opening));
    expect(read.titlePage).toEqual({});
    expect(read.elements.map(({ type }) => type)).toEqual(["note", "action"]);
  });

  it("writes a title page", () => {
    expect(parseFountain(writeFountain([{ type: "page-break" }], "The\nFerry Clock")).titlePage).toEqual({
      title: "The Ferry Clock",
    });
  });
});
