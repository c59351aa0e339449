import { describe, expect, it } from "vitest";
import sharp from "sharp";
import type { FittedPicture } from "../pictures/fit-pictures.ts";
import { printShotList, type ShotListPrint } from "./print-shot-list.ts";
import { readPdfPages } from "./read-pdf.test-support.ts";

const listOf = (scenes: number, shots: number, description = "Ines and Wren hurry."): ShotListPrint => ({
  title: "The Ferry Clock",
  subtitle: "Shot list",
  printedOn: "10 March 2026",
  paper: "a4",
  orientation: "landscape",
  ratio: { width: 2, height: 1 },
  showsPictures: true,
  columns: [
    { label: "Shot", widthPt: 36 },
    { label: "Description", widthPt: 180, grows: true },
    { label: "Lens (mm)", widthPt: 40, align: "right" },
  ],
  scenes: Array.from({ length: scenes }, (_, scene) => ({
    number: String(scene + 1),
    tone: "dusk",
    slugline: `EXT. PIER ${scene + 1} – DUSK`,
    facts: `${shots} shots`,
    rows: Array.from({ length: shots }, (_, shot) => ({
      cells: [`${scene + 1}-${shot + 1}`, description, "35"],
      size: "WS",
    })),
  })),
});

const read = async (list: ShotListPrint, pictures = new Map<string, FittedPicture>()) => {
  const result = await printShotList(list, pictures, true);
  return { ...result, texts: readPdfPages(result.bytes) };
};

describe("the printed shot list", () => {
  it("has a head, the column heads and the page's number on every page, and every shot once", async () => {
    const { texts, pages } = await read(listOf(6, 9));
    expect(texts).toHaveLength(pages);
    expect(pages).toBeGreaterThan(1);
    texts.forEach((page, index) => {
      for (const words of ["The Ferry Clock", "Shot list", "Frame", "Shot", "Description", "Lens"])
        expect(page).toContain(words);
      expect(page).toContain(`10 March 2026    Page ${index + 1} of ${pages}`);
    });
    const numbers = texts.flat().filter((text) => /^\d-\d$/.test(text));
    expect(numbers).toEqual(listOf(6, 9).scenes.flatMap(({ rows }) => rows.map(({ cells }) => cells[0])));
  });

  it("names the scene again on the next page, and leaves no scene's line alone at a page's foot", async () => {
    const { texts } = await read(listOf(1, 30));
    expect(
      texts.slice(1).every((page) => page.includes("continued") && page.includes("EXT. PIER 1 – DUSK")),
    ).toBe(true);
    for (const shots of [6, 7]) {
      for (const page of (await read(listOf(4, shots))).texts) {
        const lastScene = page.findLastIndex((text) => text.startsWith("EXT. PIER"));
        expect(page.slice(lastScene).some((text) => /^\d-\d+$/.test(text))).toBe(true);
      }
    }
  });

  it("keeps a row in one piece, however much somebody wrote", async () => {
    const { texts, pages } = await read(
      listOf(1, 12, "A gull lands on the rail and looks at the clock. ".repeat(300)),
    );
    expect(pages).toBeLessThanOrEqual(6);
    const rowLines = texts.map(
      (page) => page.filter((text) => text.includes("gull") || text.includes("clock")).length,
    );
    const rows = texts.map((page) => page.filter((text) => /^1-\d+$/.test(text)).length);
    expect(rowLines).toEqual(rows.map((count) => count * 12));
  });

  it("narrows many columns until they fit on the page", async () => {
    const list = listOf(1, 2);
    const columns = Array.from({ length: 22 }, (_, index) => ({ label: `Column ${index + 1}`, widthPt: 60 }));
    const cells = columns.map((_, index) => `cell ${index + 1} supercalifragilistic`);
    const scenes = list.scenes.map((scene) => ({
      ...scene,
      rows: scene.rows.map((row) => ({ ...row, cells })),
    }));
    for (const orientation of ["landscape", "portrait"] as const) {
      const { texts, pages } = await read({ ...list, orientation, columns, scenes });
      expect(pages).toBe(1);
      expect(texts.flat().join(" ")).toMatch(/22/);
    }
  });

  it("shows a take's frame once in the file, and the size as a word without one", async () => {
    const jpeg = await sharp({ create: { width: 20, height: 10, channels: 3, background: "#333" } })
      .jpeg()
      .toBuffer();
    const list = listOf(1, 3);
    list.scenes[0]?.rows.slice(0, 2).forEach((row) => (row.picture = "a"));
    const { bytes, texts } = await read(list, new Map([["a", { jpeg, width: 20, height: 10 }]]));
    expect(
      Buffer.from(bytes)
        .toString("latin1")
        .match(/\/Subtype \/Image/g),
    ).toHaveLength(1);
    expect(texts.flat().filter((text) => text === "WS")).toHaveLength(1);
  });

  it("sets names of other alphabets as far as the font goes and says what it lacks", async () => {
    const { texts, missing } = await read(listOf(1, 1, "Łukasz, Ωμέγα, Марія, Nguyễn, 王芳 🎬"));
    expect(texts.flat().join(" ")).toContain("Łukasz, Ωμέγα, Марія, Nguyễn, □□ □");
    expect(missing).toEqual(["王", "芳", "🎬"]);
  });
});
