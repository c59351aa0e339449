import { project, unitsAt } from "../camera.ts";
import { circle, mix, polygon, rect } from "../ink.ts";
import { share } from "../seed.ts";
import { beam, horizonLine, level, outline, quad, type Kit, type Place } from "./kit.ts";
import { drawGround, drawSky } from "./sky.ts";

const KERB = 2.7;
const WALL = 4.3;

export const street: Kit = {
  ground: "paving",
  around: "kerb",
  behind(place) {
    const { light } = place;
    return (
      drawSky(place, { hills: false }) +
      drawSkyline(place) +
      drawGround(place, mix(light.ground, light.dark, 0.35)) +
      drawRoad(place) +
      drawFacades(place, -1) +
      drawFacades(place, 1) +
      drawLamps(place)
    );
  },
};

function drawSkyline(place: Place): string {
  const { stage, light, seed } = place;
  const horizon = horizonLine(stage);
  let svg = "";
  for (let at = 0; at < 9; at++) {
    const width = stage.width * 0.09;
    const height = stage.height * (0.06 + 0.13 * share(seed, `block ${at}`));
    svg += rect(stage.width * (0.1 + 0.09 * at), horizon - height, width, height + 1, {
      fill: mix(light.hills, light.far, share(seed, `tone ${at}`)),
    });
  }
  return svg;
}

function drawRoad(place: Place): string {
  const { stage, light } = place;
  const { near } = stage;
  const pavement = mix(light.ground, light.far, 0.5);
  let svg = "";
  for (const side of [-1, 1]) {
    svg += level(place, side * KERB, side * WALL, 0.1, near, 60, { fill: pavement, ...outline(place, 3) });
    svg += quad(
      place,
      [
        [side * KERB, 0, near],
        [side * KERB, 0.1, near],
        [side * KERB, 0.1, 60],
        [side * KERB, 0, 60],
      ],
      { fill: light.mid, ...outline(place, 3) },
    );
  }
  for (let z = -2; z < 30; z += 3) {
    if (z + 1.4 < near) continue;
    svg += level(place, -0.07, 0.07, 0, z, z + 1.4, {
      fill: mix(light.far, light.glow, light.time === "night" ? 0.1 : 0.5),
    });
  }
  return svg;
}

function drawFacades(place: Place, side: 1 | -1): string {
  const { stage, light, seed } = place;
  let svg = "";
  const lots: { from: number; to: number; height: number }[] = [];
  // Anchored to the world, not to the camera: the same street in every shot.
  let z = -30;
  for (let at = 0; at < 14; at++) {
    const length = 4.5 + 3 * share(seed, `lot ${side} ${at}`);
    lots.push({
      from: Math.max(z, stage.near),
      to: z + length,
      height: 6.2 + 4 * share(seed, `rise ${side} ${at}`),
    });
    z += length;
  }
  for (const [at, lot] of [...lots.entries()].reverse()) {
    if (lot.to <= stage.near + 0.1) continue;
    const air = Math.max(0, Math.min(0.75, (lot.from + 4) * 0.02));
    const fill = mix(
      mix(light.mid, light.dark, 0.2 + 0.5 * share(seed, `paint ${side} ${at}`)),
      light.far,
      air,
    );
    const x = side * WALL;
    svg += quad(
      place,
      [
        [x, 0, lot.from],
        [x, lot.height, lot.from],
        [x, lot.height, lot.to],
        [x, 0, lot.to],
      ],
      { fill, ...outline(place, lot.to) },
    );
    const end = lots[at + 1];
    if (end && end.height < lot.height)
      svg += quad(
        place,
        [
          [x, end.height, lot.to],
          [x, lot.height, lot.to],
          [x + side * 4, lot.height, lot.to],
          [x + side * 4, end.height, lot.to],
        ],
        { fill: mix(fill, light.ink, 0.15) },
      );
    svg += drawOpenings(place, x, lot, fill, `${side} ${at}`);
  }
  return svg;
}

function drawOpenings(
  place: Place,
  x: number,
  lot: { from: number; to: number; height: number },
  fill: string,
  salt: string,
): string {
  const { light, seed, stage } = place;
  let svg = "";
  const lit = light.time === "night" || light.time === "dusk";
  for (let floor = 0; floor * 2.7 + 3 < lot.height; floor++) {
    for (let bay = 0; bay < 3; bay++) {
      const length = lot.to - lot.from;
      const z = lot.from + length * (0.12 + bay * 0.3);
      const w = length * 0.17;
      if (z < stage.near + 0.2) continue;
      const on = lit && share(seed, `${salt} ${floor} ${bay}`) > 0.68;
      const low = floor === 0 ? (bay === 1 ? 0.1 : 0.9) : floor * 2.7 + 0.9;
      const high = floor * 2.7 + 2.35;
      const pane = on
        ? mix(light.glow, fill, 0.15)
        : mix(fill, floor === 0 && bay === 1 ? light.ink : light.glassTop, lit ? 0.45 : 0.55);
      svg += quad(
        place,
        [
          [x, low, z],
          [x, high, z],
          [x, high, z + w],
          [x, low, z + w],
        ],
        { fill: pane, ...outline(place, z + 2) },
      );
    }
  }
  return svg;
}

function drawLamps(place: Place): string {
  const { stage, light } = place;
  let svg = "";
  for (const z of [16, 9, 3.2]) {
    for (const side of [-1, 1]) {
      const x = side * (KERB + 0.25);
      const units = unitsAt(stage, z);
      svg += beam(place, [x, 0.1, z], [x, 3.5, z], 0.085, light.ink);
      const head = project(stage, x, 3.62, z);
      if (light.time === "night" || light.time === "dusk")
        svg += circle(head.x, head.y, 0.75 * units, { fill: light.glow, opacity: 0.12 });
      const corner = (dx: number, y: number): { x: number; y: number } => project(stage, x + dx, y, z);
      svg += polygon([corner(-0.12, 3.45), corner(0.12, 3.45), corner(0.19, 3.85), corner(-0.19, 3.85)], {
        fill: light.glow,
        ...outline(place, z),
      });
      svg += polygon([corner(-0.24, 3.85), corner(0.24, 3.85), corner(0, 4.04)], { fill: light.ink });
    }
  }
  return svg;
}
