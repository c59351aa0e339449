import { mix } from "../ink.ts";
import { drawHospitalBlock } from "./public-building.ts";
import { drawRoomBox, drawWindow, ROOM, ROOM_DEPTH } from "./interior.ts";
import { beam, freeSide, level, outline, trace, upright, type Kit, type Place } from "./kit.ts";
import { block, disc } from "./solid.ts";

export const hospital: Kit = {
  ground: "tiles",
  around: "table",
  roomDepth: ROOM_DEPTH,
  outside: drawHospitalBlock,
  behind(place) {
    const side = freeSide(place);
    return (
      drawRoomBox(place, "tiles") +
      drawHandrail(place) +
      drawWindow(place, side * 2.45, 1.3, 0.9, 2.2) +
      drawHeadwall(place, side) +
      drawBed(place, side) +
      drawDrip(place, side) +
      drawCurtain(place, -side)
    );
  },
};

function drawHandrail(place: Place): string {
  const { light } = place;
  const z = ROOM.backZ - 0.03;
  return upright(place, -ROOM.halfWidth, ROOM.halfWidth, 0.82, 0.94, z, {
    fill: mix(light.mid, light.wall, 0.35),
    ...outline(place, z),
  });
}

/** The panel over a sick bed: sockets, a lamp, the monitor with its trace. */
function drawHeadwall(place: Place, side: number): string {
  const { light } = place;
  const z = ROOM.backZ - 0.06;
  const ink = outline(place, z);
  const x = side * 0.95;
  const screen = side * 0.12;
  const at = (dx: number, dy: number) => [screen + dx, 1.62 + dy, z - 0.15] as const;
  return (
    upright(place, x - 0.75, x + 0.75, 1.18, 1.36, z, { fill: mix(light.far, light.glow, 0.3), ...ink }) +
    upright(place, x - 0.5, x + 0.5, 1.92, 2.02, z, { fill: light.glow, ...ink }) +
    [-0.55, -0.35, 0.3, 0.52]
      .map((dx) => disc(place, [x + dx, 1.27, z], 0.035, { fill: light.dark, ...ink }))
      .join("") +
    beam(place, [screen, 1.36, z], [screen, 1.5, z], 0.05, light.ink) +
    block(
      place,
      [screen - 0.3, screen + 0.3],
      [1.42, 1.86],
      [z - 0.14, z],
      mix(light.dark, light.ink, 0.45),
    ) +
    trace(
      place,
      [at(-0.25, 0.06), at(-0.12, 0.06), at(-0.07, 0.16), at(-0.01, -0.08), at(0.05, 0.06), at(0.25, 0.06)],
      {
        stroke: light.glow,
        width: Math.max(1.4, ink.width),
      },
    ) +
    trace(place, [at(-0.25, -0.12), at(-0.05, -0.09), at(0.1, -0.13), at(0.25, -0.1)], {
      stroke: mix(light.glow, light.mid, 0.4),
      width: Math.max(1.1, ink.width * 0.7),
    })
  );
}

function drawBed(place: Place, side: number): string {
  const { light } = place;
  const sheet = mix(light.far, light.glow, light.time === "night" ? 0.2 : 0.6);
  const metal = mix(light.mid, light.far, 0.4);
  const [left, right] = side > 0 ? [0.45, 1.45] : [-1.45, -0.45];
  const head = ROOM.backZ - 0.15;
  const foot = 0.55;
  const ink = outline(place, 1);
  let svg = block(place, [left, right], [0.5, 1.12], [head, head + 0.06], metal);
  for (const x of [left + 0.06, right - 0.06])
    for (const z of [head - 0.1, foot + 0.1]) {
      svg += beam(place, [x, 0.06, z], [x, 0.5, z], 0.05, light.ink);
      svg += disc(place, [x, 0.06, z], 0.06, { fill: light.ink });
    }
  svg += block(place, [left, right], [0.48, 0.66], [foot, head], sheet);
  svg += block(
    place,
    [left + 0.15, right - 0.15],
    [0.66, 0.84],
    [head - 0.4, head - 0.05],
    mix(sheet, light.glow, 0.4),
  );
  svg += level(place, left - 0.01, right + 0.01, 0.7, foot, head - 0.6, {
    fill: mix(light.mid, light.far, 0.55),
    ...ink,
  });
  const flank = side > 0 ? left : right;
  for (const y of [0.74, 0.86, 0.98])
    svg += trace(
      place,
      [
        [flank, y, foot + 0.4],
        [flank, y, head - 0.5],
      ],
      { stroke: light.ink, width: Math.max(1.5, ink.width) },
    );
  return svg + block(place, [left, right], [0.45, 0.92], [foot - 0.05, foot], metal);
}

function drawDrip(place: Place, side: number): string {
  const { light } = place;
  const x = side * 1.78;
  const z = 1.5;
  const ink = outline(place, z);
  const bag = (dx: number): string =>
    upright(place, x + dx - 0.08, x + dx + 0.08, 1.58, 1.86, z, {
      fill: mix(light.far, light.glow, 0.5),
      ...ink,
    });
  return (
    beam(place, [x, 0.05, z], [x, 1.98, z], 0.035, light.ink) +
    beam(place, [x - 0.24, 0.05, z], [x + 0.24, 0.05, z], 0.04, light.ink) +
    beam(place, [x - 0.18, 1.94, z], [x + 0.18, 1.94, z], 0.03, light.ink) +
    bag(-0.14) +
    bag(0.14)
  );
}

/** The cloth that makes a bay; it hangs in folds from its rail. */
function drawCurtain(place: Place, side: number): string {
  const { light } = place;
  const z = 1.9;
  const ink = outline(place, z);
  const cloth = mix(light.far, light.mid, 0.3);
  const [inner, outer] = [side * 0.72, side * 2.5];
  const top = 2.25;
  let svg = upright(place, Math.min(inner, outer), Math.max(inner, outer), 0.38, top, z, {
    fill: cloth,
    ...ink,
  });
  for (let step = 1; step < 8; step++) {
    const x = outer + ((inner - outer) * step) / 8;
    svg += trace(
      place,
      [
        [x, top, z],
        [x + side * (step % 2 === 0 ? 0.05 : -0.03), 0.42, z],
      ],
      { stroke: mix(cloth, light.ink, 0.35), width: ink.width * 0.8 },
    );
  }
  return svg + beam(place, [outer, top + 0.05, z], [inner - side * 0.3, top + 0.05, z], 0.035, light.ink);
}
