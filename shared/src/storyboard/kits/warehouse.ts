import { mix } from "../ink.ts";
import { share } from "../seed.ts";
import { drawShed } from "./workplace.ts";
import { drawHall } from "./hall.ts";
import { beam, level, outline, quad, trace, upright, type Kit, type Place } from "./kit.ts";
import { block, disc, halo } from "./solid.ts";

const HALL = { halfWidth: 5.2, height: 6.6, endZ: 20 };
const BAY = 2.6;

export const warehouse: Kit = {
  ground: "paving",
  outside: drawShed,
  behind(place) {
    return (
      drawHall(place, HALL, "plain") +
      drawRollerDoor(place) +
      drawTrusses(place) +
      drawLane(place) +
      drawRacks(place)
    );
  },
};

function drawRollerDoor(place: Place): string {
  const { light } = place;
  const z = HALL.endZ - 0.05;
  const ink = outline(place, z);
  let svg = upright(place, -2.1, 2.1, 0, 4.4, z, { fill: light.glassTop, ...ink });
  for (let y = 2.2; y < 4.4; y += 0.3)
    svg += upright(place, -2.1, 2.1, y, y + 0.26, z - 0.02, { fill: mix(light.mid, light.far, 0.4), ...ink });
  return (
    svg +
    level(place, -2, 2, 0.01, 11, HALL.endZ - 0.1, {
      fill: light.glow,
      opacity: light.time === "night" ? 0.06 : 0.2,
    })
  );
}

function drawTrusses(place: Place): string {
  const { light, stage } = place;
  const { halfWidth: w, height: h } = HALL;
  let svg = "";
  for (const z of [17, 14, 11, 8, 5, 2, -1, -4]) {
    if (z < stage.near) continue;
    const steel = {
      stroke: mix(light.ink, light.wall, Math.max(0.1, Math.min(0.6, z * 0.035))),
      width: Math.max(1.4, outline(place, z).width * 1.2),
    };
    svg += trace(
      place,
      [
        [-w, h - 0.9, z],
        [w, h - 0.9, z],
      ],
      steel,
    );
    svg += trace(
      place,
      [-5.2, -3.9, -2.6, -1.3, 0, 1.3, 2.6, 3.9, 5.2].map(
        (x, at) => [x, at % 2 === 0 ? h - 0.9 : h - 0.1, z] as const,
      ),
      steel,
    );
    if (z % 3 === 2) {
      svg += halo(place, [0, h - 1.5, z], 1.3);
      svg += beam(place, [0, h - 0.9, z], [0, h - 1.3, z], 0.03, light.ink);
      svg += quad(
        place,
        [
          [-0.4, h - 1.6, z],
          [0.4, h - 1.6, z],
          [0.16, h - 1.28, z],
          [-0.16, h - 1.28, z],
        ],
        { fill: mix(light.dark, light.ink, 0.3), ...outline(place, z) },
      );
      svg += disc(place, [0, h - 1.6, z], 0.14, { fill: light.glow });
    }
  }
  return svg;
}

/** The painted lane that forklifts keep to. */
function drawLane(place: Place): string {
  const { light, stage } = place;
  const paint = { fill: mix(light.far, light.glow, light.time === "night" ? 0 : 0.4) };
  return [-2.05, 2.05]
    .map((x) => level(place, x - 0.06, x + 0.06, 0.01, stage.near, HALL.endZ, paint))
    .join("");
}

function drawRacks(place: Place): string {
  const { light, stage } = place;
  let svg = "";
  for (let z = 15.6; z > -8; z -= BAY) {
    if (z + BAY < stage.near + 0.3) break;
    const air = Math.max(0, Math.min(0.55, z * 0.04));
    const steel = mix(mix(light.dark, light.ink, 0.4), light.wall, air);
    for (const side of [-1, 1]) {
      const x = side < 0 ? ([-4.1, -2.9] as const) : ([2.9, 4.1] as const);
      for (const [row, y] of [0.1, 1.6, 3.1].entries()) {
        for (const part of [1, 0]) {
          const salt = `${side} ${Math.round(z * 10)} ${row} ${part}`;
          if (share(place.seed, `none ${salt}`) > 0.82) continue;
          const from = z + 0.15 + part * 1.18;
          const tall = 0.6 + 0.6 * share(place.seed, `tall ${salt}`);
          const card = mix(mix(light.mid, light.far, share(place.seed, `card ${salt}`)), light.wall, air);
          svg += block(place, x, [y, y + tall], [from, from + 1.05], card);
          const face = side < 0 ? x[1] : x[0];
          if (from > stage.near)
            svg += trace(
              place,
              [
                [face, y + tall * 0.55, from],
                [face, y + tall * 0.55, from + 1.05],
              ],
              { stroke: mix(card, light.ink, 0.35), width: 1.2 },
            );
        }
        svg += block(place, x, [y + 1.38, y + 1.5], [z, z + BAY], steel);
      }
      const post = side < 0 ? -2.9 : 2.9;
      if (z > stage.near) svg += beam(place, [post, 0, z], [post, 4.7, z], 0.09, steel);
    }
  }
  return svg;
}
