import { project, unitsAt } from "../camera.ts";
import { line, mix, num, path, pair } from "../ink.ts";
import { share } from "../seed.ts";
import { bounds, freeSide, outline, type Kit, type Place } from "./kit.ts";
import { drawGround, drawShine, drawSky } from "./sky.ts";

export const forest: Kit = {
  ground: "earth",
  behind(place) {
    const { light } = place;
    return (
      drawSky(place, { hills: false, shine: false }) +
      drawCanopyEdge(place) +
      drawShine(place) +
      drawGround(place, mix(light.ground, light.dark, 0.3)) +
      drawPath(place) +
      drawTrunks(place, 17, 13, 0.15) +
      drawTrunks(place, 9, 9, 0.5) +
      drawTrunks(place, 4.2, 5, 0.85) +
      drawFerns(place)
    );
  },
};

function drawCanopyEdge(place: Place): string {
  const { stage, light, seed } = place;
  const area = bounds(stage);
  const base = project(stage, 0, stage.cameraHeight, 1e6).y;
  let d = `M${num(area.left)} ${num(base + 2)}`;
  for (let at = 0; at <= 26; at++) {
    const x = area.left + (area.width * at) / 26;
    const lift = stage.height * (at % 2 === 0 ? 0.11 : 0.2) * (0.7 + 0.7 * share(seed, `fir ${at}`));
    d += `L${num(x)} ${num(base - lift)}`;
  }
  return path(`${d}V${num(base + 2)}Z`, { fill: mix(light.far, light.hills, 0.6) });
}

function drawPath(place: Place): string {
  const { stage, light } = place;
  const at = (x: number, z: number): string => pair(project(stage, x, 0, z));
  return path(
    `M${at(-1.3, stage.near)}C${at(-1, 2)} ${at(0.4, 4)} ${at(1.6, 16)}L${at(2.1, 16)}C${at(1.3, 5)} ${at(0.9, 2)} ${at(1.2, stage.near)}Z`,
    { fill: mix(light.ground, light.far, light.time === "night" ? 0.45 : 0.6) },
  );
}

function drawTrunks(place: Place, z: number, count: number, near: number): string {
  const { stage, light, seed } = place;
  const colour = mix(light.far, mix(light.dark, light.ink, 0.25), near);
  const units = unitsAt(stage, z);
  const half = (stage.width * 0.62) / units;
  let svg = "";
  for (let at = 0; at < count; at++) {
    const depth = z + 1.6 * share(seed, `depth ${z} ${at}`);
    const x = -half + (2 * half * (at + 0.7 * share(seed, `x ${z} ${at}`))) / count;
    // The nearest row leaves the middle to the people.
    if (near > 0.6 && Math.abs(x) < half * 0.22) continue;
    const girth = 0.16 + 0.16 * share(seed, `girth ${z} ${at}`);
    const lean = 0.5 * (share(seed, `lean ${z} ${at}`) - 0.5);
    const spot = (dx: number, y: number): string => pair(project(stage, x + dx, y, depth));
    svg += path(
      `M${spot(-girth * 1.7, 0)}C${spot(-girth, 0.25)} ${spot(-girth, 0.6)} ${spot(-girth * 0.9, 1.2)}L${spot(lean - girth * 0.6, 14)}L${spot(lean + girth * 0.6, 14)}L${spot(girth * 0.9, 1.2)}C${spot(girth, 0.6)} ${spot(girth, 0.25)} ${spot(girth * 1.7, 0)}Z`,
      { fill: colour, ...(near > 0.3 ? outline(place, depth) : {}) },
    );
    if (near > 0.3) {
      const side = share(seed, `branch ${z} ${at}`) > 0.5 ? 1 : -1;
      const from = project(stage, x + lean * 0.2, 2.7, depth);
      const to = project(stage, x + lean * 0.2 + side * 1.1, 3.4, depth);
      svg += line(from.x, from.y, to.x, to.y, {
        stroke: mix(colour, light.ink, 0.4),
        width: Math.max(1.4, girth * 0.35 * units),
      });
      const bark = project(stage, x + girth * 0.3, 0.5, depth);
      const high = project(stage, x + girth * 0.3, 1.7, depth);
      svg += line(bark.x, bark.y, high.x, high.y, { stroke: light.ink, width: 1.4, opacity: 0.5 });
    }
  }
  return svg;
}

function drawFerns(place: Place): string {
  const { stage, light, seed } = place;
  const side = freeSide(place);
  let svg = "";
  for (let at = 0; at < 6; at++) {
    const z = 0.8 + at * 0.5;
    const x = (at % 3 === 0 ? -side : side) * (1.5 + 0.9 * share(seed, `fern ${at}`) + at * 0.25);
    const blade = (dx: number, y: number): string => pair(project(stage, x + dx, y, z));
    svg += path(
      `M${blade(-0.5, 0)}C${blade(-0.5, 0.3)} ${blade(-0.45, 0.36)} ${blade(-0.55, 0.42)}C${blade(-0.3, 0.4)} ${blade(-0.2, 0.25)} ${blade(-0.12, 0.1)}C${blade(-0.12, 0.4)} ${blade(-0.05, 0.5)} ${blade(0, 0.6)}C${blade(0.06, 0.5)} ${blade(0.12, 0.4)} ${blade(0.12, 0.1)}C${blade(0.2, 0.25)} ${blade(0.35, 0.35)} ${blade(0.56, 0.4)}C${blade(0.46, 0.3)} ${blade(0.48, 0.2)} ${blade(0.5, 0)}Z`,
      { fill: mix(light.dark, light.mid, 0.35), ...outline(place, z) },
    );
  }
  return svg;
}
