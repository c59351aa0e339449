// EXT. of a home.
import { mix } from "../ink.ts";
import { beam, freeSide, outline, quad, trace, upright, type Place } from "./kit.ts";
import { block, disc, halo } from "./solid.ts";
import { drawForecourt, drawFrontWindow, drawNeighbours, FRONT, type Outside } from "./street-front.ts";

export const drawHouse: Outside = (place) => {
  const { light } = place;
  const side = freeSide(place);
  const z = FRONT;
  const x = side * 0.9;
  const wall = mix(light.far, light.mid, 0.25);
  const roof = mix(light.dark, light.mid, 0.2);
  const ink = outline(place, z);
  const door = x - side * 0.4;
  let svg = drawForecourt(place, z, "lawn") + drawNeighbours(place, z + 2, 7.5);
  svg += block(place, [x + 1.6, x + 2.3], [5.5, 7.2], [z + 2, z + 2.6], mix(light.dark, light.ink, 0.1));
  svg += upright(place, x - 4, x + 4, 0, 4.3, z, { fill: wall, ...ink });
  svg += quad(
    place,
    [
      [x - 4.6, 4.1, z - 0.3],
      [x + 4.6, 4.1, z - 0.3],
      [x + 3.2, 6.6, z + 2],
      [x - 3.2, 6.6, z + 2],
    ],
    { fill: roof, ...ink },
  );
  for (const y of [4.7, 5.3, 5.9])
    svg += trace(
      place,
      [
        [x - 4.2, y, z + (y - 4.1) * 0.9],
        [x + 4.2, y, z + (y - 4.1) * 0.9],
      ],
      { stroke: mix(light.ink, roof, 0.4), width: 1.2 },
    );
  for (const dx of [-3.1, -1.2, 1.9])
    svg += drawFrontWindow(place, [x + dx, x + dx + 1.1], [2.75, 3.9], z, wall);
  for (const dx of [-3.1, 1.6]) svg += drawFrontWindow(place, [x + dx, x + dx + 1.4], [0.85, 2.2], z, wall);
  svg += block(place, [door - 0.85, door + 0.85], [0, 0.18], [z - 0.9, z], mix(light.mid, light.far, 0.4));
  svg += upright(place, door - 0.56, door + 0.56, 0.18, 2.42, z - 0.02, {
    fill: mix(wall, light.glow, 0.3),
    ...ink,
  });
  svg += upright(place, door - 0.45, door + 0.45, 0.18, 2.3, z - 0.03, {
    fill: mix(light.dark, light.ink, 0.15),
    ...ink,
  });
  svg += upright(place, door - 0.28, door + 0.28, 1.4, 2.1, z - 0.04, {
    fill: light.time === "night" ? light.glow : mix(light.dark, light.glassTop, 0.6),
    ...ink,
  });
  svg += disc(place, [door + 0.34, 1.2, z - 0.05], 0.05, { fill: light.glow });
  svg +=
    halo(place, [door + 0.8, 2.1, z - 0.1], 0.9) +
    disc(place, [door + 0.8, 2.1, z - 0.1], 0.1, { fill: light.glow, ...ink });
  return svg + drawFence(place);
};

function drawFence(place: Place): string {
  const { light } = place;
  const z = 3.4;
  const wood = mix(light.far, light.glow, light.time === "night" ? 0.05 : 0.4);
  let svg = "";
  for (const side of [-1, 1]) {
    for (let at = 0; at < 22; at++) {
      const x = side * (1.35 + at * 0.3);
      svg += quad(
        place,
        [
          [x - 0.07, 0.05, z],
          [x + 0.07, 0.05, z],
          [x + 0.07, 0.78, z],
          [x, 0.88, z],
          [x - 0.07, 0.78, z],
        ],
        { fill: wood, ...outline(place, z) },
      );
    }
    for (const y of [0.25, 0.6])
      svg += beam(place, [side * 1.25, y, z], [side * 8, y, z], 0.05, mix(wood, light.ink, 0.45));
  }
  return svg;
}
