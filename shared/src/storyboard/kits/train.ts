import { mix } from "../ink.ts";
import { share } from "../seed.ts";
import { beam, bounds, freeSide, level, outline, quad, trace, upright, type Kit, type Place } from "./kit.ts";
import { drawGround, drawSky } from "./sky.ts";
import { rect } from "../ink.ts";
import { block, disc, halo, pane } from "./solid.ts";

const HALF = 1.5;
const HEIGHT = 2.35;
const END_Z = 10;
const ROW = 1.7;

/** Inside, the aisle of a carriage; outside, the carriage beside the line. */
export const train: Kit = {
  ground: "planks",
  roomDepth: 7.5,
  outside: drawBesideTheLine,
  behind(place) {
    return drawShell(place) + drawEnd(place) + drawWindows(place) + drawRacks(place) + drawSeats(place);
  },
};

function drawShell(place: Place): string {
  const { stage, light } = place;
  const area = bounds(stage);
  const { near } = stage;
  const wall = mix(light.wall, light.far, 0.2);
  const ink = outline(place, 3);
  let svg = rect(area.left, area.top, area.width, area.bottom - area.top, {
    fill: mix(wall, light.ink, 0.25),
  });
  svg += level(place, -1.05, 1.05, HEIGHT, near, END_Z, { fill: mix(wall, light.glow, 0.1), ...ink });
  svg += level(place, -HALF, HALF, 0, near, END_Z, { fill: mix(light.dark, light.mid, 0.25), ...ink });
  for (const side of [-1, 1] as const) {
    const fill = side === light.from ? mix(wall, light.dark, 0.3) : mix(wall, light.dark, 0.1);
    svg += quad(
      place,
      [
        [side * 1.05, HEIGHT, near],
        [side * HALF, 1.95, near],
        [side * HALF, 1.95, END_Z],
        [side * 1.05, HEIGHT, END_Z],
      ],
      { fill: mix(fill, light.glow, 0.08), ...ink },
    );
    svg += pane(place, side * HALF, [0, 1.95], [near, END_Z], { fill, ...ink });
  }
  return svg + level(place, -0.16, 0.16, HEIGHT - 0.01, near, END_Z, { fill: light.glow, ...ink });
}

function drawEnd(place: Place): string {
  const { light } = place;
  const z = END_Z - 0.02;
  const ink = outline(place, z);
  return (
    quad(
      place,
      [
        [-HALF, 0, z],
        [-HALF, 1.95, z],
        [-1.05, HEIGHT, z],
        [1.05, HEIGHT, z],
        [HALF, 1.95, z],
        [HALF, 0, z],
      ],
      { fill: mix(light.wall, light.dark, 0.3), ...ink },
    ) +
    upright(place, -0.42, 0.42, 0, 2.02, z - 0.02, { fill: mix(light.mid, light.far, 0.3), ...ink }) +
    upright(place, -0.26, 0.26, 1, 1.85, z - 0.03, { fill: light.glassTop, ...ink })
  );
}

function drawWindows(place: Place): string {
  const { light, stage } = place;
  let svg = "";
  for (const side of [-1, 1] as const) {
    const x = side * (HALF - 0.005);
    for (let z = 8.2; z > -8; z -= ROW) {
      if (z + ROW < stage.near + 0.3) break;
      const from = Math.max(z + 0.2, stage.near);
      const to = z + ROW - 0.2;
      const ink = outline(place, Math.max(0, z));
      svg += pane(place, x, [0.92, 1.78], [from, to], { fill: light.glassTop, ...ink });
      const hill = 1.1 + 0.2 * share(place.seed, `hill ${side} ${Math.round(z)}`);
      svg += quad(
        place,
        [
          [x, 0.93, from],
          [x, hill, from],
          [x, 1.08 + 0.2 * share(place.seed, `fold ${side} ${Math.round(z)}`), to],
          [x, 0.93, to],
        ],
        { fill: light.hills },
      );
      svg += pane(place, x, [0.92, 1.78], [from, to], { stroke: light.ink, width: ink.width * 1.4 });
    }
  }
  return svg;
}

function drawRacks(place: Place): string {
  const { light, stage, seed } = place;
  let svg = "";
  for (const side of [-1, 1]) {
    svg += level(place, ...span(side * 1.48, side * 1.08), 1.9, stage.near, END_Z, {
      fill: mix(light.dark, light.mid, 0.2),
      ...outline(place, 3),
    });
    for (let z = 7; z > -6; z -= ROW) {
      if (z < stage.near + 0.3) break;
      if (share(seed, `bag ${side} ${Math.round(z)}`) > 0.45)
        svg += block(
          place,
          span(side * 1.42, side * 1.14),
          [1.92, 2.14],
          [z, z + 0.7],
          mix(light.mid, light.dark, share(seed, `tone ${side} ${Math.round(z)}`)),
        );
    }
  }
  return svg;
}

/** High backs in rows to both sides of the aisle, the far ones first. */
function drawSeats(place: Place): string {
  const { light, stage } = place;
  let svg = "";
  for (let z = 7.9; z > -7; z -= ROW) {
    if (z < stage.near + 0.25) break;
    const cloth = mix(mix(light.dark, light.mid, 0.45), light.wall, Math.max(0, Math.min(0.5, z * 0.06)));
    for (const side of [-1, 1]) {
      const [left, right] = span(side * 1.42, side * 0.5);
      svg += block(place, [left, right], [0.38, 0.5], [z - 0.5, z], cloth);
      svg += block(place, [left, right], [0.4, 1.22], [z, z + 0.16], cloth);
      const middle = (left + right) / 2;
      svg += upright(place, left + 0.06, middle - 0.03, 1.02, 1.18, z - 0.01, {
        fill: mix(cloth, light.glow, light.time === "night" ? 0.2 : 0.45),
        ...outline(place, z),
      });
      svg += upright(place, middle + 0.03, right - 0.06, 1.02, 1.18, z - 0.01, {
        fill: mix(cloth, light.glow, light.time === "night" ? 0.2 : 0.45),
        ...outline(place, z),
      });
      svg += block(place, span(side * 0.5, side * 0.56), [0.66, 0.72], [z - 0.45, z], light.ink, false);
    }
  }
  return svg;
}

function drawBesideTheLine(place: Place): string {
  const { light, stage } = place;
  const side = freeSide(place);
  const rail = { stroke: light.ink, width: 2.4 };
  let svg = drawSky(place) + drawGround(place, light.ground);
  svg += level(place, ...span(side * 1.4, side * 6.4), 0.02, stage.near, 60, {
    fill: mix(light.ground, light.dark, 0.35),
  });
  for (const x of [2.1, 3.5])
    svg += trace(
      place,
      [
        [side * x, 0.1, stage.near],
        [side * x, 0.1, 60],
      ],
      rail,
    );
  return svg + drawCarriage(place, side * 1.95, side, 1.5);
}

/** The long flank of a train, running away; `x` is the side that faces the camera's middle. */
export function drawCarriage(place: Place, x: number, side: number, from: number): string {
  const { light, stage } = place;
  const to = 40;
  const low = -0.35;
  const paint = mix(light.mid, light.dark, 0.45);
  const near = Math.max(from, stage.near);
  const ink = outline(place, near + 2);
  const far = x + side * 2.6;
  let svg = quad(
    place,
    [
      [x, low + 0.3, near],
      [x, low + 3.1, near],
      [x + side * 0.4, low + 3.5, near],
      [far - side * 0.4, low + 3.5, near],
      [far, low + 3.1, near],
      [far, low + 0.3, near],
    ],
    { fill: mix(paint, light.ink, 0.2), ...ink },
  );
  svg += upright(place, ...span(x + side * 0.35, far - side * 0.35), low + 1.7, low + 2.9, near - 0.02, {
    fill: light.glassTop,
    ...ink,
  });
  svg +=
    disc(place, [x + side * 0.4, low + 0.95, near - 0.03], 0.14, { fill: light.glow, ...ink }) +
    halo(place, [x + side * 0.4, low + 0.95, near - 0.03], 0.7);
  svg += disc(place, [far - side * 0.4, low + 0.95, near - 0.03], 0.14, { fill: light.glow, ...ink });
  svg += pane(place, x, [low + 0.3, low + 3.1], [near, to], { fill: paint, ...ink });
  svg += pane(place, x, [low + 1.2, low + 1.4], [near, to], { fill: mix(paint, light.glow, 0.35) });
  const lit = light.time === "night" || light.time === "dusk";
  for (let z = near + 1; z < to - 2; z += z < 14 ? 2 : 4) {
    svg += pane(place, x, [low + 1.7, low + 2.7], [z, z + 1.4], {
      fill: lit ? light.glow : light.glassTop,
      ...outline(place, z),
    });
  }
  return svg + beam(place, [x, low + 0.3, near], [x, low + 0.3, to], 0.1, light.ink);
}

const span = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a]);
