import { project, unitsAt } from "../camera.ts";
import { drawClockFace } from "../clock-face.ts";
import { mix } from "../ink.ts";
import { beam, freeSide, level, outline, quad, trace, upright, type Kit, type Place } from "./kit.ts";
import { drawGround, drawSky } from "./sky.ts";
import { drawCarriage } from "./train.ts";
import { block, disc, halo } from "./solid.ts";

const EDGE = 1.35;
const END_Z = 34;
const COLUMNS = [-7, -3, 1.6, 5.6, 9.6, 13.6, 17.6, 21.6];

/** A platform under its roof; a train stands on the far track. Indoors the roof closes over both. */
export const station: Kit = {
  ground: "paving",
  around: "kerb",
  behind(place) {
    const side = freeSide(place);
    return (
      drawSky(place, { hills: false }) +
      drawGround(place, mix(place.light.ground, place.light.dark, 0.3)) +
      drawTracks(place, side) +
      drawCarriage(place, side * 5.1, side, 6) +
      drawPlatform(place, side) +
      drawRoof(place, side) +
      drawBench(place, side) +
      drawHangingClock(place, side)
    );
  },
};

function drawTracks(place: Place, side: number): string {
  const { light, stage } = place;
  const rail = { stroke: light.ink, width: 2.4 };
  let svg = "";
  for (let z = Math.ceil(stage.near), at = 0; z < END_Z && at < 40; at++, z += z < 8 ? 0.75 : 2)
    svg += level(place, ...between(side * 1.75, side * 3.85), -0.95, z, z + 0.28, {
      fill: mix(light.dark, light.ink, 0.3),
    });
  for (const x of [2.1, 3.5])
    svg += trace(
      place,
      [
        [side * x, -0.88, stage.near],
        [side * x, -0.88, END_Z],
      ],
      rail,
    );
  return svg;
}

function drawPlatform(place: Place, side: number): string {
  const { light, stage } = place;
  const paving = mix(light.ground, light.far, 0.45);
  const ink = outline(place, 3);
  let svg = level(place, ...between(side * EDGE, side * -9), 0, stage.near, END_Z, { fill: paving, ...ink });
  svg += quad(
    place,
    [
      [side * EDGE, 0, stage.near],
      [side * EDGE, -0.95, stage.near],
      [side * EDGE, -0.95, END_Z],
      [side * EDGE, 0, END_Z],
    ],
    { fill: mix(light.dark, light.ink, 0.3), ...ink },
  );
  svg += level(place, ...between(side * (EDGE - 0.32), side * (EDGE - 0.18)), 0.005, stage.near, END_Z, {
    fill: mix(light.far, light.glow, light.time === "night" ? 0.15 : 0.6),
  });
  for (let z = Math.ceil(stage.near), at = 0; z < 20 && at < 24; at++, z += z < 5 ? 1 : 2.5)
    svg += trace(
      place,
      [
        [side * EDGE, 0, z],
        [side * -9, 0, z],
      ],
      { stroke: mix(paving, light.ink, 0.2), width: 1.2 },
    );
  return svg;
}

function drawRoof(place: Place, side: number): string {
  const { light, stage } = place;
  const under = mix(light.dark, light.mid, 0.25);
  let svg = "";
  if (light.interior)
    // The glass shed over the tracks.
    svg += [END_Z, 26, 19, 13, 8, 4]
      .map((z) =>
        trace(
          place,
          [
            [-9, 3.4, z],
            [-7, 7.4, z],
            [0, 9.4, z],
            [7, 7.4, z],
            [9, 3.4, z],
          ],
          { stroke: mix(light.ink, light.far, 0.3), width: Math.max(2, outline(place, z).width * 1.6) },
        ),
      )
      .join("");
  svg += level(place, ...between(side * (EDGE + 0.35), side * -6.5), 3.5, stage.near, END_Z, {
    fill: under,
    ...outline(place, 4),
  });
  svg += quad(
    place,
    [
      [side * (EDGE + 0.35), 3.5, stage.near],
      [side * (EDGE + 0.35), 3.85, stage.near],
      [side * (EDGE + 0.35), 3.85, END_Z],
      [side * (EDGE + 0.35), 3.5, END_Z],
    ],
    { fill: mix(light.dark, light.ink, 0.35), ...outline(place, 4) },
  );
  for (const z of [...COLUMNS].reverse()) {
    if (z < stage.near + 0.3) continue;
    const x = side * -2.35;
    const iron = mix(light.ink, light.far, Math.max(0, Math.min(0.55, z * 0.025)));
    svg += trace(
      place,
      [
        [side * (EDGE + 0.35), 3.48, z],
        [side * -6.5, 3.48, z],
      ],
      { stroke: iron, width: Math.max(1.6, outline(place, z).width * 1.6) },
    );
    svg += beam(place, [x, 0, z], [x, 3.48, z], 0.17, iron);
    svg +=
      beam(place, [x, 2.8, z], [x + side * 0.8, 3.46, z], 0.07, iron) +
      beam(place, [x, 2.8, z], [x - side * 0.8, 3.46, z], 0.07, iron);
    svg += block(place, [x - 0.16, x + 0.16], [0, 0.4], [z - 0.14, z + 0.14], iron, false);
    svg +=
      halo(place, [x + side * 1.4, 3.3, z], 0.8) +
      disc(place, [x + side * 1.4, 3.36, z], 0.12, { fill: light.glow, ...outline(place, z) });
  }
  return svg;
}

function drawBench(place: Place, side: number): string {
  const { light } = place;
  const x = side * -3.1;
  const z = 2.6;
  const wood = mix(light.mid, light.dark, 0.5);
  return (
    block(place, [x - 0.9, x + 0.9], [0.4, 0.46], [z, z + 0.45], wood) +
    [0.56, 0.74]
      .map((y) => block(place, [x - 0.9, x + 0.9], [y, y + 0.13], [z + 0.42, z + 0.46], wood))
      .join("") +
    [-0.8, 0.8].map((dx) => beam(place, [x + dx, 0, z], [x + dx, 0.42, z], 0.06, light.ink)).join("") +
    upright(place, x - side * 1.6 - 0.5, x - side * 1.6 + 0.5, 1.5, 2.2, z + 0.6, {
      fill: mix(light.far, light.glow, 0.3),
      ...outline(place, z),
    })
  );
}

function drawHangingClock(place: Place, side: number): string {
  const { light, stage } = place;
  const z = 4.6;
  const x = side * -0.95;
  const centre = project(stage, x, 2.72, z);
  const units = unitsAt(stage, z);
  return (
    beam(place, [x, 3, z], [x, 3.5, z], 0.05, light.ink) +
    drawClockFace(
      centre.x,
      centre.y,
      0.32 * units,
      { hour: 8, minute: 20 },
      { face: light.glow, ink: light.ink },
    )
  );
}

const between = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a]);
