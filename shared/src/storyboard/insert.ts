// An insert shows the thing large: the first object that the description names, else a hand with a card.
import { clockTimeIn, drawClockFace } from "./clock-face.ts";
import { drawGear } from "./gear.ts";
import { circle, ellipse, line, mix, num, path, polygon, rect } from "./ink.ts";
import { drawFinger, drawPalm } from "./insert-hand.ts";
import type { InsertObject } from "./insert-nouns.ts";
import { drawSmallThing } from "./insert-small-things.ts";
import type { Light } from "./light.ts";
import { FRAME_WIDTH } from "./panel-input.ts";

export function drawInsert(object: InsertObject, light: Light, height: number, words: string): string {
  const x = FRAME_WIDTH / 2;
  const y = height / 2;
  const r = Math.min(FRAME_WIDTH / 2, height) * 0.5;
  const ink = { stroke: light.ink, width: 3.2 };
  const metal = light.time === "night" ? mix(light.far, light.glow, 0.18) : light.dark;
  const pale = mix(light.glow, light.mid, 0.3);
  const paper = mix(light.glow, light.skin.light, 0.35);
  switch (object) {
    case "clock":
      return drawClockFace(x, y, r * 1.3, clockTimeIn(words), { face: light.glow, ink: light.ink });
    case "gear":
      return (
        drawGear(
          x - r * 0.3,
          y + r * 0.08,
          r * 0.66,
          14,
          { fill: metal, stroke: light.ink, width: 2.4 },
          mix(metal, light.ink, 0.2),
        ) +
        drawGear(
          x + r * 0.76,
          y - r * 0.08,
          r * 0.4,
          12,
          { fill: light.mid, stroke: light.ink, width: 2.4 },
          mix(light.mid, light.ink, 0.1),
        ) +
        drawFinger(x - r * 1.5, y + r * 1.12, x - r * 0.5, y + r * 0.4, r * 0.15, light)
      );
    case "key":
      return (
        drawPalm(x, y, r, light) +
        circle(x - r * 0.55, y - r * 0.12, r * 0.34, { stroke: light.ink, width: r * 0.22 }) +
        circle(x - r * 0.55, y - r * 0.12, r * 0.34, { stroke: pale, width: r * 0.15 }) +
        path(
          `M${num(x - r * 0.2)} ${num(y - r * 0.2)}H${num(x + r * 0.9)}V${num(y + r * 0.22)}H${num(x + r * 0.76)}V${num(y + r * 0.08)}H${num(x + r * 0.64)}V${num(y + r * 0.3)}H${num(x + r * 0.48)}V${num(y - r * 0.04)}H${num(x - r * 0.2)}Z`,
          { fill: pale, ...ink },
        )
      );
    case "photo":
    case "bottle":
    case "gun":
    case "knife":
    case "ring":
    case "door":
      return drawSmallThing(object, { x, y, r, light });
    case "letter":
      return drawSheet(x, y, r, light, paper, true);
    case "book":
      return (
        polygon(
          [
            { x: x - r * 1.35, y: y - r * 0.62 },
            { x, y: y - r * 0.5 },
            { x: x + r * 1.35, y: y - r * 0.62 },
            { x: x + r * 1.5, y: y + r * 0.72 },
            { x, y: y + r * 0.84 },
            { x: x - r * 1.5, y: y + r * 0.72 },
          ],
          { fill: light.dark, ...ink },
        ) +
        polygon(
          [
            { x: x - r * 1.25, y: y - r * 0.66 },
            { x, y: y - r * 0.54 },
            { x, y: y + r * 0.74 },
            { x: x - r * 1.38, y: y + r * 0.62 },
          ],
          { fill: paper, ...ink },
        ) +
        polygon(
          [
            { x: x + r * 1.25, y: y - r * 0.66 },
            { x, y: y - r * 0.54 },
            { x, y: y + r * 0.74 },
            { x: x + r * 1.38, y: y + r * 0.62 },
          ],
          { fill: mix(paper, light.mid, 0.2), ...ink },
        ) +
        writing(x - r * 1.1, y - r * 0.4, r * 0.95, r * 0.16, 6, light) +
        writing(x + r * 0.16, y - r * 0.36, r * 0.95, r * 0.16, 4, light)
      );
    case "phone":
      return (
        drawPalm(x, y + r * 0.3, r, light) +
        `<rect x="${num(x - r * 0.5)}" y="${num(y - r * 0.92)}" width="${num(r)}" height="${num(r * 1.75)}" rx="${num(r * 0.12)}" fill="${light.ink}"/>` +
        rect(x - r * 0.42, y - r * 0.76, r * 0.84, r * 1.4, { fill: light.glow }) +
        writing(x - r * 0.32, y - r * 0.5, r * 0.6, r * 0.17, 4, light) +
        drawFinger(x + r * 1.2, y + r * 1.2, x + r * 0.38, y + r * 0.32, r * 0.24, light)
      );
    case "cup":
      return (
        rect(-160, y + r * 0.72, FRAME_WIDTH + 320, height, { fill: light.dark, ...ink }) +
        ellipse(x + r * 0.66, y + r * 0.12, r * 0.3, r * 0.32, { stroke: light.ink, width: r * 0.17 }) +
        ellipse(x + r * 0.66, y + r * 0.12, r * 0.3, r * 0.32, { stroke: paper, width: r * 0.11 }) +
        path(
          `M${num(x - r * 0.66)} ${num(y - r * 0.5)}L${num(x - r * 0.52)} ${num(y + r * 0.7)}C${num(x - r * 0.4)} ${num(y + r * 0.86)} ${num(x + r * 0.4)} ${num(y + r * 0.86)} ${num(x + r * 0.52)} ${num(y + r * 0.7)}L${num(x + r * 0.66)} ${num(y - r * 0.5)}Z`,
          { fill: paper, ...ink },
        ) +
        ellipse(x, y - r * 0.5, r * 0.66, r * 0.15, { fill: mix(light.dark, light.ink, 0.4), ...ink }) +
        path(
          `M${num(x - r * 0.15)} ${num(y - r * 0.7)}C${num(x - r * 0.3)} ${num(y - r * 0.85)} ${num(x)} ${num(y - r * 0.95)} ${num(x - r * 0.12)} ${num(y - r * 1.1)}M${num(x + r * 0.15)} ${num(y - r * 0.7)}C${num(x)} ${num(y - r * 0.85)} ${num(x + r * 0.3)} ${num(y - r * 0.95)} ${num(x + r * 0.18)} ${num(y - r * 1.1)}`,
          { stroke: pale, width: 3.4 },
        )
      );
    case "bell":
      return (
        rect(x - r * 1.2, y - r * 1.12, r * 2.4, r * 0.22, { fill: light.dark, ...ink }) +
        line(x, y + r * 0.4, x, y + r * 0.92, { stroke: light.ink, width: r * 0.08 }) +
        circle(x, y + r * 0.9, r * 0.13, { fill: light.ink }) +
        path(
          `M${num(x - r * 0.16)} ${num(y - r * 0.9)}H${num(x + r * 0.16)}C${num(x + r * 0.62)} ${num(y - r * 0.8)} ${num(x + r * 0.46)} ${num(y + r * 0.3)} ${num(x + r * 0.98)} ${num(y + r * 0.7)}H${num(x - r * 0.98)}C${num(x - r * 0.46)} ${num(y + r * 0.3)} ${num(x - r * 0.62)} ${num(y - r * 0.8)} ${num(x - r * 0.16)} ${num(y - r * 0.9)}Z`,
          { fill: metal, ...ink },
        ) +
        path(
          `M${num(x - r * 0.2)} ${num(y - r * 0.7)}C${num(x - r * 0.4)} ${num(y - r * 0.3)} ${num(x - r * 0.34)} ${num(y + r * 0.3)} ${num(x - r * 0.62)} ${num(y + r * 0.6)}`,
          { stroke: pale, width: 4 },
        )
      );
    case "lantern":
      return (
        circle(x, y + r * 0.08, r * 1.15, { fill: light.glow, opacity: 0.12 }) +
        path(
          `M${num(x - r * 0.4)} ${num(y - r * 0.5)}C${num(x - r * 0.5)} ${num(y - r * 1.25)} ${num(x + r * 0.5)} ${num(y - r * 1.25)} ${num(x + r * 0.4)} ${num(y - r * 0.5)}`,
          { stroke: light.ink, width: 5 },
        ) +
        polygon(
          [
            { x: x - r * 0.5, y: y - r * 0.42 },
            { x: x - r * 0.28, y: y - r * 0.72 },
            { x: x + r * 0.28, y: y - r * 0.72 },
            { x: x + r * 0.5, y: y - r * 0.42 },
          ],
          { fill: light.dark, ...ink },
        ) +
        rect(x - r * 0.42, y - r * 0.42, r * 0.84, r * 1.02, { fill: light.glow, ...ink }) +
        path(
          `M${num(x)} ${num(y - r * 0.2)}C${num(x + r * 0.24)} ${num(y + r * 0.1)} ${num(x + r * 0.16)} ${num(y + r * 0.36)} ${num(x)} ${num(y + r * 0.38)}C${num(x - r * 0.16)} ${num(y + r * 0.36)} ${num(x - r * 0.24)} ${num(y + r * 0.1)} ${num(x)} ${num(y - r * 0.2)}Z`,
          { fill: mix(light.glow, light.mid, 0.5), ...ink },
        ) +
        rect(x - r * 0.56, y + r * 0.6, r * 1.12, r * 0.24, { fill: light.dark, ...ink })
      );
    default:
      return (
        drawPalm(x, y + r * 0.2, r, light) +
        drawSheet(x + r * 0.1, y - r * 0.2, r * 0.62, light, paper, false)
      );
  }
}

function drawSheet(x: number, y: number, r: number, light: Light, paper: string, folded: boolean): string {
  const ink = { stroke: light.ink, width: 3 };
  return (
    polygon(
      [
        { x: x - r * 1.12, y: y - r * 0.78 },
        { x: x + r * 1.02, y: y - r * 0.92 },
        { x: x + r * 1.16, y: y + r * 0.82 },
        { x: x - r * 0.98, y: y + r * 0.95 },
      ],
      { fill: paper, ...ink },
    ) +
    (folded
      ? polygon(
          [
            { x: x - r * 1.05, y: y + r * 0.04 },
            { x: x + r * 1.09, y: y - r * 0.07 },
            { x: x + r * 1.16, y: y + r * 0.82 },
            { x: x - r * 0.98, y: y + r * 0.95 },
          ],
          { fill: light.ink, opacity: 0.08 },
        )
      : "") +
    writing(x - r * 0.82, y - r * 0.5, r * 1.55, r * 0.21, folded ? 6 : 4, light) +
    (folded ? drawFinger(x + r * 1.75, y + r * 1.2, x + r * 0.9, y + r * 0.62, r * 0.22, light) : "")
  );
}

function writing(x: number, y: number, width: number, gap: number, rows: number, light: Light): string {
  let d = "";
  for (let row = 0; row < rows; row++)
    d += `M${num(x)} ${num(y + row * gap)}H${num(x + width * (row === rows - 1 ? 0.55 : row % 2 === 0 ? 1 : 0.9))}`;
  return path(d, { stroke: mix(light.ink, light.mid, 0.35), width: 3 });
}
