import { describe, expect, it } from "vitest";
import { printStoryboard, type StoryboardPrint } from "./print-storyboard.ts";
import { readPdfPages } from "./read-pdf.test-support.ts";

const boardOf = (shotsPerScene: readonly number[], more: Partial<StoryboardPrint> = {}): StoryboardPrint => ({
  title: "The Ferry Clock",
  subtitle: "Storyboard",
  printedOn: "10 March 2026",
  paper: "a4",
  orientation: "landscape",
  columns: 4,
  ratio: { width: 2, height: 1 },
  scenes: shotsPerScene.map((count, scene) => ({
    number: String(scene + 1),
    tone: "night-int",
    slugline: `INT. WHEELHOUSE ${scene + 1} – NIGHT`,
    pages: "2 3/8 pp",
    synopsis: "Ines tells Tomas what the clock is for.",
    panels: Array.from({ length: count }, (_, index) => ({
      number: `${scene + 1}-${index + 1}`,
      camera: "WS · 24mm · Static",
      duration: "3.5 s",
      description: "The wheelhouse, dark but for the compass.",
      size: "WS",
    })),
  })),
  ...more,
});

const read = async (board: StoryboardPrint): Promise<string[][]> =>
  readPdfPages((await printStoryboard(board, new Map(), true)).bytes);
const scenesOn = (page: readonly string[]): string[] =>
  page.filter((text) => text.startsWith("INT. WHEELHOUSE"));
const panelsOn = (page: readonly string[]): string[] => page.filter((text) => /^\d+-\d+$/.test(text));

describe("the printed storyboard", () => {
  it("shows every panel once, in order, with its caption", async () => {
    const pages = await read(boardOf([4, 4, 3, 3]));
    expect(pages.flatMap(panelsOn)).toEqual(
      [4, 4, 3, 3].flatMap((count, scene) =>
        Array.from({ length: count }, (_, i) => `${scene + 1}-${i + 1}`),
      ),
    );
    const [first = []] = pages;
    for (const words of ["WS · 24mm · Static", "3.5 s", "WS", "No take yet"]) expect(first).toContain(words);
    expect(first.join(" ")).toContain("The wheelhouse, dark but for the compass.");
    expect(first).toContain("2 3/8 pp · Ines tells Tomas what the clock is for.");
    expect(first).toContain(`10 March 2026    Page 1 of ${pages.length}`);
  });

  it("keeps a scene whole if it fits on a page", async () => {
    const pages = await read(boardOf([5, 6, 7, 3, 8]));
    expect(pages.length).toBeGreaterThan(1);
    const scenes = pages.flatMap(scenesOn);
    expect(new Set(scenes).size).toBe(scenes.length);
    expect(pages.flat()).not.toContain("2 3/8 pp · continued");
  });

  it("splits only a scene longer than a page, between rows, and names it again", async () => {
    const pages = await read(boardOf([2, 60]));
    expect(scenesOn(pages[0] ?? [])).toHaveLength(2);
    for (const page of pages.slice(1)) expect(page).toContain("2 3/8 pp · continued");
    for (const page of pages.slice(1, -1)) expect(panelsOn(page).length % 4).toBe(0);
    expect(pages.flatMap(panelsOn)).toHaveLength(62);
  });

  it.each([
    { columns: 2, paper: "letter", orientation: "portrait", ratio: { width: 2.39, height: 1 } },
    { columns: 3, paper: "a4", orientation: "portrait", ratio: { width: 4, height: 3 } },
    { columns: 2, paper: "a4", orientation: "landscape", ratio: { width: 9, height: 16 } },
    { columns: 3, paper: "letter", orientation: "landscape", ratio: { width: 1, height: 1 } },
  ] as const)(
    "finds room for every panel: $columns columns, $paper $orientation, $ratio.width:$ratio.height",
    async (setup) => {
      const pages = await read(boardOf([7, 3], { ...setup, guide: { width: 2.39, height: 1 } }));
      expect(pages.flatMap(panelsOn)).toHaveLength(10);
      expect(pages.every((page) => panelsOn(page).length > 0)).toBe(true);
    },
  );
});
