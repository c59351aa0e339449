import { project } from "../camera.ts";
import { mix, num, pair, path } from "../ink.ts";
import { share } from "../seed.ts";
import { bounds, freeShare, freeSide, horizonLine, outline, type Kit, type Place } from "./kit.ts";
import { drawClouds, drawGround, drawSky } from "./sky.ts";

export const mountain: Kit = {
  ground: "earth",
  behind(place) {
    const { light } = place;
    return (
      drawSky(place, { hills: false }) +
      drawClouds(place) +
      drawPeaks(place) +
      drawRidge(place, 0.13, mix(light.hills, light.mid, 0.3), "far") +
      drawRidge(place, 0.07, mix(light.mid, light.dark, 0.2), "near") +
      drawGround(place, mix(light.ground, light.dark, 0.2)) +
      drawTrail(place) +
      drawPines(place) +
      drawRocks(place)
    );
  },
};

/** Three summits with snow; the highest stands where no head is. */
function drawPeaks(place: Place): string {
  const { stage, light, seed } = place;
  const base = horizonLine(stage) + 2;
  const rise = Math.min(stage.height * 0.62, Math.max(stage.height * 0.34, base * 0.86));
  const main = freeShare(place, base - rise * 0.6, [0.68, 0.3, 0.5]);
  const rock = mix(light.hills, light.mid, 0.25);
  const snow = mix(light.far, light.glow, light.time === "night" ? 0.35 : 0.7);
  let svg = "";
  for (const [at, [x, tall, wide]] of [
    [main + (main > 0.5 ? -0.42 : 0.42), 0.62, 0.34],
    [main + (main > 0.5 ? 0.3 : -0.3), 0.72, 0.3],
    [main, 1, 0.36],
  ].entries()) {
    if (x === undefined || tall === undefined || wide === undefined) continue;
    const top = { x: stage.width * x, y: base - rise * tall };
    const half = stage.width * wide;
    const air = mix(rock, light.far, at === 2 ? 0.1 : 0.4);
    const shoulder = rise * tall * (0.5 + 0.14 * share(seed, `shoulder ${at}`));
    const left = { x: top.x - half, y: base };
    const right = { x: top.x + half, y: base };
    const edge = `L${num(top.x - half * 0.42)} ${num(base - shoulder)}L${num(top.x - half * 0.3)} ${num(base - shoulder - rise * 0.04)}L${pair(top)}`;
    const fall = `L${num(top.x + half * 0.26)} ${num(base - rise * tall * 0.66)}L${num(top.x + half * 0.36)} ${num(base - rise * tall * 0.62)}L${pair(right)}`;
    svg += path(`M${pair(left)}${edge}${fall}Z`, {
      fill: air,
      stroke: mix(light.ink, air, 0.35),
      width: 1.8,
    });
    // The face that looks away from the light.
    const dark = light.from;
    svg += path(
      `M${pair(top)}L${num(top.x - dark * half * 0.08)} ${num(base - rise * tall * 0.7)}L${num(top.x + dark * half * 0.06)} ${num(base - rise * tall * 0.45)}L${num(top.x - dark * half * 0.04)} ${num(base)}L${num(top.x - dark * half)} ${num(base)}${dark > 0 ? `L${num(top.x - half * 0.42)} ${num(base - shoulder)}L${num(top.x - half * 0.3)} ${num(base - shoulder - rise * 0.04)}` : `L${num(top.x + half * 0.36)} ${num(base - rise * tall * 0.62)}L${num(top.x + half * 0.26)} ${num(base - rise * tall * 0.66)}`}Z`,
      { fill: light.ink, opacity: 0.16 },
    );
    const cap = rise * tall * 0.3;
    const slope = (half * 0.3) / Math.max(1, rise * tall - shoulder);
    svg += path(
      `M${pair(top)}L${num(top.x - cap * slope * 0.95)} ${num(top.y + cap * 0.95)}L${num(top.x - cap * slope * 0.4)} ${num(top.y + cap * 0.7)}L${num(top.x - cap * 0.08)} ${num(top.y + cap * 1.12)}L${num(top.x + cap * 0.22)} ${num(top.y + cap * 0.72)}L${num(top.x + (half * 0.26 * cap) / (rise * tall * 0.34))} ${num(top.y + cap)}Z`,
      { fill: snow, stroke: mix(light.ink, snow, 0.5), width: 1.4 },
    );
  }
  return svg;
}

function drawRidge(place: Place, lift: number, fill: string, salt: string): string {
  const { stage, seed } = place;
  const area = bounds(stage);
  const base = horizonLine(stage) + 2;
  let d = `M${num(area.left)} ${num(base)}`;
  for (let at = 0; at <= 10; at++) {
    const y = base - stage.height * lift * (0.35 + 0.9 * share(seed, `ridge ${salt} ${at}`));
    d += `L${num(area.left + (area.width * at) / 10)} ${num(y)}`;
  }
  return path(`${d}V${num(base)}Z`, { fill });
}

function drawTrail(place: Place): string {
  const { stage, light } = place;
  const at = (x: number, z: number): string => pair(project(stage, x, 0, z));
  return path(
    `M${at(-0.9, stage.near)}C${at(-0.8, 1.5)} ${at(0.9, 3)} ${at(-1.2, 9)}L${at(3, 26)}L${at(3.7, 26)}L${at(-0.4, 9)}C${at(1.6, 3.4)} ${at(0.6, 1.5)} ${at(0.9, stage.near)}Z`,
    { fill: mix(light.ground, light.far, light.time === "night" ? 0.3 : 0.6) },
  );
}

function drawPines(place: Place): string {
  const { stage, light, seed } = place;
  let svg = "";
  for (let at = 0; at < 15; at++) {
    const z = 30 - at * 1.7;
    const flank = at % 2 === 0 ? 1 : -1;
    const x = flank * (3.2 + 5 * share(seed, `pine ${at}`) + z * 0.12);
    const tall = 3.4 + 2.4 * share(seed, `pine tall ${at}`);
    const fill = mix(mix(light.dark, light.ink, 0.2), light.hills, Math.max(0, Math.min(0.6, z * 0.02)));
    const spot = (dx: number, y: number): string => pair(project(stage, x + dx, y, z));
    svg += path(
      `M${spot(-0.08, 0)}L${spot(-0.08, 0.5)}L${spot(-0.85, 0.55)}L${spot(-0.4, tall * 0.36)}L${spot(-0.66, tall * 0.36)}L${spot(-0.28, tall * 0.64)}L${spot(-0.44, tall * 0.64)}L${spot(0, tall)}L${spot(0.44, tall * 0.64)}L${spot(0.28, tall * 0.64)}L${spot(0.66, tall * 0.36)}L${spot(0.4, tall * 0.36)}L${spot(0.85, 0.55)}L${spot(0.08, 0.5)}L${spot(0.08, 0)}Z`,
      { fill, ...outline(place, z) },
    );
  }
  return svg;
}

function drawRocks(place: Place): string {
  const { stage, light, seed } = place;
  const side = freeSide(place);
  let svg = "";
  for (let at = 0; at < 7; at++) {
    const z = 5.5 - at * 0.7;
    const x = (at % 3 === 0 ? -side : side) * (1.5 + 1.6 * share(seed, `rock ${at}`));
    const r = 0.3 + 0.5 * share(seed, `rock r ${at}`);
    const spot = (dx: number, y: number): string => pair(project(stage, x + dx * r, y * r, z));
    const stone = mix(light.mid, light.dark, 0.25);
    svg += path(
      `M${spot(-1.1, 0)}L${spot(-0.8, 0.7)}L${spot(-0.1, 1.15)}L${spot(0.6, 0.9)}L${spot(1.15, 0)}Z`,
      { fill: stone, ...outline(place, z) },
    );
    svg += path(
      `M${spot(-0.1, 1.15)}L${spot(0.1, 0.5)}L${spot(-light.from * 1.1, 0)}L${spot(-light.from * 0.75, 0.75)}Z`,
      { fill: light.ink, opacity: 0.2 },
    );
  }
  return svg;
}
