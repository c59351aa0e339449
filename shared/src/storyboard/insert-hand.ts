import { num, path, polygon } from "./ink.ts";
import type { Light } from "./light.ts";

/** A finger or thumb that comes in from a corner and ends on the thing. */
export function drawFinger(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  width: number,
  light: Light,
): string {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const length = Math.sqrt(dx * dx + dy * dy) || 1;
  const nx = (-dy / length) * width;
  const ny = (dx / length) * width;
  const tx = (dx / length) * width * 0.9;
  const ty = (dy / length) * width * 0.9;
  return path(
    `M${num(x1 - nx * 1.25)} ${num(y1 - ny * 1.25)}L${num(x2 - nx * 0.6)} ${num(y2 - ny * 0.6)}C${num(x2 - nx * 0.5 + tx)} ${num(y2 - ny * 0.5 + ty)} ${num(x2 + nx * 0.5 + tx)} ${num(y2 + ny * 0.5 + ty)} ${num(x2 + nx * 0.6)} ${num(y2 + ny * 0.6)}L${num(x1 + nx * 1.25)} ${num(y1 + ny * 1.25)}Z`,
    { fill: light.skin.light, stroke: light.ink, width: 3 },
  );
}

/** A hand from below, fingers up behind the thing, sleeve and all. */
export function drawPalm(x: number, y: number, r: number, light: Light): string {
  const skin = { fill: light.skin.light, stroke: light.ink, width: 3 };
  const sleeve = [
    { x: x - r * 0.56, y: y + r * 0.92 },
    { x: x + r * 0.62, y: y + r * 0.92 },
    { x: x + r * 0.86, y: y + r * 2.4 },
    { x: x - r * 0.8, y: y + r * 2.4 },
  ];
  let fingers = "";
  for (const [dx, tip] of [
    [0.66, -0.28],
    [0.36, -0.46],
    [0.06, -0.52],
    [-0.24, -0.44],
  ] as const) {
    fingers += drawFinger(x + r * dx * 0.85, y + r * 0.5, x + r * dx, y + r * tip, r * 0.155, light);
  }
  return (
    fingers +
    path(
      `M${num(x - r * 0.6)} ${num(y + r * 0.28)}C${num(x - r * 0.3)} ${num(y + r * 0.12)} ${num(x + r * 0.4)} ${num(y + r * 0.1)} ${num(x + r * 0.8)} ${num(y + r * 0.24)}C${num(x + r * 0.86)} ${num(y + r * 0.6)} ${num(x + r * 0.6)} ${num(y + r * 0.78)} ${num(x + r * 0.48)} ${num(y + r * 0.98)}L${num(x - r * 0.42)} ${num(y + r * 0.98)}C${num(x - r * 0.5)} ${num(y + r * 0.7)} ${num(x - r * 0.62)} ${num(y + r * 0.6)} ${num(x - r * 0.6)} ${num(y + r * 0.28)}Z`,
      skin,
    ) +
    drawFinger(x - r * 0.36, y + r * 0.62, x - r * 0.92, y + r * 0.02, r * 0.17, light) +
    polygon(sleeve, { fill: light.cloth.dark, stroke: light.ink, width: 3 })
  );
}
