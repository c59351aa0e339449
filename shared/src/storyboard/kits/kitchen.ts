import { mix } from "../ink.ts";
import { drawHouse } from "./house.ts";
import { drawRoomBox, drawWindow, ROOM, ROOM_DEPTH } from "./interior.ts";
import { freeSide, outline, trace, upright, type Kit, type Place } from "./kit.ts";
import { block, disc, pendant } from "./solid.ts";

const FRONT_Z = ROOM.backZ - 0.62;
const WORKTOP = 0.92;

export const kitchen: Kit = {
  ground: "tiles",
  around: "table",
  roomDepth: ROOM_DEPTH,
  outside: drawHouse,
  behind(place) {
    const side = freeSide(place);
    return (
      drawRoomBox(place, "tiles") +
      drawWallTiles(place) +
      drawWindow(place, side * 1.1, 1.25, 1.2, 2.15) +
      drawCupboards(place, side) +
      drawCounter(place, side) +
      drawFridge(place, side) +
      pendant(place, [side * 0.55, 1.95, 1.1], ROOM.height, 0.2)
    );
  },
};

function drawWallTiles(place: Place): string {
  const { light } = place;
  const z = ROOM.backZ - 0.01;
  const seam = { stroke: mix(light.wall, light.ink, 0.2), width: 1.1 };
  const { halfWidth: w } = ROOM;
  let svg = upright(place, -w, w, WORKTOP, 1.5, z, { fill: mix(light.wall, light.glow, 0.16) });
  for (const y of [1.06, 1.21, 1.36, 1.5])
    svg += trace(
      place,
      [
        [-w, y, z],
        [w, y, z],
      ],
      seam,
    );
  for (let x = -w + 0.2; x < w; x += 0.22)
    svg += trace(
      place,
      [
        [x, WORKTOP, z],
        [x, 1.5, z],
      ],
      seam,
    );
  return svg;
}

/** Wall cupboards with the extractor between them, on the side that the window leaves. */
function drawCupboards(place: Place, side: number): string {
  const { light } = place;
  const wood = mix(light.far, light.mid, 0.35);
  const z = [ROOM.backZ - 0.36, ROOM.backZ] as const;
  const ink = outline(place, z[0]);
  let svg = "";
  for (const x of [0.1, -0.42, -1.6, -2.12]) {
    const from = Math.min(side * x, side * (x - 0.5));
    svg += block(place, [from, from + 0.5], [1.55, 2.3], z, wood);
    svg += upright(place, from + 0.05, from + 0.45, 1.6, 2.25, z[0], {
      stroke: mix(light.ink, wood, 0.4),
      width: 1,
    });
    svg += disc(place, [from + (x > -1 ? 0.08 : 0.42), 1.66, z[0]], 0.02, { fill: light.ink });
  }
  const hood = side * -1.26;
  svg += block(place, [hood - 0.12, hood + 0.12], [1.85, 2.5], z, mix(light.mid, light.far, 0.4));
  return (
    svg +
    block(place, [hood - 0.32, hood + 0.32], [1.62, 1.85], z, mix(light.mid, light.glow, 0.25)) +
    upright(place, hood - 0.32, hood + 0.32, 1.62, 1.68, z[0], { fill: light.dark, ...ink })
  );
}

function drawCounter(place: Place, side: number): string {
  const { light } = place;
  const wood = mix(light.far, light.mid, 0.55);
  const z = [FRONT_Z, ROOM.backZ] as const;
  let svg = block(place, [-2.6, 2.6], [0.1, 0.88], z, wood);
  for (let x = -2.6; x < 2.55; x += 0.65) {
    svg += upright(place, x + 0.04, x + 0.61, 0.16, 0.64, FRONT_Z, {
      stroke: mix(light.ink, wood, 0.35),
      width: 1.1,
    });
    svg += upright(place, x + 0.04, x + 0.61, 0.68, 0.84, FRONT_Z, {
      stroke: mix(light.ink, wood, 0.35),
      width: 1.1,
    });
    svg += upright(place, x + 0.26, x + 0.39, 0.75, 0.77, FRONT_Z, { fill: light.ink });
  }
  svg += block(
    place,
    [-2.64, 2.64],
    [0.88, WORKTOP],
    [FRONT_Z - 0.04, ROOM.backZ],
    mix(light.dark, light.mid, 0.3),
  );
  return svg + drawThings(place, side);
}

/** Tap under the window, pots on the hob, jars. */
function drawThings(place: Place, side: number): string {
  const { light } = place;
  const z = ROOM.backZ - 0.3;
  const ink = outline(place, z);
  const metal = mix(light.mid, light.glow, 0.35);
  const tap = side * 1.1;
  const hob = side * -1.26;
  let svg = trace(
    place,
    [
      [tap, WORKTOP, z],
      [tap, WORKTOP + 0.27, z],
      [tap - side * 0.16, WORKTOP + 0.27, z],
      [tap - side * 0.16, WORKTOP + 0.19, z],
    ],
    { stroke: light.ink, width: Math.max(2, ink.width * 1.8) },
  );
  svg += block(place, [hob - 0.24, hob - 0.02], [WORKTOP, WORKTOP + 0.16], [z - 0.1, z + 0.1], metal);
  svg += block(place, [hob + 0.06, hob + 0.24], [WORKTOP, WORKTOP + 0.11], [z - 0.1, z + 0.1], light.dark);
  for (const [at, x] of [-0.1, -0.27, -0.42].entries())
    svg += block(
      place,
      [side * x - 0.06, side * x + 0.06],
      [WORKTOP, WORKTOP + 0.24 - at * 0.05],
      [z, z + 0.1],
      at === 1 ? light.dark : mix(light.far, light.glow, 0.3),
    );
  return svg;
}

function drawFridge(place: Place, side: number): string {
  const { light } = place;
  const x = side * -2.95;
  const white = mix(light.far, light.glow, light.time === "night" ? 0.1 : 0.4);
  const z = ROOM.backZ - 0.7;
  return (
    block(place, [x - 0.36, x + 0.36], [0.05, 1.85], [z, ROOM.backZ], white) +
    upright(place, x - 0.36, x + 0.36, 1.24, 1.26, z, { fill: light.ink }) +
    upright(place, x + side * 0.24, x + side * 0.28, 0.85, 1.15, z, { fill: light.ink }) +
    upright(place, x + side * 0.24, x + side * 0.28, 1.34, 1.56, z, { fill: light.ink })
  );
}
