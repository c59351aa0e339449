import type { ScreenplayProblem } from "./decode-screenplay.ts";

/** What is wrong with a file and what to do about it, for a person. */
export const SCREENPLAY_PROBLEM_WORDS: Readonly<Record<ScreenplayProblem, string>> = {
  empty: "The file is empty.",
  "too-large":
    "The file has more than a screenplay can: at most 2 MB of text (8 MB as Final Draft), 200,000 lines, " +
    "2,000 scenes, 500 characters and 20,000 appearances of characters in scenes.",
  binary: "The file is not text. Export the screenplay as Fountain or Final Draft (.fdx) and import that.",
  "no-scenes": "There is no scene heading in the file, such as INT. KITCHEN - DAY.",
  "not-fdx":
    "The file is not a Final Draft document (.fdx), or it was cut off: its XML cannot be read. " +
    "Save it again from Final Draft.",
  "unsafe-xml":
    "The file declares a document type or entities, which no Final Draft document does. " +
    "Save it again from Final Draft.",
  "too-deep":
    "The file nests its parts deeper than any Final Draft document. Save it again from Final Draft.",
};
