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
  MARGIN_PT,
  type PageHead,
} from "./page-furniture.ts";
import { openPdf, type Paper, type PdfResult, type PdfSheet, type TextStyle } from "./pdf-sheet.ts";

export interface StoryboardPrint extends PageHead, Paper {
  ratio: AspectRatio;
  /** Frames beside each other. */
  columns: number;
  /** A second ratio, drawn dashed on each frame. */
  guide?: AspectRatio;
  scenes: StoryboardScene[];
}

interface StoryboardScene {
  number: string;
  tone: StripTone;
  slugline: string;
  /** "1 1/8 pp" */
  pages: string;
  synopsis: string;
  panels: StoryboardPanel[];
}

interface StoryboardPanel {
  number: string;
  /** "WS · 35mm · Truck right" */
  camera: string;
  /** "4.5 s" */
  duration: string;
  description: string;
  /** The size's code, for a frame without a picture. */
  size: string;
  picture?: string;
}

const GAP_PT = 18;
const SCENE_HEIGHT_PT = 22;
const ROW_GAP_PT = 12;
const SCENE_GAP_PT = 6;
const CAPTION_TOP_PT = 6;
const LINE_PT = 11.5;
/** A frame keeps at least this share of the page's height for captions and other rows. */
const MOST_FRAME_HEIGHT = 0.62;

const NUMBER: TextStyle = { font: "semibold", sizePt: 9, color: INK };
const CAMERA: TextStyle = { font: "regular", sizePt: 8.5, color: GREY_INK };
const DESCRIPTION: TextStyle = { font: "regular", sizePt: 9, color: INK };
const SLUGLINE: TextStyle = { font: "semibold", sizePt: 10, color: INK };
const SYNOPSIS: TextStyle = { font: "regular", sizePt: 9, color: GREY_INK };

interface Grid {
  columnPt: number;
  frame: { width: number; height: number };
  maxLines: number;
  bottom: number;
}

interface Row {
  panels: { panel: StoryboardPanel; lines: string[]; indentPt: number }[];
  height: number;
}

export const printStoryboard = async (
  board: StoryboardPrint,
  pictures: ReadonlyMap<string, FittedPicture>,
  uncompressed = false,
): Promise<PdfResult> => {
  const sheet = openPdf({ ...board, uncompressed });
  const grid = planGrid(sheet, board);
  let y = CONTENT_TOP_PT;
  const turnPage = (): void => {
    sheet.addPage();
    y = CONTENT_TOP_PT;
  };
  for (const scene of board.scenes) {
    const rows = layOutRows(sheet, grid, board.columns, scene.panels);
    const [first] = rows;
    if (!first) continue;
    const whole = SCENE_HEIGHT_PT + rows.reduce((sum, { height }) => sum + height, 0) - ROW_GAP_PT;
    const fitsOnOnePage = CONTENT_TOP_PT + whole <= grid.bottom;
    const needed = fitsOnOnePage ? whole : SCENE_HEIGHT_PT + first.height - ROW_GAP_PT;
    if (y > CONTENT_TOP_PT && y + needed > grid.bottom) turnPage();
    y = drawScene(sheet, scene, scene.synopsis, y);
    for (const row of rows) {
      if (y + row.height - ROW_GAP_PT > grid.bottom && row !== first) {
        turnPage();
        y = drawScene(sheet, scene, "continued", y);
      }
      drawRow(sheet, grid, row, y, { board, pictures });
      y += row.height;
    }
    y += SCENE_GAP_PT;
  }
  return sheet.finish((page, pages) => drawPageHead(sheet, board, page, pages));
};

const planGrid = (sheet: PdfSheet, board: StoryboardPrint): Grid => {
  const columnPt = (sheet.widthPt - 2 * MARGIN_PT - (board.columns - 1) * GAP_PT) / board.columns;
  const ratio = board.ratio.width / board.ratio.height;
  const height = Math.min(columnPt / ratio, sheet.heightPt * MOST_FRAME_HEIGHT);
  return {
    columnPt,
    frame: { width: height * ratio, height },
    maxLines: board.columns === 4 ? 3 : 4,
    bottom: sheet.heightPt - MARGIN_PT,
  };
};

const layOutRows = (
  sheet: PdfSheet,
  grid: Grid,
  columns: number,
  panels: readonly StoryboardPanel[],
): Row[] => {
  const rows: Row[] = [];
  for (let start = 0; start < panels.length; start += columns) {
    const laidOut = panels.slice(start, start + columns).map((panel) => {
      const indentPt = Math.min(sheet.widthOf(panel.number, NUMBER) + 8, grid.columnPt / 3);
      const width = grid.columnPt - indentPt;
      return { panel, indentPt, lines: sheet.wrap(panel.description, width, grid.maxLines, DESCRIPTION) };
    });
    const lines = Math.max(...laidOut.map((entry) => entry.lines.length));
    const height = grid.frame.height + CAPTION_TOP_PT + (1 + lines) * LINE_PT + ROW_GAP_PT;
    rows.push({ panels: laidOut, height });
  }
  return rows;
};

const drawScene = (sheet: PdfSheet, scene: StoryboardScene, words: string, y: number): number => {
  const right = sheet.widthPt - MARGIN_PT;
  const chip = drawSceneChip(sheet, scene, MARGIN_PT, y);
  let x = MARGIN_PT + chip + 8;
  const slugline = sheet.fit(scene.slugline, (right - x) * 0.7, SLUGLINE);
  sheet.write(slugline, x, y + 0.6, SLUGLINE);
  x += sheet.widthOf(slugline, SLUGLINE) + 10;
  const rest = [scene.pages, words.replace(/\s+/g, " ").trim()].filter((part) => part !== "").join(" · ");
  if (rest !== "") sheet.write(sheet.fit(rest, right - x, SYNOPSIS), x, y + 1.4, SYNOPSIS);
  return y + SCENE_HEIGHT_PT;
};

const drawRow = (
  sheet: PdfSheet,
  grid: Grid,
  row: Row,
  y: number,
  { board, pictures }: { board: StoryboardPrint; pictures: ReadonlyMap<string, FittedPicture> },
): void => {
  row.panels.forEach(({ panel, lines, indentPt }, index) => {
    const x = MARGIN_PT + index * (grid.columnPt + GAP_PT);
    const box = { x: x + (grid.columnPt - grid.frame.width) / 2, y, ...grid.frame };
    const picture = panel.picture === undefined ? undefined : pictures.get(panel.picture);
    if (picture) drawPicture(sheet, picture, box);
    else drawMissingPicture(sheet, missingWords(panel), box);
    if (board.guide) drawGuide(sheet, board.guide, box);
    const captionY = y + grid.frame.height + CAPTION_TOP_PT;
    const durationPt = sheet.widthOf(panel.duration, CAMERA);
    sheet.write(sheet.fit(panel.number, indentPt, NUMBER), x, captionY - 0.3, NUMBER);
    sheet.write(
      sheet.fit(panel.camera, grid.columnPt - indentPt - durationPt - 6, CAMERA),
      x + indentPt,
      captionY,
      CAMERA,
    );
    sheet.write(panel.duration, x + grid.columnPt, captionY, CAMERA, "right");
    lines.forEach((line, at) => sheet.write(line, x + indentPt, captionY + (at + 1) * LINE_PT, DESCRIPTION));
  });
};

const missingWords = ({ size, picture }: StoryboardPanel): { size: string; reason: string } => ({
  size,
  reason: picture === undefined ? "No take yet" : "Picture could not be read",
});

/** White dashes over a dark line, so that they show on any picture. */
const drawGuide = (
  { doc }: PdfSheet,
  guide: AspectRatio,
  box: { x: number; y: number; width: number; height: number },
): void => {
  const ratio = guide.width / guide.height;
  const width = Math.min(box.width, box.height * ratio);
  const height = Math.min(box.height, box.width / ratio);
  const x = box.x + (box.width - width) / 2;
  const y = box.y + (box.height - height) / 2;
  doc.save().lineWidth(0.9).rect(x, y, width, height).strokeColor("#17181b", 0.55).stroke();
  doc.dash(4, { space: 3 }).rect(x, y, width, height).strokeColor("#ffffff", 1).stroke().restore();
};
