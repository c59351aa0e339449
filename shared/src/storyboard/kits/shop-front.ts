// EXT. of a shop or a bar.
import { mix } from "../ink.ts";
import { share } from "../seed.ts";
import { freeSide, outline, quad, trace, upright, type Place } from "./kit.ts";
import { block, disc, halo } from "./solid.ts";
import { drawForecourt, drawFrontWindow, drawNeighbours } from "./street-front.ts";

/** A shop or a bar at street level, with rooms above. */
export function drawShopFront(place: Place, kind: "shop" | "bar"): string {
  const { light, seed } = place;
  const z = 5.2;
  const side = freeSide(place);
  const x = side * 0.7;
  const wall = mix(light.mid, light.far, 0.2);
  const trim = mix(light.dark, light.ink, 0.3);
  const ink = outline(place, z);
  const dark = light.time === "night" || light.time === "dusk";
  let svg = drawForecourt(place, z, "pavement") + drawNeighbours(place, z - 0.9, 5.2);
  svg += block(place, [x - 4, x + 4], [0, 7.4], [z, z + 5], wall);
  for (const dx of [-3, -0.5, 2]) svg += drawFrontWindow(place, [x + dx, x + dx + 1.1], [4.5, 6.2], z, wall);
  svg += upright(place, x - 3.9, x + 3.9, 0, 3.6, z - 0.03, { fill: trim, ...ink });
  const glass = dark ? mix(light.glow, light.mid, 0.25) : mix(light.glassTop, light.dark, 0.3);
  for (const [left, right] of [
    [-3.6, -0.7],
    [1, 3.6],
  ] as const) {
    svg += upright(place, x + left, x + right, 0.6, 2.55, z - 0.05, { fill: glass, ...ink });
    for (let at = 0, gx = left + 0.2; gx < right - 0.3; at++, gx += 0.42) {
      const tall = 0.25 + 0.5 * share(seed, `ware ${at} ${left}`);
      svg += upright(place, x + gx, x + gx + 0.26, 0.6, 0.6 + tall, z - 0.06, {
        fill: mix(light.dark, glass, 0.2 + 0.4 * share(seed, `tone ${at}`)),
      });
    }
    svg += upright(place, x + (left + right) / 2 - 0.03, x + (left + right) / 2 + 0.03, 0.6, 2.55, z - 0.07, {
      fill: light.ink,
    });
  }
  svg += upright(place, x - 0.45, x + 0.75, 0, 2.5, z - 0.05, { fill: mix(trim, light.mid, 0.3), ...ink });
  svg += upright(place, x - 0.25, x + 0.55, 0.9, 2.3, z - 0.06, { fill: glass, ...ink });
  svg += upright(place, x - 3.9, x + 3.9, 2.75, 3.5, z - 0.08, { fill: mix(trim, light.mid, 0.15), ...ink });
  if (kind === "bar") {
    // A glass in neon over the door.
    const neon = { stroke: light.glow, width: Math.max(2, ink.width * 1.6) };
    svg +=
      halo(place, [x + 2.5, 4.2, z - 0.2], 1.6) +
      trace(
        place,
        [
          [x + 2.1, 4.7, z - 0.2],
          [x + 2.9, 4.7, z - 0.2],
          [x + 2.5, 4.2, z - 0.2],
          [x + 2.1, 4.7, z - 0.2],
        ],
        neon,
      );
    svg +=
      trace(
        place,
        [
          [x + 2.5, 4.2, z - 0.2],
          [x + 2.5, 3.8, z - 0.2],
        ],
        neon,
      ) +
      trace(
        place,
        [
          [x + 2.28, 3.8, z - 0.2],
          [x + 2.72, 3.8, z - 0.2],
        ],
        neon,
      );
  }
  for (let at = 0; at < 9; at++)
    svg += upright(place, x - 2.5 + at * 0.55, x - 2.2 + at * 0.55, 3, 3.28, z - 0.1, {
      fill: mix(light.glow, trim, 0.25),
    });
  if (kind === "bar")
    return (
      svg +
      [-1.2, 1.5]
        .map(
          (dx) =>
            halo(place, [x + dx, 2.4, z - 0.3], 0.8) +
            disc(place, [x + dx, 2.4, z - 0.3], 0.14, { fill: light.glow, ...ink }),
        )
        .join("")
    );
  for (let at = 0; at < 8; at++) {
    const left = x - 3.8 + at * 0.95;
    svg += quad(
      place,
      [
        [left, 2.75, z - 0.1],
        [left + 0.95, 2.75, z - 0.1],
        [left + 0.95, 2.25, z - 1.3],
        [left, 2.25, z - 1.3],
      ],
      { fill: at % 2 === 0 ? mix(light.far, light.glow, 0.4) : mix(light.mid, light.dark, 0.3), ...ink },
    );
  }
  return svg;
}
