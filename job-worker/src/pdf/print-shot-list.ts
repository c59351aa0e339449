import type { AspectRatio } from "@backlot/shared/canvas/aspect-ratio";
import type { StripTone } from "@backlot/shared/shot-list/scene-words";
import type { FittedPicture } from "../pictures/fit-pictures.ts";
import {
  CONTENT_TOP_PT,
  drawMissingPicture,
  drawPageHead,
  drawPicture,
  drawSceneChip,
  GREY_INK,
  INK,
  LINE,
  MARGIN_PT,
  type PageHead,
} from "./page-furniture.ts";
import { shareWidth } from "./share-width.ts";
import { openPdf, type Paper, type PdfResult, type PdfSheet, type TextStyle } from "./pdf-sheet.ts";

/** All that the pages say, in the words they say it with. */
export interface ShotListPrint extends PageHead, Paper {
  ratio: AspectRatio;
  columns: PrintColumn[];
  /** Whether rows begin with a small frame. */
  showsPictures: boolean;
  scenes: PrintScene[];
}

interface PrintColumn {
  label: string;
  widthPt: number;
  grows?: boolean;
  align?: "right";
}

interface PrintScene {
  number: string;
  tone: StripTone;
  slugline: string;
  /** "1 1/8 pp   4 shots · 0:16" */
  facts: string;
  rows: PrintRow[];
}

interface PrintRow {
  cells: string[];
  size: string;
  /** Content hash; absent = no take. */
  picture?: string;
}

const PAD_PT = 4;
const FRAME_WIDTH_PT = 62;
const MAX_FRAME_HEIGHT_PT = 60;
const SCENE_HEIGHT_PT = 22;
const FOOT_PT = 20;
/** A description of pages would leave no room for the other rows. */
const MAX_LINES = 12;
/** A sample is enough to find a column's usual longest word. */
const MEASURED_ROWS = 400;
const MOST_WORD_PT = 64;

interface Table {
  columns: (PrintColumn & { x: number })[];
  cell: TextStyle;
  head: TextStyle;
  linePt: number;
  frame: { width: number; height: number } | undefined;
  right: number;
  bottom: number;
}

export const printShotList = async (
  list: ShotListPrint,
  pictures: ReadonlyMap<string, FittedPicture>,
  uncompressed = false,
): Promise<PdfResult> => {
  const sheet = openPdf({ ...list, uncompressed });
  const table = planTable(sheet, list);
  let y = drawColumnHeads(sheet, table);
  const startPage = (scene: PrintScene): void => {
    sheet.addPage();
    y = drawScene(sheet, table, { ...scene, facts: "continued" }, drawColumnHeads(sheet, table));
  };
  for (const scene of list.scenes) {
    const [first] = scene.rows;
    // A scene's line never stands alone at the foot of a page; that of an omitted scene has no rows.
    const firstHeight = first ? layOutRow(sheet, table, first).height : 0;
    if (y + SCENE_HEIGHT_PT + firstHeight > table.bottom) {
      sheet.addPage();
      y = drawColumnHeads(sheet, table);
    }
    y = drawScene(sheet, table, scene, y);
    for (const row of scene.rows) {
      const laidOut = layOutRow(sheet, table, row);
      if (y + laidOut.height > table.bottom) startPage(scene);
      drawRow(sheet, table, { row, ...laidOut }, y, pictures);
      y += laidOut.height;
    }
  }
  return sheet.finish((page, pages) => drawPageHead(sheet, list, page, pages));
};

/** Columns share the page: too many are set smaller and narrowed, too few let the texts grow. */
const planTable = (sheet: PdfSheet, list: ShotListPrint): Table => {
  const right = sheet.widthPt - MARGIN_PT;
  const ratio = list.ratio.width / list.ratio.height;
  const frameHeight = Math.min(FRAME_WIDTH_PT / ratio, MAX_FRAME_HEIGHT_PT);
  const frame = list.showsPictures ? { width: frameHeight * ratio, height: frameHeight } : undefined;
  const left = MARGIN_PT + (frame ? frame.width + 2 * PAD_PT : 0);
  const wanted = list.columns.reduce((sum, column) => sum + column.widthPt, 0);
  const sizePt = Math.max(5.5, 8 * Math.sqrt(Math.min(1, (right - left) / wanted)));
  const cell: TextStyle = { font: "regular", sizePt, color: INK };
  const head: TextStyle = { font: "semibold", sizePt: sizePt * 0.92, color: GREY_INK };
  const widths = shareWidth(
    list.columns.map((column, index) => ({
      ...column,
      leastPt: 2 * PAD_PT + longestWordPt(sheet, list, index, { cell, head }),
    })),
    right - left,
  );
  let x = left;
  const columns = list.columns.map((column, index) => {
    const placed = { ...column, widthPt: widths[index] ?? 0, x };
    x += placed.widthPt;
    return placed;
  });
  const bottom = sheet.heightPt - MARGIN_PT - FOOT_PT / 2;
  return { columns, cell, head, linePt: sizePt * 1.3, frame, right, bottom };
};

/** What a column needs so that no word of it is broken; words beyond all measure do not count. */
const longestWordPt = (
  sheet: PdfSheet,
  list: ShotListPrint,
  index: number,
  { cell, head }: { cell: TextStyle; head: TextStyle },
): number => {
  const cells = list.scenes.flatMap(({ rows }) => rows.map((row) => row.cells[index] ?? ""));
  const words = new Set(cells.slice(0, MEASURED_ROWS).flatMap((text) => text.slice(0, 300).split(/\s+/)));
  const inCells = Math.max(0, ...[...words].map((word) => sheet.widthOf(word, cell)));
  const label = list.columns[index]?.label ?? "";
  const inLabel = Math.max(...label.split(" ").map((word) => sheet.widthOf(word, head)));
  return Math.min(MOST_WORD_PT, Math.max(inCells, inLabel));
};

const drawColumnHeads = (sheet: PdfSheet, table: Table): number => {
  const labels = table.columns.map(({ label, widthPt }) =>
    sheet.wrap(label, widthPt - 2 * PAD_PT, 2, table.head),
  );
  const lines = Math.max(...labels.map(({ length }) => length));
  const height = lines * table.linePt + 6;
  if (table.frame) sheet.write("Frame", MARGIN_PT, CONTENT_TOP_PT, table.head);
  table.columns.forEach((column, index) =>
    drawLines(sheet, labels[index] ?? [], column, CONTENT_TOP_PT, table.head, table.linePt),
  );
  drawRule(sheet, table, CONTENT_TOP_PT + height - 2, "#82868e");
  return CONTENT_TOP_PT + height;
};

const drawScene = (sheet: PdfSheet, table: Table, scene: PrintScene, y: number): number => {
  sheet.doc.rect(MARGIN_PT, y, table.right - MARGIN_PT, SCENE_HEIGHT_PT - 2).fill("#f5f5f6");
  const chip = drawSceneChip(sheet, scene, MARGIN_PT + PAD_PT, y + 3.5);
  const heading: TextStyle = { font: "semibold", sizePt: 8.5, color: INK };
  const facts: TextStyle = { font: "regular", sizePt: 8, color: GREY_INK };
  const x = MARGIN_PT + PAD_PT + chip + 7;
  const slugline = sheet.fit(
    scene.slugline,
    table.right - x - sheet.widthOf(scene.facts, facts) - 20,
    heading,
  );
  sheet.write(slugline, x, y + 5, heading);
  sheet.write(scene.facts, x + sheet.widthOf(slugline, heading) + 10, y + 5.3, facts);
  return y + SCENE_HEIGHT_PT;
};

interface LaidOutRow {
  cells: string[][];
  textHeight: number;
  height: number;
}

const layOutRow = (sheet: PdfSheet, table: Table, row: PrintRow): LaidOutRow => {
  const cells = table.columns.map(({ widthPt }, index) =>
    sheet.wrap(row.cells[index] ?? "", widthPt - 2 * PAD_PT, MAX_LINES, table.cell),
  );
  const textHeight = Math.max(...cells.map(({ length }) => length)) * table.linePt;
  return {
    cells,
    textHeight,
    height: Math.max(textHeight, table.frame?.height ?? 0, table.linePt) + 2 * PAD_PT,
  };
};

const drawRow = (
  sheet: PdfSheet,
  table: Table,
  { row, cells, textHeight, height }: LaidOutRow & { row: PrintRow },
  y: number,
  pictures: ReadonlyMap<string, FittedPicture>,
): void => {
  if (table.frame) {
    const box = { x: MARGIN_PT, y: y + PAD_PT, ...table.frame };
    const picture = row.picture === undefined ? undefined : pictures.get(row.picture);
    if (picture) drawPicture(sheet, picture, box);
    else drawMissingPicture(sheet, { size: row.size, reason: "" }, box);
  }
  table.columns.forEach((column, index) =>
    drawLines(sheet, cells[index] ?? [], column, y + (height - textHeight) / 2, table.cell, table.linePt),
  );
  drawRule(sheet, table, y + height, LINE);
};

const drawLines = (
  sheet: PdfSheet,
  lines: readonly string[],
  { x, widthPt, align }: Table["columns"][number],
  y: number,
  style: TextStyle,
  linePt: number,
): void =>
  lines.forEach((line, index) =>
    sheet.write(line, align ? x + widthPt - 2 * PAD_PT : x, y + index * linePt, style, align),
  );

const drawRule = ({ doc }: PdfSheet, table: Table, y: number, color: string): void => {
  doc.moveTo(MARGIN_PT, y).lineTo(table.right, y).lineWidth(0.5).strokeColor(color).stroke();
};
