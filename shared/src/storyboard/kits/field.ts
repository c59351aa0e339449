import { project } from "../camera.ts";
import { ellipse, mix, pair, path, polygon } from "../ink.ts";
import { unitsAt } from "../camera.ts";
import { share } from "../seed.ts";
import { beam, bounds, freeSide, horizonLine, outline, quad, upright, type Kit, type Place } from "./kit.ts";
import { drawClouds, drawGround, drawSky } from "./sky.ts";
import { disc } from "./solid.ts";

const FAR = 120;

export const field: Kit = {
  ground: "earth",
  behind(place) {
    const side = freeSide(place);
    return (
      drawSky(place) +
      drawClouds(place) +
      drawGround(place, mix(place.light.ground, place.light.far, 0.5)) +
      drawHedge(place) +
      drawFurrows(place) +
      drawFarm(place, side) +
      drawBales(place, side) +
      drawStubble(place)
    );
  },
};

/** The dark line of trees that ends a field. */
function drawHedge(place: Place): string {
  const { stage, light, seed } = place;
  const area = bounds(stage);
  const base = horizonLine(stage);
  let d = `M${pair({ x: area.left, y: base + 2 })}`;
  for (let at = 0; at <= 22; at++) {
    const x = area.left + (area.width * at) / 22;
    const lift = Math.min(stage.height, stage.width) * (0.008 + 0.022 * share(seed, `hedge ${at}`));
    d += `L${pair({ x, y: base - lift })}`;
  }
  return path(`${d}L${pair({ x: area.right, y: base + 2 })}Z`, { fill: mix(light.dark, light.hills, 0.5) });
}

/** Rows that run to one point, darker between them. */
function drawFurrows(place: Place): string {
  const { light, stage } = place;
  const dark = mix(light.ground, light.dark, 0.3);
  let svg = "";
  for (let row = -26; row <= 26; row++) {
    const x = row * 1.1 + 0.5;
    if (Math.abs(x) < 0.4) continue;
    svg += quad(
      place,
      [
        [x, 0, stage.near],
        [x + 0.42, 0, stage.near],
        [x + 0.42, 0, FAR],
        [x, 0, FAR],
      ],
      { fill: dark },
    );
  }
  return svg;
}

function drawFarm(place: Place, side: number): string {
  const { light } = place;
  const z = 46;
  const x = side * 9;
  const ink = outline(place, z);
  const barn = mix(light.mid, light.dark, 0.4);
  const crown = mix(light.dark, light.mid, 0.2);
  return (
    disc(place, [x + side * 6, 3, z + 1], 2.6, { fill: crown, ...ink }) +
    disc(place, [x + side * 8, 2.2, z + 1], 2.1, { fill: crown, ...ink }) +
    upright(place, x - 4, x + 4, 0, 3.2, z, { fill: barn, ...ink }) +
    quad(
      place,
      [
        [x - 4.5, 3.1, z],
        [x + 4.5, 3.1, z],
        [x + 3, 6, z],
        [x - 3, 6, z],
      ],
      { fill: mix(barn, light.ink, 0.3), ...ink },
    ) +
    upright(place, x - 0.9, x + 0.9, 0, 2.3, z - 0.1, {
      fill: light.time === "night" ? light.glow : light.dark,
      ...ink,
    }) +
    upright(place, x - side * 5.6 - 0.9, x - side * 5.6 + 0.9, 0, 6.2, z, {
      fill: mix(light.far, light.mid, 0.4),
      ...ink,
    }) +
    disc(place, [x - side * 5.6, 6.2, z], 0.9, { fill: mix(light.mid, light.dark, 0.3), ...ink })
  );
}

/** Round bales, and a scarecrow to tell how far the rows go. */
function drawBales(place: Place, side: number): string {
  const { light, stage } = place;
  let svg = "";
  const straw = mix(light.far, light.glow, light.time === "night" ? 0.05 : 0.3);
  for (const [x, z] of [
    [-side * 9, 26],
    [side * 3.6, 15],
    [-side * 4.2, 9.5],
    [side * 2.9, 6.5],
  ] as const) {
    const centre = project(stage, x, 0.62, z);
    const units = unitsAt(stage, z);
    const ink = outline(place, z);
    const depth = 0.5 * units;
    svg += ellipse(centre.x, centre.y + 0.6 * units, 0.9 * units, 0.1 * units, {
      fill: light.ink,
      opacity: 0.25,
    });
    svg += polygon(
      [
        { x: centre.x - depth, y: centre.y - 0.62 * units },
        { x: centre.x + depth, y: centre.y - 0.62 * units },
        { x: centre.x + depth, y: centre.y + 0.62 * units },
        { x: centre.x - depth, y: centre.y + 0.62 * units },
      ],
      { fill: mix(straw, light.dark, 0.25), ...ink },
    );
    for (const [at, r] of [0.62, 0.42, 0.2].entries())
      svg += ellipse(
        centre.x - side * depth,
        centre.y,
        0.4 * r * units,
        r * units,
        at === 0 ? { fill: straw, ...ink } : { stroke: mix(straw, light.ink, 0.4), width: 1.2 },
      );
  }
  const z = 11;
  const x = -side * 1.3;
  return (
    svg +
    beam(place, [x, 0, z], [x, 1.7, z], 0.07, light.ink) +
    beam(place, [x - 0.7, 1.3, z], [x + 0.7, 1.3, z], 0.06, light.ink) +
    quad(
      place,
      [
        [x - 0.55, 1.36, z],
        [x + 0.55, 1.36, z],
        [x + 0.3, 0.75, z],
        [x - 0.3, 0.75, z],
      ],
      { fill: mix(light.dark, light.mid, 0.3), ...outline(place, z) },
    ) +
    disc(place, [x, 1.72, z], 0.17, { fill: straw, ...outline(place, z) })
  );
}

function drawStubble(place: Place): string {
  const { light, stage, seed } = place;
  const stem = { stroke: mix(light.dark, light.ground, 0.25), width: 1.6 };
  let d = "";
  for (let at = 0; at < 46; at++) {
    const z = 0.4 + 5 * share(seed, `stem z ${at}`) ** 1.5;
    const x = -3.6 + 7.2 * share(seed, `stem x ${at}`);
    if (z < stage.near) continue;
    const foot = project(stage, x, 0, z);
    const tip = project(stage, x + 0.06, 0.16 + 0.2 * share(seed, `stem y ${at}`), z);
    if (foot.x < -40 || foot.x > stage.width + 40) continue;
    d += `M${pair(foot)}L${pair(tip)}`;
  }
  return d ? path(d, stem) : "";
}
