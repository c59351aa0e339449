import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readScreenplayFile } from "../read-screenplay-file.ts";

const MEBIBYTE = 1024 * 1024;
const fill = (unit: string, length: number): string => unit.repeat(Math.ceil(length / unit.length));
const documentOf = (content: string): string =>
  `<FinalDraft><Content><Paragraph Type="Scene Heading"><Text>INT. A</Text></Paragraph>${content}</Content></FinalDraft>`;
const action = (text: string, attributes = ""): string =>
  documentOf(`<Paragraph Type="Action" ${attributes}><Text Style="Bold">${text}</Text></Paragraph>`);
const read = (xml: string) => readScreenplayFile(new TextEncoder().encode(xml), "fdx");

/** Each is a way in which a reader with restarts, backtracking or growing strings becomes slow. */
const HOSTILE: Record<string, (length: number) => string> = {
  "one text": (length) => action(fill("x ", length)),
  entities: (length) => action(fill("&amp;", length)),
  ampersands: (length) => action(fill("& ", length)),
  "runs of text": (length) =>
    documentOf(`<Paragraph Type="Action">${fill("<Text>x</Text>", length)}</Paragraph>`),
  spaces: (length) => action(`${fill(" ", length)}x`),
  "lines in bold": (length) => action(fill("  x  \n", length)),
  asterisks: (length) => action(fill("*", length)),
  attributes: (length) => action("x", fill('a="b" ', length)),
  "an attribute of spaces": (length) => action("x", fill(" ", length)),
  "a quote never closed": (length) => `<FinalDraft ${fill('a="', length)}`,
  "comments never closed": (length) => documentOf(fill("<!-- ", length)),
  "instructions never closed": (length) => `<?${fill("? ", length)}`,
  "tags never closed": (length) => fill("<FinalDraft>", length),
  "tags never opened": (length) => documentOf(fill("</a>", length)),
  notes: (length) =>
    documentOf(
      fill("<Paragraph><ScriptNote><Paragraph><Text>]]</Text></Paragraph></ScriptNote></Paragraph>", length),
    ),
  names: (length) => documentOf(fill('<Paragraph Type="Character"><Text>A</Text></Paragraph>', length)),
};

const measureCpuMs = (xml: string): number => {
  let best = Infinity;
  for (let run = 0; run < 2; run++) {
    const before = process.threadCpuUsage();
    read(xml);
    const { user, system } = process.threadCpuUsage(before);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
};

it.each(Object.entries(HOSTILE))("%s cost in proportion to their length", (_, make) => {
  const shortMs = measureCpuMs(make(MEBIBYTE / 32));
  const longMs = measureCpuMs(make(MEBIBYTE / 8));
  // Four times the text: linear is 4, a square is 16 (and seconds); the compiler and the memory add their noise.
  expect(longMs).toBeLessThan(shortMs * 10 + 60);
});

describe("any pieces of a document", () => {
  const pieces = [
    "<Text>",
    "</Text>",
    "<Text/>",
    '<Paragraph Type="Action">',
    '<Paragraph Type="Scene Heading" Number="#1#">',
    '<Paragraph Type="Character">',
    '<Paragraph Type="Dialogue">',
    "</Paragraph>",
    "<DualDialogue>",
    "</DualDialogue>",
    "<ScriptNote>",
    "</ScriptNote>",
    "<!-- ",
    " -->",
    "<![CDATA[",
    "]]>",
    "&#0;",
    "&lt;",
    "INT. A - DAY",
    "[[",
    "/*",
    "__proto__",
    "<__proto__/>",
    "\n\n",
  ];

  it("are read or refused, never thrown at", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            { weight: 4, arbitrary: fc.constantFrom(...pieces) },
            { weight: 1, arbitrary: fc.string() },
          ),
          {
            maxLength: 30,
          },
        ),
        (parts) => {
          const result = read(documentOf(parts.join("")));
          expect(result.ok ? result.scenes.length > 0 : typeof result.reason === "string").toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });
});
