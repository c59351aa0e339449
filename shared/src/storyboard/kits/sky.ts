import { circle, line, mix, path, num, rect, verticalGradient } from "../ink.ts";
import { share } from "../seed.ts";
import { bounds, freeShare, horizonLine, type Place } from "./kit.ts";

/** Sky, hills and what shines, down to the horizon. */
export function drawSky(place: Place, options: { hills?: boolean; shine?: boolean } = {}): string {
  const { stage, light, uid } = place;
  const area = bounds(stage);
  const horizon = horizonLine(stage);
  const low = Math.max(horizon, area.top + 1);
  let svg = verticalGradient(
    `${uid}s`,
    light.skyTop,
    light.skyLow,
    Math.min(0, low - stage.height * 0.6),
    low,
  );
  svg += rect(area.left, area.top, area.width, low - area.top + 1, { fill: `url(#${uid}s)` });
  if (options.shine !== false) svg += drawShine(place);
  if (options.hills !== false) svg += drawHills(place, horizon);
  return svg;
}

/** Moon by night, a pale sun at dawn; by day and dusk the sky itself is the light. */
export function drawShine(
  place: Place,
  within?: { top: number; bottom: number; left: number; right: number },
): string {
  const { stage, light } = place;
  if (light.time !== "night" && light.time !== "dawn") return "";
  const horizon = horizonLine(stage);
  const tight = stage.size === "CU" || stage.size === "BCU" || stage.size === "ECU";
  const radius =
    Math.min(stage.width, stage.height * 1.6) *
    (tight ? 0.05 : stage.size === "MCU" ? 0.044 : 0.037) *
    (within ? 0.85 : 1);
  const top = within?.top ?? 0;
  const bottom = Math.min(within?.bottom ?? horizon, horizon);
  if (bottom - top < radius * 2.6) return "";
  const y = Math.max(top + radius * 1.3, top + (bottom - top) * 0.34);
  const left = Math.max(0, within?.left ?? 0);
  const span = Math.min(stage.width, within?.right ?? stage.width) - left;
  const choice = freeShare(place, y, [0.79, 0.22, 0.66, 0.34, 0.5, 0.88, 0.12], left, span);
  return circle(left + choice * span, y, radius, { fill: light.glow });
}

function drawHills(place: Place, horizon: number): string {
  const { stage, light, seed } = place;
  const area = bounds(stage);
  const rise = Math.min(stage.height, stage.width) * (0.05 + 0.02 * share(seed, "hills"));
  const steps = 7;
  let d = `M${num(area.left)} ${num(horizon + 1)}`;
  for (let at = 0; at <= steps; at++) {
    const x = area.left + (area.width * at) / steps;
    const lift = rise * (at % 2 === 0 ? 0.35 : 1) * (0.6 + 0.8 * share(seed, `hill ${at}`));
    d += `L${num(x)} ${num(horizon - lift)}`;
  }
  return path(`${d}V${num(horizon + 1)}Z`, { fill: light.hills });
}

/** Flat water from the horizon down, with the few strokes that make it water. */
export function drawWater(place: Place): string {
  const { stage, light, seed } = place;
  const area = bounds(stage);
  const horizon = horizonLine(stage);
  if (horizon >= area.bottom) return "";
  let svg = rect(area.left, horizon, area.width, area.bottom - horizon, { fill: light.water });
  for (let at = 0; at < 9; at++) {
    const depth = 0.06 + 0.8 * share(seed, `wave ${at}`) ** 2;
    const y = horizon + Math.max(stage.height - horizon, stage.height * 0.3) * depth;
    const x = area.left + area.width * share(seed, `wave x ${at}`);
    const length = stage.width * (0.05 + 0.11 * depth + 0.05 * share(seed, `wave l ${at}`));
    svg += line(x, y, x + length, y, { stroke: light.streak, width: 1.2 + 2 * depth });
  }
  return svg;
}

export function drawGround(place: Place, fill: string): string {
  const { stage } = place;
  const area = bounds(stage);
  const horizon = horizonLine(stage);
  return rect(area.left, horizon, area.width, Math.max(1, area.bottom - horizon), { fill });
}

/** A few flat banks of cloud, where there is sky enough for them. */
export function drawClouds(place: Place): string {
  const { stage, light, seed } = place;
  const horizon = horizonLine(stage);
  if (horizon < stage.height * 0.2) return "";
  const fill = mix(light.skyTop, light.glow, light.time === "night" ? 0.06 : 0.4);
  const low = mix(light.skyLow, light.hills, light.time === "night" ? 0.3 : 0.25);
  let svg = "";
  for (let at = 0; at < 4; at++) {
    const x = stage.width * (0.06 + 0.27 * at + 0.12 * share(seed, `cloud x ${at}`));
    const y = horizon * (0.16 + 0.42 * share(seed, `cloud y ${at}`));
    const wide = stage.width * (0.07 + 0.08 * share(seed, `cloud w ${at}`));
    const tall = Math.min(wide * 0.2, horizon * 0.12);
    svg += path(
      `M${num(x - wide)} ${num(y)}C${num(x - wide * 0.9)} ${num(y - tall)} ${num(x - wide * 0.5)} ${num(y - tall * 1.1)} ${num(x - wide * 0.3)} ${num(y - tall * 0.9)}C${num(x - wide * 0.1)} ${num(y - tall * 2.1)} ${num(x + wide * 0.4)} ${num(y - tall * 1.7)} ${num(x + wide * 0.45)} ${num(y - tall * 0.8)}C${num(x + wide * 0.7)} ${num(y - tall * 1.1)} ${num(x + wide * 0.95)} ${num(y - tall * 0.6)} ${num(x + wide)} ${num(y)}Z`,
      { fill: at % 2 === 0 ? fill : low },
    );
  }
  return svg;
}
