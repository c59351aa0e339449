import { mix, rect } from "../ink.ts";
import { project } from "../camera.ts";
import { share } from "../seed.ts";
import {
  beam,
  freeSide,
  horizonLine,
  level,
  outline,
  quad,
  trace,
  upright,
  type Kit,
  type Place,
} from "./kit.ts";
import { drawClouds, drawSky } from "./sky.ts";
import { block, disc, pane } from "./solid.ts";

const PARAPET_Z = 3.2;

export const rooftop: Kit = {
  ground: "paving",
  behind(place) {
    const side = freeSide(place);
    return (
      drawSky(place, { hills: false }) +
      drawClouds(place) +
      drawCity(place) +
      drawRoof(place) +
      drawWaterTank(place, side) +
      drawStairHead(place, -side) +
      drawDucts(place, side)
    );
  },
};

/** Towers near and far; at night their windows burn. */
function drawCity(place: Place): string {
  const { stage, light, seed } = place;
  const horizon = horizonLine(stage);
  const foot = Math.max(horizon, project(stage, 0, 0, PARAPET_Z).y) + 4;
  const lit = light.time === "night" || light.time === "dusk";
  let svg = "";
  for (const [row, [tone, rise, count]] of [
    [0.75, 0.3, 11],
    [0.45, 0.22, 9],
    [0.15, 0.13, 8],
  ].entries()) {
    if (tone === undefined || rise === undefined || count === undefined) continue;
    const fill = mix(mix(light.dark, light.mid, 0.3), light.far, tone);
    for (let at = 0; at < count; at++) {
      const width = (stage.width * 1.3) / count;
      const x = -stage.width * 0.15 + width * (at + 0.4 * (share(seed, `tower ${row} ${at}`) - 0.5));
      const wide = width * (0.55 + 0.4 * share(seed, `girth ${row} ${at}`));
      const tall = stage.height * rise * (0.45 + 0.9 * share(seed, `storeys ${row} ${at}`));
      const top = horizon - tall;
      svg += rect(x, top, wide, foot - top, {
        fill,
        stroke: mix(light.ink, fill, 0.45 + tone * 0.4),
        width: 1.3,
      });
      if (share(seed, `mast ${row} ${at}`) > 0.6)
        svg += rect(x + wide * 0.46, top - tall * 0.22, Math.max(1.2, wide * 0.05), tall * 0.22, {
          fill: mix(light.ink, fill, 0.3),
        });
      const cell = Math.max(5, wide / 6);
      for (let wy = top + cell; wy < Math.min(foot, horizon + 26) - cell; wy += cell * 1.5)
        for (let wx = x + cell * 0.6; wx < x + wide - cell * 0.8; wx += cell * 1.25)
          if (share(seed, `pane ${row} ${at} ${Math.round(wx)} ${Math.round(wy)}`) > (lit ? 0.55 : 0.3))
            svg += rect(wx, wy, cell * 0.5, cell * 0.7, {
              fill: lit ? mix(light.glow, fill, 0.15 + tone * 0.4) : mix(fill, light.ink, 0.16),
            });
    }
  }
  return svg;
}

function drawRoof(place: Place): string {
  const { light, stage } = place;
  const felt = mix(light.ground, light.dark, 0.4);
  let svg = level(place, -30, 30, 0, stage.near, PARAPET_Z, { fill: felt, ...outline(place, PARAPET_Z) });
  for (let z = PARAPET_Z - 1.2, at = 0; at < 12 && z > stage.near; at++, z -= 1.2)
    svg += trace(
      place,
      [
        [-30, 0, z],
        [30, 0, z],
      ],
      { stroke: mix(felt, light.ink, 0.3), width: 1.3 },
    );
  svg += block(place, [-30, 30], [0, 0.78], [PARAPET_Z, PARAPET_Z + 0.35], mix(light.mid, light.dark, 0.35));
  return (
    svg +
    block(place, [-30, 30], [0.78, 0.9], [PARAPET_Z - 0.07, PARAPET_Z + 0.42], mix(light.mid, light.far, 0.4))
  );
}

function drawWaterTank(place: Place, side: number): string {
  const { light } = place;
  const x = side * 3.4;
  const z = PARAPET_Z + 3.4;
  const ink = outline(place, z);
  const wood = mix(light.dark, light.mid, 0.35);
  let svg = "";
  for (const dx of [-0.9, -0.3, 0.3, 0.9])
    svg += beam(place, [x + dx, 0, z], [x + dx * 0.85, 2.1, z], 0.1, light.ink);
  svg +=
    beam(place, [x - 0.9, 0.7, z], [x + 0.8, 2, z], 0.05, light.ink) +
    beam(place, [x + 0.9, 0.7, z], [x - 0.8, 2, z], 0.05, light.ink);
  svg += upright(place, x - 1.05, x + 1.05, 2.1, 4, z, { fill: wood, ...ink });
  const dark = -light.from;
  svg += upright(
    place,
    Math.min(x + dark * 1.05, x + dark * 0.4),
    Math.max(x + dark * 1.05, x + dark * 0.4),
    2.1,
    4,
    z,
    { fill: light.ink, opacity: 0.2 },
  );
  for (const y of [2.5, 3, 3.5])
    svg += trace(
      place,
      [
        [x - 1.05, y, z],
        [x + 1.05, y, z],
      ],
      { stroke: light.ink, width: 1.4 },
    );
  return (
    svg +
    quad(
      place,
      [
        [x - 1.2, 4, z],
        [x + 1.2, 4, z],
        [x, 4.8, z],
      ],
      { fill: mix(wood, light.ink, 0.3), ...ink },
    )
  );
}

/** The hut at the head of the stairs, with its door. */
function drawStairHead(place: Place, side: number): string {
  const { light } = place;
  const [left, right] = side > 0 ? [1.7, 4.4] : [-4.4, -1.7];
  const z = 1.7;
  const wall = mix(light.mid, light.wall, 0.4);
  const inner = side > 0 ? left : right;
  return (
    block(place, [left, right], [0, 2.5], [z, PARAPET_Z - 0.1], wall) +
    block(
      place,
      [left - 0.12, right + 0.12],
      [2.5, 2.62],
      [z - 0.12, PARAPET_Z],
      mix(wall, light.dark, 0.4),
    ) +
    upright(
      place,
      inner + side * 0.35 - (side > 0 ? 0 : 0.8),
      inner + side * 0.35 + (side > 0 ? 0.8 : 0),
      0,
      2.05,
      z - 0.01,
      { fill: mix(light.dark, light.ink, 0.2), ...outline(place, z) },
    ) +
    pane(place, inner, [1.5, 1.9], [z + 0.4, z + 0.9], { fill: mix(light.dark, light.ink, 0.4) })
  );
}

function drawDucts(place: Place, side: number): string {
  const { light } = place;
  const x = side * 1.7;
  const z = 1.5;
  const metal = mix(light.mid, light.far, 0.5);
  const ink = outline(place, z);
  return (
    beam(place, [side * 0.55, 0.9, PARAPET_Z + 0.2], [side * 0.55, 3.3, PARAPET_Z + 0.2], 0.045, light.ink) +
    [3.2, 2.95, 2.7]
      .map((y, at) =>
        beam(
          place,
          [side * 0.55 - 0.4 + at * 0.07, y, PARAPET_Z + 0.2],
          [side * 0.55 + 0.4 - at * 0.07, y, PARAPET_Z + 0.2],
          0.03,
          light.ink,
        ),
      )
      .join("") +
    block(place, [x - 0.45, x + 0.45], [0.12, 0.85], [z, z + 0.8], metal) +
    disc(place, [x, 0.5, z - 0.01], 0.27, { fill: mix(light.dark, light.ink, 0.3), ...ink }) +
    disc(place, [x, 0.5, z - 0.01], 0.07, { fill: metal, ...ink })
  );
}
