import { project } from "../camera.ts";
import { mix, num, path, pair } from "../ink.ts";
import { share } from "../seed.ts";
import { drawHarbour } from "./harbour.ts";
import { beam, bounds, freeSide, outline, trace, type Kit, type Place } from "./kit.ts";
import { drawSky, drawWater } from "./sky.ts";

/** Metres behind the subject where the sea begins. */
const TIDE_Z = 5;

export const beach: Kit = {
  ground: "earth",
  vista: drawHarbour,
  behind(place) {
    return drawSky(place) + drawWater(place) + drawSand(place) + drawGroynes(place) + drawStones(place);
  },
};

function drawSand(place: Place): string {
  const { stage, light } = place;
  const area = bounds(stage);
  const sand = mix(light.ground, light.far, light.time === "night" ? 0.35 : 0.7);
  const y = project(stage, 0, 0, TIDE_Z).y;
  const reach = Math.max(3, (stage.height - y) * 0.1);
  const shore = (lift: number): string =>
    `M${num(area.left)} ${num(y + lift)}C${num(stage.width * 0.25)} ${num(y - reach + lift)} ${num(stage.width * 0.4)} ${num(y + reach + lift)} ${num(stage.width * 0.62)} ${num(y + lift)}C${num(stage.width * 0.8)} ${num(y - reach + lift)} ${num(stage.width * 0.9)} ${num(y + lift)} ${num(area.right)} ${num(y - reach * 0.5 + lift)}`;
  const close = `V${num(area.bottom)}H${num(area.left)}Z`;
  return (
    path(shore(-reach * 0.7) + close, { fill: mix(light.water, light.glow, 0.4) }) +
    path(shore(0) + close, { fill: mix(sand, light.dark, 0.2) }) +
    path(shore(reach * 1.1) + close, { fill: sand })
  );
}

/** Weathered posts that run into the sea. */
function drawGroynes(place: Place): string {
  const { light } = place;
  const side = freeSide(place);
  const x = side * 2.3;
  const colour = mix(light.dark, light.ink, 0.4);
  let svg = "";
  for (const [at, z] of [11, 9, 7.3, 5.8, 4.5, 3.3, 2.2].entries()) {
    svg += beam(place, [x, -0.1, z], [x, 0.75 - at * 0.02, z], 0.16, colour);
  }
  return (
    svg +
    trace(
      place,
      [
        [x, 0.4, 11],
        [x, 0.45, 2.2],
      ],
      { stroke: colour, width: 3 },
    )
  );
}

function drawStones(place: Place): string {
  const { stage, light, seed } = place;
  let svg = "";
  for (let at = 0; at < 9; at++) {
    const z = 0.6 + 3.2 * share(seed, `stone ${at}`);
    const x = -3 + 6 * share(seed, `stone x ${at}`);
    const r = 0.05 + 0.08 * share(seed, `stone r ${at}`);
    const spot = (dx: number, y: number): string => pair(project(stage, x + dx, y, z));
    svg += path(`M${spot(-r, 0)}C${spot(-r, r)} ${spot(r, r * 1.2)} ${spot(r * 1.3, 0)}Z`, {
      fill: mix(light.mid, light.dark, 0.3),
      ...outline(place, z),
    });
  }
  return svg;
}
