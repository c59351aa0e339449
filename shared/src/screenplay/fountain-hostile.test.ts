import { once } from "node:events";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { breakdownScreenplay } from "./breakdown.ts";
import { parseFountain } from "./fountain.ts";

const MEBIBYTE = 1024 * 1024;
const fill = (unit: string, length: number): string =>
  unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

/** Each is a way in which a parser with backtracking, restarts or string copying becomes slow. */
const HOSTILE: Record<string, (length: number) => string> = {
  "one line of spaces": (length) => `INES\n${fill(" ", length)}x`,
  "a paragraph of spaces": (length) => fill("     \n", length),
  "one line of capitals": (length) => `INT. A\n\n${fill("A", length)}\nx`,
  "notes never closed": (length) => fill("[[", length),
  "notes closed after an empty line": (length) => `${fill("[[ ", length)}\n\n]]`,
  "notes in one line": (length) => fill("a [[b]] ", length),
  "boneyards never closed": (length) => fill("/*", length),
  "boneyards on their own lines": (length) => fill("/*\n*/\n", length),
  "notes between a name and nothing": (length) => fill("INES\n[[a]]\n[[b]]\n[[c]]\n", length),
  "notes under one name": (length) => `INES\n${fill("[[a]]\n", length)}`,
  "brackets opened": (length) => `INES ${fill("(", length)}\nx`,
  "brackets in pairs": (length) => `INES ${fill("()", length)}\nx`,
  asterisks: (length) => `INT. A\n\n${fill("*", length)}`,
  "emphasis in pairs": (length) => `INT. A\n\n${fill("**_a_** ", length)}`,
  backslashes: (length) => `INT. A\n\n${fill("\\", length)}`,
  "number signs": (length) => `INT. A ${fill("#", length)}`,
  "headings of dashes": (length) => `INT. ${fill("A - ", length)}`,
  "headings of one dash": (length) => `INT. A ${fill("-", length)} B`,
  "a word without end": (length) => `INT. A\n\n!${fill("WORD-'.", length)}`,
  "capitals in action": (length) => `INT. A\n\nA B\nx\n\n!${fill("A B C D ", length)}`,
  "apostrophes in action": (length) => `INT. A\n\nINES\nx\n\nI${fill("'", length)}`,
  "capital lines": (length) => fill("A\nB\n\n", length),
  "one speech": (length) => `INES\n${fill("x\n", length)}`,
  "one action": (length) => fill("x\n", length),
  "blank lines": (length) => fill("\n", length),
  "carriage returns": (length) => fill("\r", length),
  "sections over sections": (length) => `INT. A\n${fill("#\n", length)}`,
  "full stops": (length) => `INT. A\n\n${fill(".", length)}`,
  "sentences without end": (length) => `INT. A\n\n${fill('."', length)}`,
  "equals signs": (length) => fill("=", length),
  "a title page": (length) => `Title: x\n${fill("a: b\n", length)}`,
  "a title page of one key": (length) => `Title: x\n${fill("    y\n", length)}`,
  "names joined": (length) => `INT. A\n\nA\nx\n\nINES${fill(" AND A", length)}\nx`,
};

/** Processor time of this thread, the best of a few runs: what else runs on the machine must not count. */
function measureCpuMs(text: string): number {
  let best = Infinity;
  for (let run = 0; run < 2; run++) {
    const before = process.threadCpuUsage();
    breakdownScreenplay(text);
    const { user, system } = process.threadCpuUsage(before);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}

/** The same for parsing alone, in a thread of its own: a coverage run counts every block and would be measured. */
async function measureParsingApart(texts: Record<string, string>): Promise<Record<string, number>> {
  const worker = new Worker(
    `const { parentPort, workerData } = require("node:worker_threads");
    import(workerData.parser).then(({ parseFountain }) => {
      const cpuMs = {};
      for (const [name, text] of Object.entries(workerData.texts)) {
        cpuMs[name] = Infinity;
        for (let run = 0; run < 3 && cpuMs[name] > 900; run++) {
          const before = process.threadCpuUsage();
          parseFountain(text);
          const { user, system } = process.threadCpuUsage(before);
          cpuMs[name] = Math.min(cpuMs[name], (user + system) / 1000);
        }
      }
      parentPort.postMessage(cpuMs);
    });`,
    { eval: true, workerData: { parser: new URL("./fountain.ts", import.meta.url).href, texts } },
  );
  try {
    const [cpuMs] = (await once(worker, "message")) as [Record<string, number>];
    return cpuMs;
  } finally {
    await worker.terminate();
  }
}

describe("hostile text", () => {
  it("of 2 MB is parsed in under a second, whatever it is", { timeout: 180_000 }, async () => {
    const texts = Object.fromEntries(
      Object.entries(HOSTILE).map(([name, make]) => [name, make(2 * MEBIBYTE - 64)]),
    );
    const cpuMs = await measureParsingApart(texts);
    expect(Object.keys(cpuMs)).toEqual(Object.keys(HOSTILE));
    expect(Object.entries(cpuMs).filter(([, ms]) => ms >= 1_000)).toEqual([]);
  });

  it.each(Object.entries(HOSTILE))("of %s costs in proportion to its length", (_, make) => {
    const shortMs = measureCpuMs(make(MEBIBYTE / 32));
    const longMs = measureCpuMs(make(MEBIBYTE / 8));
    // Four times the text: linear is 4, a square is 16 (and seconds); the compiler and the memory add their noise.
    expect(longMs).toBeLessThan(shortMs * 10 + 50);
  });
});

const PIECES = [
  "INT. A - DAY",
  "EXT. B - CONTINUOUS #2#",
  ".FORCED",
  "INES",
  "WREN ^",
  "@McCloud",
  "(softly)",
  "Hello.",
  "  ",
  "",
  "CUT TO:",
  "> FADE OUT.",
  "> END <",
  "# Act",
  "= Synopsis",
  "===",
  "~ la",
  "[[note]]",
  "[[open",
  "close]]",
  "/* open",
  "close */",
  "Title: x",
  "!INES",
  "INES enters [[here]] now",
  "\nINES\nHello.\n",
  "\nWREN (V.O.)\n(softly)\nYes.\n",
  "\nINT. A - NIGHT\n",
  "\nEXT. B - LATER\n",
];
const screenplayText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...PIECES) }, { weight: 1, arbitrary: fc.string() }),
      { maxLength: 40 },
    )
    .map((lines) => lines.join("\n")),
);

describe("any text", () => {
  it("gives elements in order, within the file, that cover every line with something on it", () => {
    fc.assert(
      fc.property(screenplayText, (text) => {
        const screenplay = parseFountain(text);
        const lines = text.replace(/^\uFEFF/, "").split(/\r\n?|\n/);
        expect(screenplay.lineCount).toBe(lines.length);
        const isCovered = lines.map((_, index) => index < screenplay.titlePageEndLine);
        let before = 1;
        for (const { line, endLine } of screenplay.elements) {
          expect(line).toBeGreaterThanOrEqual(before);
          expect(endLine).toBeGreaterThanOrEqual(line);
          expect(endLine).toBeLessThanOrEqual(lines.length);
          before = line;
          isCovered.fill(true, line - 1, endLine);
        }
        lines.forEach((line, index) => expect(isCovered[index] || line.trim() === "").toBe(true));
      }),
      { numRuns: 500 },
    );
  });

  it("gives scenes one after another, each with its own heading", () => {
    fc.assert(
      fc.property(screenplayText, (text) => {
        let before = 0;
        for (const scene of parseFountain(text).scenes) {
          expect(scene.line).toBe(scene.heading.line);
          expect(scene.line).toBeGreaterThan(before);
          expect(scene.endLine).toBeGreaterThanOrEqual(scene.line);
          before = scene.endLine;
        }
      }),
      { numRuns: 300 },
    );
  });

  it("breaks down the same way twice, with keys that all lead somewhere", () => {
    fc.assert(
      fc.property(screenplayText, (text) => {
        const breakdown = breakdownScreenplay(text);
        expect(breakdownScreenplay(text)).toEqual(breakdown);
        if (!breakdown.ok) return;
        const keys = new Set(
          [...breakdown.scenes, ...breakdown.characters, ...breakdown.locations].map(({ key }) => key),
        );
        for (const scene of breakdown.scenes)
          for (const key of [...scene.characterKeys, ...(scene.locationKey ? [scene.locationKey] : [])])
            expect(keys).toContain(key);
        for (const character of breakdown.characters) {
          const scenes = breakdown.scenes.filter((scene) => scene.characterKeys.includes(character.key));
          expect(character.sceneKeys).toEqual(scenes.map(({ key }) => key));
        }
      }),
      { numRuns: 300 },
    );
  });
});
