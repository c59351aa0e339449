import { mix } from "../ink.ts";
import { drawHouse } from "./house.ts";
import { drawRoomBox, drawWindow, ROOM, ROOM_DEPTH } from "./interior.ts";
import { freeSide, level, outline, quad, upright, type Kit, type Place } from "./kit.ts";
import { drawCurtains, drawPicture } from "./room.ts";
import { block, disc, halo } from "./solid.ts";

export const bedroom: Kit = {
  ground: "planks",
  around: "table",
  roomDepth: ROOM_DEPTH,
  outside: drawHouse,
  behind(place) {
    const side = freeSide(place);
    return (
      drawRoomBox(place) +
      drawWindow(place, side * 2.35, 1.1) +
      drawCurtains(place, side * 2.35, 1.1) +
      drawPicture(place, side * 0.55, 1.85, 0.42, 0.24) +
      drawWardrobe(place, -side) +
      drawBed(place, side) +
      drawNightTable(place, side)
    );
  },
};

function drawBed(place: Place, side: number): string {
  const { light } = place;
  const wood = mix(light.dark, light.mid, 0.3);
  const sheet = mix(light.far, light.glow, light.time === "night" ? 0.12 : 0.55);
  const cover = mix(light.mid, light.dark, 0.25);
  const [left, right] = side > 0 ? [-0.3, 1.4] : [-1.4, 0.3];
  const head = ROOM.backZ - 0.1;
  const foot = 0.85;
  const ink = outline(place, head - 1);
  let svg = block(place, [left - 0.06, right + 0.06], [0, 1.12], [head, head + 0.08], wood);
  svg += upright(place, left + 0.06, right - 0.06, 0.5, 1.02, head, {
    stroke: mix(light.ink, wood, 0.3),
    width: 1.4,
  });
  svg += block(place, [left, right], [0.12, 0.52], [foot, head], sheet);
  for (const x of [left + 0.1, left + 0.9])
    svg += block(place, [x, x + 0.7], [0.52, 0.68], [head - 0.42, head - 0.08], mix(sheet, light.glow, 0.3));
  svg += level(place, left - 0.02, right + 0.02, 0.55, foot - 0.02, head - 0.75, { fill: cover, ...ink });
  svg += level(place, left - 0.02, right + 0.02, 0.555, head - 0.95, head - 0.75, { fill: sheet, ...ink });
  svg += upright(place, left - 0.02, right + 0.02, 0.2, 0.55, foot - 0.02, {
    fill: mix(cover, light.ink, 0.15),
    ...ink,
  });
  const flank = side > 0 ? left - 0.02 : right + 0.02;
  svg += quad(
    place,
    [
      [flank, 0.2, foot],
      [flank, 0.55, foot],
      [flank, 0.55, head - 0.75],
      [flank, 0.2, head - 0.75],
    ],
    { fill: mix(cover, light.ink, 0.3), ...ink },
  );
  return svg + upright(place, left - 0.04, right + 0.04, 0, 0.2, foot - 0.03, { fill: wood, ...ink });
}

function drawNightTable(place: Place, side: number): string {
  const { light } = place;
  const x = side * -0.68;
  const z = ROOM.backZ - 0.5;
  const wood = mix(light.dark, light.mid, 0.4);
  const ink = outline(place, z);
  return (
    block(place, [x - 0.24, x + 0.24], [0, 0.56], [z, ROOM.backZ - 0.05], wood) +
    upright(place, x - 0.18, x + 0.18, 0.3, 0.48, z, { stroke: light.ink, width: 1.1 }) +
    halo(place, [x, 1, z + 0.2], 0.9) +
    block(place, [x - 0.04, x + 0.04], [0.56, 0.82], [z + 0.16, z + 0.24], mix(light.dark, light.ink, 0.4)) +
    quad(
      place,
      [
        [x - 0.19, 0.8, z + 0.15],
        [x + 0.19, 0.8, z + 0.15],
        [x + 0.11, 1.1, z + 0.15],
        [x - 0.11, 1.1, z + 0.15],
      ],
      { fill: light.glow, ...ink },
    )
  );
}

function drawWardrobe(place: Place, side: number): string {
  const { light } = place;
  const wood = mix(light.mid, light.dark, 0.3);
  const [left, right] = side > 0 ? [1.6, 2.9] : [-2.9, -1.6];
  const z = ROOM.backZ - 0.6;
  const middle = (left + right) / 2;
  const panel = { stroke: mix(light.ink, wood, 0.35), width: 1.3 };
  return (
    block(place, [left, right], [0, 2.1], [z, ROOM.backZ], wood) +
    upright(place, left - 0.05, right + 0.05, 2.1, 2.2, z, {
      fill: mix(wood, light.ink, 0.25),
      ...outline(place, z),
    }) +
    upright(place, left + 0.1, middle - 0.06, 0.15, 1.98, z, panel) +
    upright(place, middle + 0.06, right - 0.1, 0.15, 1.98, z, panel) +
    disc(place, [middle - 0.05, 1.05, z], 0.03, { fill: light.ink }) +
    disc(place, [middle + 0.05, 1.05, z], 0.03, { fill: light.ink })
  );
}
