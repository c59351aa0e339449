import { mix, path, pair } from "../ink.ts";
import { project } from "../camera.ts";
import { share } from "../seed.ts";
import { drawShopFront } from "./shop-front.ts";
import { drawRoomBox, ROOM, ROOM_DEPTH } from "./interior.ts";
import { beam, freeSide, outline, upright, type Kit, type Place } from "./kit.ts";
import { block, disc, pendant } from "./solid.ts";

const COUNTER_Z = 0.95;

export const bar: Kit = {
  ground: "planks",
  around: "table",
  roomDepth: ROOM_DEPTH,
  outside: (place) => drawShopFront(place, "bar"),
  behind(place) {
    const side = freeSide(place);
    return (
      drawRoomBox(place) +
      drawBackBar(place) +
      drawCounter(place, side) +
      drawStools(place, side) +
      [-1.5, 0, 1.5]
        .map((x) => pendant(place, [x + side * 0.35, 1.98, COUNTER_Z + 0.1], ROOM.height, 0.17))
        .join("")
    );
  },
};

/** The wall of bottles before its mirror. */
function drawBackBar(place: Place): string {
  const { light } = place;
  const z = ROOM.backZ - 0.25;
  const ink = outline(place, z);
  const wood = mix(light.dark, light.mid, 0.2);
  let svg = block(place, [-2.5, 2.5], [0, 2.45], [z + 0.05, ROOM.backZ], wood);
  svg += upright(place, -2.3, 2.3, 0.95, 2.3, z + 0.03, {
    fill: mix(light.glassLow, light.wall, 0.35),
    ...ink,
  });
  svg += block(place, [-2.5, 2.5], [0, 0.92], [z - 0.2, z], mix(wood, light.ink, 0.15));
  for (const [row, y] of [0.92, 1.34, 1.78].entries()) {
    if (row > 0) svg += upright(place, -2.3, 2.3, y - 0.04, y, z - 0.01, { fill: light.ink });
    for (let at = 0, x = -2.2; x < 2.15; at++) {
      svg += drawBottle(place, x, y, z - 0.02, `${row} ${at}`);
      x += 0.13 + 0.05 * share(place.seed, `gap ${row} ${at}`);
    }
  }
  for (const x of [-2.4, -0.8, 0.8, 2.4])
    svg += upright(place, x - 0.08, x + 0.08, 0.92, 2.45, z - 0.04, { fill: wood, ...ink });
  return svg + block(place, [-2.6, 2.6], [2.36, 2.52], [z - 0.1, ROOM.backZ], mix(wood, light.mid, 0.3));
}

function drawBottle(place: Place, x: number, y: number, z: number, salt: string): string {
  const { light, stage, seed } = place;
  const tall = 0.23 + 0.1 * share(seed, `tall ${salt}`);
  const wide = 0.034 + 0.016 * share(seed, `wide ${salt}`);
  const glass = mix(light.dark, light.glow, 0.12 + 0.6 * share(seed, `glass ${salt}`));
  const at = (dx: number, up: number): string => pair(project(stage, x + dx, y + up, z));
  return path(
    `M${at(-wide, 0)}L${at(-wide, tall * 0.6)}L${at(-wide * 0.35, tall * 0.75)}L${at(-wide * 0.35, tall)}L${at(wide * 0.35, tall)}L${at(wide * 0.35, tall * 0.75)}L${at(wide, tall * 0.6)}L${at(wide, 0)}Z`,
    { fill: glass, stroke: light.ink, width: Math.max(0.8, outline(place, z).width * 0.55) },
  );
}

function drawCounter(place: Place, side: number): string {
  const { light } = place;
  const wood = mix(light.dark, light.mid, 0.5);
  const z = COUNTER_Z;
  let svg = block(place, [-3.4, 3.4], [0, 1.02], [z, z + 0.5], wood);
  for (let x = -3.3; x < 3.3; x += 0.75)
    svg += upright(place, x + 0.06, x + 0.66, 0.22, 0.88, z - 0.01, {
      stroke: mix(light.ink, wood, 0.35),
      width: 1.3,
    });
  svg += block(place, [-3.4, 3.4], [1.02, 1.09], [z - 0.1, z + 0.55], mix(wood, light.far, 0.35));
  svg += beam(place, [-3.4, 0.2, z - 0.12], [3.4, 0.2, z - 0.12], 0.035, light.ink);
  const tap = side * 1;
  for (const dx of [-0.14, 0, 0.14])
    svg +=
      block(place, [tap + dx - 0.02, tap + dx + 0.02], [1.3, 1.5], [z + 0.24, z + 0.28], light.ink) +
      disc(place, [tap + dx, 1.3, z + 0.22], 0.035, { fill: light.glow, ...outline(place, z) });
  svg += block(
    place,
    [tap - 0.22, tap + 0.22],
    [1.22, 1.3],
    [z + 0.2, z + 0.3],
    mix(light.mid, light.glow, 0.3),
  );
  svg += block(
    place,
    [tap - 0.04, tap + 0.04],
    [1.09, 1.24],
    [z + 0.22, z + 0.3],
    mix(light.mid, light.glow, 0.3),
  );
  return (
    svg +
    block(
      place,
      [-side * 0.75 - 0.05, -side * 0.75 + 0.05],
      [1.09, 1.24],
      [z + 0.05, z + 0.13],
      mix(light.far, light.glow, 0.5),
    )
  );
}

function drawStools(place: Place, side: number): string {
  const { light } = place;
  const z = COUNTER_Z - 0.42;
  const ink = outline(place, z);
  let svg = "";
  for (const at of [0.75, 1.55, 2.35]) {
    const x = side * at;
    svg += beam(place, [x - 0.14, 0, z], [x - 0.07, 0.74, z], 0.035, light.ink);
    svg += beam(place, [x + 0.14, 0, z], [x + 0.07, 0.74, z], 0.035, light.ink);
    svg += beam(place, [x - 0.13, 0.28, z], [x + 0.13, 0.28, z], 0.03, light.ink);
    svg += block(
      place,
      [x - 0.19, x + 0.19],
      [0.72, 0.8],
      [z - 0.12, z + 0.2],
      mix(light.dark, light.ink, 0.3),
    );
    svg += disc(place, [x, 0.02, z], 0.01, { fill: light.ink, ...ink });
  }
  return svg;
}
