// What stands before and beside every building that is seen from its street.
import { mix } from "../ink.ts";
import { share } from "../seed.ts";
import { outline, quad, trace, upright, type Kit, type Place } from "./kit.ts";
import { drawClouds, drawGround, drawSky } from "./sky.ts";
import { block } from "./solid.ts";

/** World m from the camera to the front. */
export const FRONT = 6.5;

export type Outside = NonNullable<Kit["outside"]>;

/** Sky, ground, and a pavement that runs up to a front. */
export function drawForecourt(place: Place, front: number, kind: "pavement" | "lawn"): string {
  const { light, stage } = place;
  const ground = kind === "lawn" ? mix(light.ground, light.dark, 0.15) : mix(light.ground, light.far, 0.3);
  let svg = drawSky(place, { hills: kind === "lawn" }) + drawClouds(place) + drawGround(place, ground);
  if (kind === "lawn")
    return (
      svg +
      quad(
        place,
        [
          [-1.1, 0, stage.near],
          [1.1, 0, stage.near],
          [0.8, 0, front],
          [-0.8, 0, front],
        ],
        { fill: mix(light.ground, light.far, 0.65), ...outline(place, 3) },
      )
    );
  const seam = { stroke: mix(ground, light.ink, 0.2), width: 1.2 };
  for (let z = front - 0.9, at = 0; at < 16 && z > stage.near; at++, z -= z > 2 ? 1.4 : 0.9)
    svg += trace(
      place,
      [
        [-30, 0, z],
        [30, 0, z],
      ],
      seam,
    );
  for (let x = -9; x <= 9; x += 1.5)
    svg += trace(
      place,
      [
        [x, 0, stage.near],
        [x, 0, front],
      ],
      seam,
    );
  return svg;
}

/** A pane with its cross, lit when somebody may be at home. */
export function drawFrontWindow(
  place: Place,
  x: readonly [number, number],
  y: readonly [number, number],
  z: number,
  wall: string,
): string {
  const { light, seed } = place;
  const ink = outline(place, z);
  const dark = light.time === "night" || light.time === "dusk";
  const lit = dark && share(seed, `home ${Math.round(x[0] * 10)} ${Math.round(y[0] * 10)}`) > 0.4;
  const glass = lit
    ? light.glow
    : dark
      ? mix(light.dark, light.glassTop, 0.5)
      : mix(light.dark, light.glassTop, 0.55);
  const middle = (x[0] + x[1]) / 2;
  return (
    upright(place, x[0] - 0.08, x[1] + 0.08, y[0] - 0.08, y[1] + 0.08, z, {
      fill: mix(wall, light.glow, 0.25),
      ...ink,
    }) +
    upright(place, x[0], x[1], y[0], y[1], z - 0.01, { fill: glass, ...ink }) +
    upright(place, middle - 0.025, middle + 0.025, y[0], y[1], z - 0.02, { fill: light.ink }) +
    upright(place, x[0], x[1], (y[0] + y[1]) / 2 - 0.02, (y[0] + y[1]) / 2 + 0.02, z - 0.02, {
      fill: light.ink,
    }) +
    upright(place, x[0] - 0.14, x[1] + 0.14, y[0] - 0.18, y[0] - 0.08, z - 0.06, {
      fill: mix(wall, light.ink, 0.2),
      ...ink,
    })
  );
}

/** Houses of no interest to both sides. */
export function drawNeighbours(place: Place, z: number, gap: number): string {
  const { light, seed } = place;
  let svg = "";
  for (const side of [-1, 1])
    for (let at = 0; at < 3; at++) {
      const near = side * (gap + at * 8);
      const far = near + side * 7.6;
      const tall = 4 + 3.5 * share(seed, `next ${side} ${at}`);
      const wall = mix(
        mix(light.mid, light.far, 0.4 + 0.3 * share(seed, `paint ${side} ${at}`)),
        light.far,
        at * 0.2,
      );
      svg += block(place, near < far ? [near, far] : [far, near], [0, tall], [z + 1, z + 6], wall);
      for (const dx of [1, 3.2, 5.4])
        for (const y of [1, 3.4])
          if (y + 1.3 < tall)
            svg += drawFrontWindow(
              place,
              side > 0 ? [near + dx, near + dx + 0.9] : [near - dx - 0.9, near - dx],
              [y, y + 1.2],
              z + 1,
              wall,
            );
    }
  return svg;
}
