import { num, escapeText, rect } from "./ink.ts";
import { FRAME_WIDTH, type PanelShot } from "./panel-input.ts";

/** Safe areas and the caption in the corner, for print and for those who ask. */
export function drawMarks(shot: PanelShot, size: string, height: number): string {
  const guide = { stroke: "#ffffff", width: 1.4, opacity: 0.45 };
  const action = rect(FRAME_WIDTH * 0.035, height * 0.035, FRAME_WIDTH * 0.93, height * 0.93, guide);
  const title = rect(FRAME_WIDTH * 0.05, height * 0.05, FRAME_WIDTH * 0.9, height * 0.9, {
    ...guide,
    dash: "10 8",
  });
  const number = escapeText(String(shot.number ?? "").slice(0, 12)).trim();
  const caption = number ? `${number} · ${size}` : size;
  const width = 22 + [...caption].length * 15;
  const y = height - 18;
  return (
    action +
    title +
    rect(18, y - 34, width, 40, { fill: "#121314", opacity: 0.8 }) +
    `<text x="30" y="${num(y - 6)}" font-family="Inter" font-weight="600" font-size="24" fill="#f2f2f3">${caption}</text>`
  );
}
