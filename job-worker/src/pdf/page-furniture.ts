import { STRIP_PAPER_COLORS, type StripTone } from "@backlot/shared/shot-list/scene-words";
import type { FittedPicture } from "../pictures/fit-pictures.ts";
import type { PdfSheet, TextStyle } from "./pdf-sheet.ts";

/** What every printed page has: paper is always white, whatever the theme. */
export const MARGIN_PT = 28;
/** Where the first thing below the page's head may begin. */
export const CONTENT_TOP_PT = MARGIN_PT + 30;

export const INK = "#17181b";
export const GREY_INK = "#5f646c";
export const LINE = "#d6d8db";

const TITLE: TextStyle = { font: "semibold", sizePt: 11, color: INK };
const SUBTITLE: TextStyle = { font: "regular", sizePt: 9, color: GREY_INK };
const CHIP: TextStyle = { font: "semibold", sizePt: 8, color: INK };
const CHIP_HEIGHT_PT = 13;

export interface PageHead {
  title: string;
  /** What it is: "Shot list". */
  subtitle: string;
  /** "23 November 2026" */
  printedOn: string;
}

export const drawPageHead = (sheet: PdfSheet, head: PageHead, page: number, pages: number): void => {
  const right = sheet.widthPt - MARGIN_PT;
  const count = `${head.printedOn}    Page ${page} of ${pages}`;
  const room =
    right - MARGIN_PT - sheet.widthOf(count, SUBTITLE) - sheet.widthOf(head.subtitle, SUBTITLE) - 30;
  const title = sheet.fit(head.title, room, TITLE);
  sheet.write(title, MARGIN_PT, MARGIN_PT, TITLE);
  sheet.write(head.subtitle, MARGIN_PT + sheet.widthOf(title, TITLE) + 10, MARGIN_PT + 1.8, SUBTITLE);
  sheet.write(count, right, MARGIN_PT + 1.8, SUBTITLE, "right");
  const y = MARGIN_PT + 19;
  sheet.doc.moveTo(MARGIN_PT, y).lineTo(right, y).lineWidth(1).strokeColor(INK).stroke();
};

/** A scene's number on its stripboard color, its top left corner given; answers how wide it is. */
export const drawSceneChip = (
  sheet: PdfSheet,
  scene: { number: string; tone: StripTone },
  x: number,
  y: number,
): number => {
  const number = sheet.fit(scene.number || "–", 60, CHIP);
  const width = Math.max(18, sheet.widthOf(number, CHIP) + 9);
  sheet.doc
    .roundedRect(x, y, width, CHIP_HEIGHT_PT, 2.5)
    .lineWidth(0.5)
    .fillAndStroke(STRIP_PAPER_COLORS[scene.tone], "#8a8e95");
  sheet.write(number, x + width / 2, y + 1.8, CHIP, "center");
  return width;
};

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The whole picture inside the box, on grey where its ratio is another one, with a hairline around the box. */
export const drawPicture = (sheet: PdfSheet, picture: FittedPicture, box: Box): void => {
  const { doc } = sheet;
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  // A picture that is a pixel off the frame's ratio fills it all the same.
  const fills = Math.abs(picture.width / picture.height / (box.width / box.height) - 1) < 0.02;
  const width = fills ? box.width : picture.width * scale;
  const height = fills ? box.height : picture.height * scale;
  if (!fills) doc.rect(box.x, box.y, box.width, box.height).fill("#eff0f1");
  doc.image(openImage(sheet, picture), box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, {
    width,
    height,
  });
  drawFrameLine(sheet, box);
};

/** Hatched, with the size as a word: what a shot without a take shows everywhere. */
export const drawMissingPicture = (
  sheet: PdfSheet,
  words: { size: string; reason: string },
  box: Box,
): void => {
  const { doc } = sheet;
  doc.save().rect(box.x, box.y, box.width, box.height).clip();
  doc.rect(box.x, box.y, box.width, box.height).fill("#f5f5f6");
  const step = 6;
  for (let at = -box.height; at < box.width; at += step)
    doc.moveTo(box.x + at, box.y + box.height).lineTo(box.x + at + box.height, box.y);
  doc.lineWidth(0.5).strokeColor("#dcdee1").stroke().restore();
  const sizePt = Math.max(6, Math.min(13, box.height / 5));
  const size: TextStyle = { font: "semibold", sizePt, color: GREY_INK };
  const reason: TextStyle = { font: "regular", sizePt: sizePt * 0.6, color: GREY_INK };
  const showsReason = sheet.widthOf(words.reason, reason) < box.width - 8 && box.height > 40;
  const middle = box.y + box.height / 2 - (showsReason ? sizePt * 0.45 : 0);
  sheet.write(words.size, box.x + box.width / 2, middle - sizePt * 0.62, size, "center");
  if (showsReason) sheet.write(words.reason, box.x + box.width / 2, middle + sizePt * 0.75, reason, "center");
  drawFrameLine(sheet, box);
};

const drawFrameLine = ({ doc }: PdfSheet, { x, y, width, height }: Box): void => {
  doc.rect(x, y, width, height).lineWidth(0.6).strokeColor(INK).stroke();
};

/** One object in the file however often the picture is shown. `openImage` is public, but not in the types. */
const openImage = ({ doc }: PdfSheet, picture: FittedPicture): PDFKit.Mixins.ImageSrc => {
  const { openImage: open } = doc as unknown as {
    openImage: (this: PDFKit.PDFDocument, source: Buffer) => PDFKit.Mixins.ImageSrc;
  };
  const known = opened.get(doc) ?? new Map<FittedPicture, PDFKit.Mixins.ImageSrc>();
  opened.set(doc, known);
  const image = known.get(picture) ?? open.call(doc, Buffer.from(picture.jpeg));
  known.set(picture, image);
  return image;
};
const opened = new WeakMap<PDFKit.PDFDocument, Map<FittedPicture, PDFKit.Mixins.ImageSrc>>();
