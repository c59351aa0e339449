// The air of the whole place: shade gathers on the side away from the source, and after dark a lamp lifts its own side.
// Laid over the place, under the figures.
import { num, rect } from "./ink.ts";
import { bounds, type Place } from "./kits/kit.ts";

export function drawAmbient({ stage, light, uid }: Place): string {
  const area = bounds(stage);
  const all = (fill: string): string =>
    rect(area.left, area.top, area.width, area.bottom - area.top, { fill });
  const [lit, dark] = light.from > 0 ? [stage.width, 0] : [0, stage.width];
  let svg =
    `<linearGradient id="${uid}a" gradientUnits="userSpaceOnUse" x1="${num(lit)}" y1="0" x2="${num(dark)}" y2="${num(stage.height * 0.4)}">` +
    stop(0, 0, light.ink) +
    stop(0.45, light.falloff * 0.18, light.ink) +
    stop(1, light.falloff, light.ink) +
    `</linearGradient>${all(`url(#${uid}a)`)}`;
  if (light.interior && (light.time === "night" || light.time === "dusk")) {
    const reach = Math.max(stage.width, stage.height) * 0.55;
    svg +=
      `<radialGradient id="${uid}l" gradientUnits="userSpaceOnUse" cx="${num(lit + (dark - lit) * 0.16)}" cy="${num(stage.height * 0.3)}" r="${num(reach)}">` +
      stop(0, 0.16, light.glow) +
      stop(1, 0, light.glow) +
      `</radialGradient>${all(`url(#${uid}l)`)}`;
  }
  return svg;
}

function stop(offset: number, opacity: number, colour: string): string {
  return `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${Math.round(opacity * 100) / 100}"/>`;
}
