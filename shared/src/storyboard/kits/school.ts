import { drawClockFace } from "../clock-face.ts";
import { project, unitsAt } from "../camera.ts";
import { mix } from "../ink.ts";
import { drawSchoolhouse } from "./public-building.ts";
import { drawRoomBox, ROOM, ROOM_DEPTH } from "./interior.ts";
import { freeSide, outline, quad, trace, upright, type Kit, type Place, type Spot } from "./kit.ts";
import { block, pane } from "./solid.ts";

export const school: Kit = {
  ground: "planks",
  around: "table",
  roomDepth: ROOM_DEPTH,
  outside: drawSchoolhouse,
  behind(place) {
    const side = freeSide(place);
    return (
      drawRoomBox(place) +
      drawSideWindows(place, side) +
      drawBoard(place) +
      drawWallThings(place, side) +
      drawTeachersDesk(place, side) +
      drawPupilsDesks(place)
    );
  },
};

/** A row of tall windows in the wall the light comes from. */
function drawSideWindows(place: Place, side: number): string {
  const { light } = place;
  const x = side * (ROOM.halfWidth - 0.01);
  let svg = "";
  for (const z of [1, -0.9, -2.8]) {
    const ink = outline(place, z);
    svg += pane(place, x, [0.95, 2.35], [z, z + 1.3], { fill: light.glassTop, ...ink });
    svg += pane(place, x, [1.62, 1.67], [z, z + 1.3], { fill: light.ink });
    svg += pane(place, x, [0.95, 2.35], [z + 0.62, z + 0.68], { fill: light.ink });
  }
  return svg;
}

function drawBoard(place: Place): string {
  const { light } = place;
  const z = ROOM.backZ - 0.03;
  const ink = outline(place, z);
  const slate = mix(light.dark, light.ink, 0.5);
  const chalk = { stroke: mix(slate, light.glow, 0.6), width: Math.max(1.2, ink.width * 0.7) };
  const word = (x: number, y: number, length: number): string => {
    const spots: Spot[] = [];
    for (let at = 0; at <= length; at++) spots.push([x + at * 0.06, y + (at % 2 === 0 ? 0 : 0.05), z - 0.02]);
    return trace(place, spots, chalk);
  };
  return (
    upright(place, -1.65, 1.65, 0.86, 2.08, z, { fill: mix(light.dark, light.mid, 0.5), ...ink }) +
    upright(place, -1.58, 1.58, 0.93, 2.01, z - 0.01, { fill: slate, ...ink }) +
    word(-1.4, 1.8, 9) +
    word(-1.4, 1.62, 14) +
    word(0.6, 1.8, 6) +
    word(0.5, 1.3, 12) +
    quad(
      place,
      [
        [-1.2, 1.1, z - 0.02],
        [-0.6, 1.1, z - 0.02],
        [-0.6, 1.45, z - 0.02],
      ],
      chalk,
    ) +
    block(place, [-1.65, 1.65], [0.82, 0.86], [z - 0.1, z], mix(light.dark, light.mid, 0.5))
  );
}

function drawWallThings(place: Place, side: number): string {
  const { light, stage } = place;
  const z = ROOM.backZ - 0.02;
  const ink = outline(place, z);
  const clock = project(stage, 0, 2.4, z);
  const map = -side * 2.35;
  return (
    drawClockFace(
      clock.x,
      clock.y,
      0.2 * unitsAt(stage, z),
      { hour: 10, minute: 10 },
      { face: light.glow, ink: light.ink },
    ) +
    upright(place, map - 0.52, map + 0.52, 1.1, 1.95, z, { fill: mix(light.far, light.glow, 0.35), ...ink }) +
    quad(
      place,
      [
        [map - 0.4, 1.4, z],
        [map - 0.15, 1.8, z],
        [map + 0.1, 1.62, z],
        [map + 0.36, 1.76, z],
        [map + 0.2, 1.3, z],
        [map - 0.1, 1.2, z],
      ],
      { fill: light.mid, ...ink },
    )
  );
}

function drawTeachersDesk(place: Place, side: number): string {
  const { light } = place;
  const x = side * 1.45;
  const wood = mix(light.mid, light.dark, 0.45);
  return (
    block(place, [x - 0.7, x + 0.7], [0, 0.74], [1.2, 1.8], wood) +
    block(place, [x - 0.76, x + 0.76], [0.74, 0.79], [1.15, 1.85], mix(light.mid, light.far, 0.4)) +
    block(place, [x + 0.2, x + 0.52], [0.79, 0.9], [1.35, 1.6], mix(light.dark, light.ink, 0.2))
  );
}

/** Desks to both sides of the aisle in which people stand, the far ones first. */
function drawPupilsDesks(place: Place): string {
  const { light, stage } = place;
  const wood = mix(light.far, light.mid, 0.4);
  let svg = "";
  for (const z of [0.35, -1, -2.3]) {
    if (z < stage.near) continue;
    for (const x of [-2.2, 2.2]) {
      svg += block(place, [x - 0.42, x + 0.42], [0.64, 0.7], [z, z + 0.48], wood);
      for (const dx of [-0.36, 0.36])
        svg += block(place, [x + dx - 0.025, x + dx + 0.025], [0, 0.64], [z, z + 0.05], light.ink);
    }
  }
  return svg;
}
