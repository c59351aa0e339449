import type { AnimaticPanel, AnimaticScene } from "@backlot/shared/animatic/plan-animatic";
import { STRIP_PAPER_COLORS } from "@backlot/shared/shot-list/scene-words";
import { fitLine, wrapText } from "../../pdf/wrap-text.ts";

/** The strip below a picture: number, camera and scene above the description. Drawn for 1280 px, scaled to any width. */
export const captionSvg = (
  panel: AnimaticPanel,
  scene: AnimaticScene,
  width: number,
  height: number,
): string => {
  const unit = height / HEIGHT;
  const right = width / unit - MARGIN;
  const texts: string[] = [];
  let x = MARGIN;
  const write = (content: string, y: number, size: number, color: string): void => {
    texts.push(
      `<text x="${x.toFixed(1)}" y="${y}" font-size="${size}" fill="${color}">${escapeXml(content)}</text>`,
    );
  };
  const writeOn = (content: string, size: number, color: string, gap: number): void => {
    const line = fitLine(content, right - x, (text) => measure(text, size));
    if (content === "" || right - x < 40) return;
    write(line, 38, size, color);
    x += measure(line, size) + gap;
  };
  writeOn(panel.number, 24, "#ecedef", 16);
  writeOn(panel.camera, 20, "#b6bac1", 20);
  if (scene.number !== "" && right - x > 120) {
    const chipWidth = measure(scene.number, 17) + 14;
    texts.push(
      `<rect x="${x}" y="18" width="${chipWidth.toFixed(1)}" height="26" rx="5" fill="${STRIP_PAPER_COLORS[scene.tone]}"/>`,
    );
    x += 7;
    write(scene.number, 37, 17, "#17181b");
    x += chipWidth + 4;
  }
  writeOn(scene.slugline, 18, "#b6bac1", 0);
  x = MARGIN;
  const lines = wrapText(panel.description, right - x, 2, (text) => measure(text, DESCRIPTION_SIZE));
  lines.forEach((line, index) => write(line, 68 + index * 26, DESCRIPTION_SIZE, "#ecedef"));
  return svg(width, height, `<g transform="scale(${unit})">${texts.join("")}</g>`, "#16171a");
};

/** What stands where a shot has no picture: hatched, with the size as a word. */
export const missingPictureSvg = (size: string, width: number, height: number): string => {
  const step = Math.max(8, Math.round(height / 40));
  let hatch = "";
  for (let at = -height; at < width; at += step) hatch += `M${at} ${height}L${at + height} 0`;
  const large = Math.round(Math.min(width, height) / 9);
  const small = Math.round(large * 0.5);
  const word = (text: string, y: number, fontSize: number): string =>
    `<text x="${width / 2}" y="${y}" font-size="${fontSize}" text-anchor="middle" fill="#b6bac1">${escapeXml(text)}</text>`;
  return svg(
    width,
    height,
    `<path d="${hatch}" stroke="#26282c" fill="none"/>${word(size, height / 2, large)}${word("No take yet", height / 2 + small * 1.4, small)}`,
    "#1b1c1f",
  );
};

const HEIGHT = 110;
const MARGIN = 24;
const DESCRIPTION_SIZE = 20;

const svg = (width: number, height: number, body: string, background: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter" font-weight="600"><rect width="${width}" height="${height}" fill="${background}"/>${body}</svg>`;

/** Near the widths of the bundled font, and rather too wide: the thread that knows them exactly is elsewhere. */
const measure = (text: string, size: number): number => {
  let units = 0;
  for (const letter of text) {
    if (/[ilj.,:;'|!I]/.test(letter)) units += 0.3;
    else if (/[\sftr()[\]-]/.test(letter)) units += 0.4;
    else if (/[mwMW—…]/.test(letter)) units += 0.92;
    else if (/[A-Z]/.test(letter)) units += 0.72;
    else units += letter > "\u2e7f" ? 1 : 0.62;
  }
  return units * size;
};

const escapeXml = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, " ").replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
