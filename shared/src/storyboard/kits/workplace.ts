// EXT. of an office and of a shed: where people work.
import { mix } from "../ink.ts";
import { share } from "../seed.ts";
import { freeSide, level, outline, quad, trace, upright } from "./kit.ts";
import { block, disc, halo } from "./solid.ts";
import { drawForecourt, drawNeighbours, type Outside } from "./street-front.ts";

export const drawOfficeBlock: Outside = (place) => {
  const { light, seed } = place;
  const z = 11;
  const x = freeSide(place) * 1.6;
  const wall = mix(light.mid, light.far, 0.35);
  const ink = outline(place, z);
  const dark = light.time === "night" || light.time === "dusk";
  let svg = drawForecourt(place, z, "pavement") + drawNeighbours(place, z + 3, 9);
  svg += block(place, [x - 6.5, x + 6.5], [0, 23], [z, z + 8], wall);
  for (let floor = 0; floor < 7; floor++)
    for (let bay = 0; bay < 8; bay++) {
      const left = x - 6.1 + bay * 1.55;
      const y = 3.9 + floor * 2.7;
      const lit = dark && share(seed, `desk ${floor} ${bay}`) > 0.6;
      svg += upright(place, left, left + 1.35, y, y + 1.75, z - 0.02, {
        fill: lit
          ? mix(light.glow, wall, 0.1)
          : mix(light.glassTop, light.dark, dark ? 0.5 : 0.15 + 0.25 * share(seed, `sky ${floor} ${bay}`)),
        ...ink,
      });
    }
  svg += upright(place, x - 6.5, x + 6.5, 0, 3.2, z - 0.02, {
    fill: mix(light.dark, light.ink, 0.1),
    ...ink,
  });
  for (let bay = 0; bay < 6; bay++)
    svg += upright(place, x - 6.1 + bay * 2.05, x - 4.25 + bay * 2.05, 0.25, 2.9, z - 0.04, {
      fill: mix(light.glassLow, light.dark, dark ? 0.2 : 0.35),
      ...ink,
    });
  svg += upright(place, x - 0.9, x + 0.9, 0, 2.75, z - 0.06, {
    fill: dark ? light.glow : light.glassTop,
    ...ink,
  });
  svg += upright(place, x - 0.03, x + 0.03, 0, 2.75, z - 0.07, { fill: light.ink });
  return svg + block(place, [x - 2.4, x + 2.4], [2.95, 3.25], [z - 2, z], mix(light.dark, light.mid, 0.3));
};

/** A warehouse or workshop: a wide gable with a roller door. */
export const drawShed: Outside = (place) => {
  const { light } = place;
  const z = 10;
  const x = freeSide(place) * 1.2;
  const wall = mix(light.mid, light.dark, 0.25);
  const ink = outline(place, z);
  const rib = { stroke: mix(wall, light.ink, 0.25), width: 1.2 };
  let svg = drawForecourt(place, z, "pavement");
  svg +=
    block(place, [x + 8.4, x + 16], [0, 4.4], [z + 3, z + 9], mix(wall, light.far, 0.35)) +
    block(place, [x - 17, x - 8.6], [0, 5], [z + 4, z + 9], mix(wall, light.far, 0.4));
  svg += quad(
    place,
    [
      [x - 7.5, 0, z],
      [x - 7.5, 5.4, z],
      [x, 8, z],
      [x + 7.5, 5.4, z],
      [x + 7.5, 0, z],
    ],
    { fill: wall, ...ink },
  );
  for (let dx = -7; dx <= 7; dx += 0.7)
    svg += trace(
      place,
      [
        [x + dx, 0, z],
        [x + dx, 8 - Math.abs(dx) * 0.35, z],
      ],
      rib,
    );
  svg += quad(
    place,
    [
      [x - 8, 5.1, z - 0.3],
      [x, 7.9, z - 0.3],
      [x + 8, 5.1, z - 0.3],
      [x + 8, 5.5, z - 0.3],
      [x, 8.4, z - 0.3],
      [x - 8, 5.5, z - 0.3],
    ],
    { fill: mix(light.dark, light.ink, 0.25), ...ink },
  );
  svg += upright(place, x - 2.3, x + 2.3, 0, 4, z - 0.05, { fill: mix(light.far, light.mid, 0.3), ...ink });
  for (let y = 0.4; y < 4; y += 0.4)
    svg += trace(
      place,
      [
        [x - 2.3, y, z - 0.06],
        [x + 2.3, y, z - 0.06],
      ],
      { stroke: mix(light.ink, light.mid, 0.4), width: 1.3 },
    );
  svg += upright(place, x + 3.4, x + 4.4, 0, 2.15, z - 0.05, {
    fill: mix(light.dark, light.ink, 0.2),
    ...ink,
  });
  svg += upright(place, x - 6, x - 3.4, 2.6, 3.8, z - 0.05, {
    fill: light.time === "night" ? light.glow : mix(light.glassTop, light.dark, 0.35),
    ...ink,
  });
  svg +=
    halo(place, [x, 4.7, z - 0.3], 1.5) + disc(place, [x, 4.6, z - 0.3], 0.16, { fill: light.glow, ...ink });
  svg += level(place, x - 2, x + 2, 0.01, z - 4, z, {
    fill: light.glow,
    opacity: light.time === "night" ? 0.06 : 0.1,
  });
  return (
    svg +
    block(place, [x - 5.4, x - 4.2], [0.12, 1.2], [z - 1.6, z - 0.5], mix(light.mid, light.far, 0.5)) +
    block(place, [x - 5.4, x - 4.6], [1.2, 1.9], [z - 1.5, z - 0.7], mix(light.mid, light.far, 0.3))
  );
};
