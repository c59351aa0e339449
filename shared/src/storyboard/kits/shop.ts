import { mix } from "../ink.ts";
import { share } from "../seed.ts";
import { drawShopFront } from "./shop-front.ts";
import { drawRoomBox, ROOM, ROOM_DEPTH } from "./interior.ts";
import { beam, freeSide, outline, upright, type Kit, type Place } from "./kit.ts";
import { block, disc, pendant } from "./solid.ts";

export const shop: Kit = {
  ground: "tiles",
  around: "table",
  roomDepth: ROOM_DEPTH,
  outside: (place) => drawShopFront(place, "shop"),
  behind(place) {
    const side = freeSide(place);
    return (
      drawRoomBox(place, "tiles") +
      drawWallOfGoods(place) +
      drawAisle(place, -side) +
      drawTill(place, side) +
      drawSign(place, side) +
      pendant(place, [-side * 0.9, 2.2, 0.8], ROOM.height, 0.24)
    );
  },
};

function drawWallOfGoods(place: Place): string {
  const { light } = place;
  const z = ROOM.backZ - 0.34;
  const ink = outline(place, z);
  const wood = mix(light.wall, light.dark, 0.35);
  let svg = upright(place, -3.1, 3.1, 0, 2.3, ROOM.backZ - 0.03, {
    fill: mix(light.wall, light.ink, 0.28),
    ...ink,
  });
  for (const [row, y] of [0.12, 0.56, 1, 1.42, 1.84].entries()) {
    svg += drawGoods(place, [-3.05, 3.05], y, z, 0.4, `shelf ${row}`);
    svg += block(place, [-3.1, 3.1], [y - 0.05, y], [z - 0.04, ROOM.backZ - 0.03], wood);
  }
  for (const x of [-3.1, -1.05, 1.05, 3.1])
    svg += upright(place, x - 0.035, x + 0.035, 0, 2.34, z - 0.05, { fill: wood, ...ink });
  return svg;
}

/** Tins, boxes and jars on one board. */
function drawGoods(
  place: Place,
  [left, right]: readonly [number, number],
  y: number,
  z: number,
  room: number,
  salt: string,
): string {
  const { light, seed } = place;
  const ink = outline(place, z);
  let svg = "";
  for (let at = 0, x = left + 0.04; x < right - 0.2; at++) {
    const width = 0.1 + 0.12 * share(seed, `wide ${salt} ${at}`);
    const tall = room * (0.4 + 0.45 * share(seed, `tall ${salt} ${at}`));
    const tone = share(seed, `tone ${salt} ${at}`);
    const fill = mix(light.dark, mix(light.far, light.glow, 0.4), tone);
    svg += upright(place, x, x + width, y, y + tall, z, { fill, ...ink });
    if (tone > 0.45)
      svg += upright(place, x, x + width, y + tall * 0.3, y + tall * 0.65, z, {
        fill: mix(fill, light.ink, 0.3),
      });
    x += width + (share(seed, `gap ${salt} ${at}`) > 0.85 ? 0.14 : 0.015);
  }
  return svg;
}

function drawAisle(place: Place, side: number): string {
  const { light } = place;
  const [left, right] = side > 0 ? [1.25, 2.6] : [-2.6, -1.25];
  const z = 0.75;
  const wood = mix(light.mid, light.wall, 0.3);
  let svg = block(place, [left, right], [0, 1.2], [z, z + 0.7], wood);
  for (const y of [0.12, 0.5, 0.86]) {
    svg += upright(place, left + 0.04, right - 0.04, y, y + 0.32, z - 0.01, {
      fill: mix(light.wall, light.ink, 0.35),
    });
    svg += drawGoods(place, [left + 0.04, right - 0.02], y, z - 0.02, 0.34, `aisle ${y}`);
  }
  return svg + drawGoods(place, [left + 0.1, right - 0.1], 1.2, z + 0.1, 0.3, "top");
}

function drawTill(place: Place, side: number): string {
  const { light } = place;
  const x = side * 1.75;
  const z = 1;
  const wood = mix(light.dark, light.mid, 0.4);
  const ink = outline(place, z);
  return (
    block(place, [x - 0.75, x + 0.75], [0, 0.94], [z, z + 0.6], wood) +
    upright(place, x - 0.65, x + 0.65, 0.2, 0.8, z - 0.01, { stroke: light.ink, width: 1.3 }) +
    block(place, [x - 0.8, x + 0.8], [0.94, 1], [z - 0.05, z + 0.65], mix(wood, light.far, 0.4)) +
    block(
      place,
      [x - side * 0.25 - 0.22, x - side * 0.25 + 0.22],
      [1, 1.2],
      [z + 0.15, z + 0.5],
      mix(light.dark, light.ink, 0.35),
    ) +
    block(
      place,
      [x - side * 0.25 - 0.14, x - side * 0.25 + 0.14],
      [1.2, 1.4],
      [z + 0.35, z + 0.4],
      mix(light.dark, light.ink, 0.35),
    ) +
    upright(place, x - side * 0.25 - 0.1, x - side * 0.25 + 0.1, 1.24, 1.36, z + 0.34, {
      fill: light.glow,
      ...ink,
    }) +
    disc(place, [x + side * 0.45, 1.09, z + 0.3], 0.11, { fill: mix(light.far, light.glow, 0.4), ...ink })
  );
}

/** A board that hangs over the till, with prices as strokes: nobody reads a storyboard's lettering. */
function drawSign(place: Place, side: number): string {
  const { light } = place;
  const x = side * 1.6;
  const z = 1.6;
  const ink = outline(place, z);
  let svg =
    beam(place, [x - 0.55, 2.32, z], [x - 0.55, ROOM.height, z], 0.015, light.ink) +
    beam(place, [x + 0.55, 2.32, z], [x + 0.55, ROOM.height, z], 0.015, light.ink) +
    upright(place, x - 0.7, x + 0.7, 1.88, 2.32, z, { fill: mix(light.dark, light.ink, 0.4), ...ink });
  for (const [row, long] of [0.9, 0.6, 0.75].entries())
    svg += beam(
      place,
      [x - 0.55, 2.2 - row * 0.12, z],
      [x - 0.55 + long, 2.2 - row * 0.12, z],
      0.025,
      mix(light.glow, light.mid, 0.3),
    );
  return svg;
}
