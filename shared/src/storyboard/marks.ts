import type { GuideRatio } from "../functions/storyboard.ts";
import { num, escapeText, path, rect } from "./ink.ts";
import { FRAME_WIDTH, type PanelInput } from "./panel-input.ts";

/** Safe areas, the crop of a second ratio, and the caption in the corner; for print and for those who ask. */
export function drawMarks({ shot, options }: PanelInput, size: string, height: number): string {
  const guide = options.guideRatio ? drawGuide(options.guideRatio, height) : "";
  return options.marks ? guide + drawSafeAreas(height) + drawCaption(shot.number, size, height) : guide;
}

function drawSafeAreas(height: number): string {
  const guide = { stroke: "#ffffff", width: 1.4, opacity: 0.45 };
  return (
    rect(FRAME_WIDTH * 0.035, height * 0.035, FRAME_WIDTH * 0.93, height * 0.93, guide) +
    rect(FRAME_WIDTH * 0.05, height * 0.05, FRAME_WIDTH * 0.9, height * 0.9, { ...guide, dash: "10 8" })
  );
}

function drawCaption(number: string | undefined, size: string, height: number): string {
  const shown = escapeText(String(number ?? "").slice(0, 12)).trim();
  const caption = shown ? `${shown} · ${size}` : size;
  const width = 22 + [...caption].length * 15;
  const y = height - 18;
  return (
    rect(18, y - 34, width, 40, { fill: "#121314", opacity: 0.8 }) +
    `<text x="30" y="${num(y - 6)}" font-family="Inter" font-weight="600" font-size="24" fill="#f2f2f3">${caption}</text>`
  );
}

const GUIDES: Record<GuideRatio, number> = {
  "2.39": 2.39,
  "1.85": 1.85,
  "1.78": 16 / 9,
  "1.33": 4 / 3,
  "1:1": 1,
  "4:5": 0.8,
  "9:16": 9 / 16,
};

/** What a second delivery keeps of the frame: the rest lies under a veil, the crop has corners. */
function drawGuide(name: GuideRatio, height: number): string {
  const ratio = GUIDES[name];
  const width = Math.min(FRAME_WIDTH, height * ratio);
  const tall = Math.min(height, FRAME_WIDTH / ratio);
  // The same ratio as the canvas cuts nothing off.
  if (width > FRAME_WIDTH - 4 && tall > height - 4) return "";
  const x = (FRAME_WIDTH - width) / 2;
  const y = (height - tall) / 2;
  const veil = `M0 0H${FRAME_WIDTH}V${num(height)}H0ZM${num(x)} ${num(y)}V${num(y + tall)}H${num(x + width)}V${num(y)}Z`;
  return (
    path(veil, { fill: "#0b0d10", opacity: 0.42, holes: true }) +
    rect(x + 1, y + 1, width - 2, tall - 2, { stroke: "#ffffff", width: 2, opacity: 0.7 })
  );
}
