import { mix } from "../ink.ts";
import { share } from "../seed.ts";
import { beam, freeSide, level, outline, quad, trace, upright, type Kit, type Place } from "./kit.ts";
import { drawGround, drawSky } from "./sky.ts";
import { block, disc, halo, pane } from "./solid.ts";

const HALF = 1.85;
const HEIGHT = 9;
const END_Z = 17;

export const alley: Kit = {
  ground: "paving",
  behind(place) {
    const side = freeSide(place);
    return (
      drawSky(place, { hills: false }) +
      drawGround(place, mix(place.light.ground, place.light.dark, 0.45)) +
      drawEnd(place) +
      drawWall(place, -1) +
      drawWall(place, 1) +
      drawGutter(place) +
      drawFireEscape(place, -side) +
      drawLines(place) +
      drawDoorLamp(place, side) +
      drawBins(place, side)
    );
  },
};

/** The lit street at the far end. */
function drawEnd(place: Place): string {
  const { light } = place;
  const ink = outline(place, END_Z);
  const far = mix(light.far, light.skyLow, 0.4);
  return (
    upright(place, -HALF, HALF, 0, 6.5, END_Z + 6, { fill: mix(far, light.mid, 0.3) }) +
    [1, 3.4]
      .map((y) =>
        [-1, 0.2]
          .map((x) =>
            upright(place, x, x + 0.8, y, y + 1.4, END_Z + 6, {
              fill: light.time === "night" ? light.glow : mix(far, light.glow, 0.5),
              ...ink,
            }),
          )
          .join(""),
      )
      .join("") +
    halo(place, [0.9, 3, END_Z + 2], 1.6) +
    beam(place, [0.9, 0, END_Z + 2], [0.9, 3, END_Z + 2], 0.1, light.ink) +
    disc(place, [0.9, 3.1, END_Z + 2], 0.2, { fill: light.glow, ...ink })
  );
}

function drawWall(place: Place, side: 1 | -1): string {
  const { light, stage, seed } = place;
  const { near } = stage;
  const x = side * HALF;
  const brick = side === light.from ? mix(light.dark, light.mid, 0.3) : mix(light.mid, light.wall, 0.35);
  const seam = { stroke: mix(brick, light.ink, 0.3), width: 1.1 };
  const ink = outline(place, 2);
  let svg = pane(place, x, [0, HEIGHT], [near, END_Z], { fill: brick, ...ink });
  for (let row = 0; row < 26; row++) {
    const y = 0.3 + row * 0.32;
    for (let at = 0; at < 7; at++) {
      const z = near + (END_Z - near) * share(seed, `brick ${side} ${row} ${at}`) ** 1.6;
      svg += trace(
        place,
        [
          [x, y, z],
          [x, y, z + 0.5],
        ],
        seam,
      );
    }
  }
  svg += pane(place, x, [0, 0.55], [near, END_Z], { fill: mix(brick, light.ink, 0.25) });
  for (const [at, z] of [12.5, 9, 5.6, 2.2, -1.4].entries()) {
    if (z < near) continue;
    for (const floor of [0, 1]) {
      const y = 2.6 + floor * 2.9;
      const lit =
        (light.time === "night" || light.time === "dusk") && share(seed, `lit ${side} ${at} ${floor}`) > 0.6;
      svg += pane(place, x, [y, y + 1.35], [z, z + 0.95], {
        fill: lit ? light.glow : mix(brick, light.glassTop, 0.45),
        ...outline(place, z),
      });
      svg += pane(place, x, [y - 0.1, y], [z - 0.08, z + 1.03], {
        fill: mix(brick, light.far, 0.4),
        ...outline(place, z),
      });
    }
  }
  return (
    svg + beam(place, [side * (HALF - 0.06), 0, 4.4], [side * (HALF - 0.06), HEIGHT, 4.4], 0.1, light.ink)
  );
}

function drawGutter(place: Place): string {
  const { light, stage } = place;
  const wet = mix(light.ground, light.skyLow, light.time === "night" ? 0.5 : 0.6);
  return (
    level(place, -0.18, 0.12, 0.005, stage.near, END_Z, { fill: mix(light.dark, light.ink, 0.2) }) +
    quad(
      place,
      [
        [-0.9, 0.006, 1.4],
        [-0.2, 0.006, 1],
        [0.7, 0.006, 1.3],
        [0.8, 0.006, 2.6],
        [0.1, 0.006, 3.2],
        [-0.8, 0.006, 2.4],
      ],
      { fill: wet, opacity: 0.75 },
    )
  );
}

function drawFireEscape(place: Place, side: number): string {
  const { light } = place;
  const x = side * HALF;
  const out = side * (HALF - 0.75);
  let svg = "";
  for (const y of [5.5, 2.9]) {
    for (const z of [5.2, 2.9])
      svg += quad(
        place,
        [
          [x, y, z],
          [out, y, z],
          [out, y + 0.9, z],
          [x, y + 0.9, z],
        ],
        { stroke: light.ink, width: 2 },
      );
    svg += quad(
      place,
      [
        [x, y, 2.9],
        [out, y, 2.9],
        [out, y, 5.2],
        [x, y, 5.2],
      ],
      { fill: mix(light.dark, light.ink, 0.5), ...outline(place, 3) },
    );
    for (const rail of [0.45, 0.9])
      svg += trace(
        place,
        [
          [out, y + rail, 2.9],
          [out, y + rail, 5.2],
        ],
        { stroke: light.ink, width: 2 },
      );
    for (let z = 2.9; z < 5.3; z += 0.38)
      svg += trace(
        place,
        [
          [out, y, z],
          [out, y + 0.9, z],
        ],
        { stroke: light.ink, width: 1.4 },
      );
  }
  for (const z of [4.8, 5.1])
    svg += trace(
      place,
      [
        [out, 2.9, z],
        [out, 1.2, z],
      ],
      { stroke: light.ink, width: 2 },
    );
  for (let y = 1.3; y < 2.9; y += 0.28)
    svg += trace(
      place,
      [
        [out, y, 4.8],
        [out, y, 5.1],
      ],
      { stroke: light.ink, width: 1.6 },
    );
  return svg;
}

/** Washing and wires between the houses. */
function drawLines(place: Place): string {
  const { light } = place;
  const cable = { stroke: light.ink, width: 1.6 };
  let svg = trace(
    place,
    [
      [-HALF, 5, 7],
      [0, 4.6, 7.2],
      [HALF, 5.2, 7.4],
    ],
    cable,
  );
  svg += trace(
    place,
    [
      [-HALF, 4.2, 10],
      [0, 3.9, 10],
      [HALF, 4.3, 10],
    ],
    cable,
  );
  for (const [x, wide, long] of [
    [-1, 0.5, 0.8],
    [-0.3, 0.35, 0.6],
    [0.35, 0.6, 0.75],
  ] as const)
    svg += upright(place, x, x + wide, 3.95 - long, 3.95, 10, {
      fill: mix(light.far, light.glow, 0.3),
      ...outline(place, 10),
    });
  return svg;
}

function drawDoorLamp(place: Place, side: number): string {
  const { light, stage } = place;
  const x = side * (HALF - 0.01);
  const z = 3;
  if (z < stage.near) return "";
  const ink = outline(place, z);
  return (
    pane(place, x, [0, 2.1], [z, z + 1], { fill: mix(light.dark, light.ink, 0.35), ...ink }) +
    pane(place, x, [0.15, 0.9], [z + 0.15, z + 0.85], { stroke: light.ink, width: 1.3 }) +
    halo(place, [side * (HALF - 0.3), 2.5, z + 0.5], 0.8) +
    beam(place, [x, 2.62, z + 0.5], [side * (HALF - 0.32), 2.62, z + 0.5], 0.04, light.ink) +
    disc(place, [side * (HALF - 0.32), 2.5, z + 0.5], 0.11, { fill: light.glow, ...ink })
  );
}

function drawBins(place: Place, side: number): string {
  const { light } = place;
  const near = -side;
  const span = (a: number, b: number): readonly [number, number] => (a < b ? [a, b] : [b, a]);
  const steel = mix(light.dark, light.mid, 0.4);
  const z = 1.5;
  const ink = outline(place, z);
  return (
    block(place, span(near * 1.8, near * 0.95), [0.12, 1.1], [z, z + 1.5], steel) +
    block(
      place,
      span(near * 1.84, near * 0.9),
      [1.1, 1.2],
      [z - 0.04, z + 1.55],
      mix(steel, light.ink, 0.3),
    ) +
    upright(place, ...span(near * 1.7, near * 1.05), 0.5, 0.62, z - 0.01, {
      fill: mix(steel, light.far, 0.35),
      ...ink,
    }) +
    block(place, span(side * 1.75, side * 1.3), [0, 0.42], [1, 1.4], mix(light.mid, light.far, 0.35)) +
    block(place, span(side * 1.7, side * 1.4), [0.42, 0.74], [1.05, 1.35], mix(light.mid, light.far, 0.15))
  );
}
