import { project, unitsAt } from "../camera.ts";
import { drawClockFace } from "../clock-face.ts";
import { mix, rect } from "../ink.ts";
import { seedOf, share } from "../seed.ts";
import { drawShed } from "./workplace.ts";
import { drawRoomBox, drawWindow, ROOM, ROOM_DEPTH } from "./interior.ts";
import { bounds, level, outline, upright, type Kit, type Place } from "./kit.ts";

const SHELVES = [1.42, 2.06];

export const workshop: Kit = {
  ground: "planks",
  around: "table",
  roomDepth: ROOM_DEPTH,
  outside: drawShed,
  behind(place) {
    return (
      drawRoomBox(place) +
      drawWindow(place, -1.75, 1.45, 1.05, 2.3) +
      drawShelves(place) +
      drawFarBench(place)
    );
  },
  inFront(place) {
    return place.stage.size === "WS" ? drawBench(place) : "";
  },
};

function drawShelves(place: Place): string {
  const { stage, light, seed } = place;
  const z = ROOM.backZ - 0.12;
  const units = unitsAt(stage, z);
  const reach = bounds(stage).right;
  let svg = "";
  for (const [row, shelf] of SHELVES.entries()) {
    const y = shelf;
    svg += upright(place, -0.75, 3.4, y, y - 0.055, z, { fill: light.ink });
    let x = -0.5;
    for (let at = 0; at < 14 && x < 3; at++) {
      const radius = 0.16 + 0.13 * share(seed, `clock ${row} ${at}`);
      x += radius;
      const centre = project(stage, x, y + radius, z);
      if (centre.x > -radius * units && centre.x < reach) {
        const ticks = seedOf(`${seed} ${row} ${at}`);
        svg += drawClockFace(
          centre.x,
          centre.y,
          radius * units,
          { hour: ticks % 12, minute: (ticks >> 8) % 60 },
          { face: light.time === "night" ? mix(light.glow, light.wall, 0.25) : light.glow, ink: light.ink },
        );
      }
      x += radius + 0.14 + 0.16 * share(seed, `gap ${row} ${at}`);
    }
  }
  return svg;
}

function drawFarBench(place: Place): string {
  const { light } = place;
  const { backZ, halfWidth } = ROOM;
  const ink = outline(place, backZ);
  const x = 1.55;
  return (
    upright(place, -halfWidth, halfWidth, 0.1, 0.82, backZ - 0.6, {
      fill: mix(light.dark, light.mid, 0.3),
      ...ink,
    }) +
    level(place, -halfWidth, halfWidth, 0.82, backZ - 0.6, backZ, { fill: light.mid, ...ink }) +
    upright(place, x - 0.24, x + 0.24, 0.82, 1.1, backZ - 0.3, { fill: light.mid, ...ink }) +
    upright(place, x - 0.11, x + 0.11, 1.1, 1.22, backZ - 0.3, { fill: light.mid, ...ink })
  );
}

function drawBench(place: Place): string {
  const { stage, light } = place;
  const area = bounds(stage);
  const top = project(stage, 0, 0.72, -0.5).y;
  const edge = project(stage, 0, 0.72, -0.9).y;
  const ink = outline(place, -0.5);
  return (
    rect(area.left, top, area.width, edge - top, { fill: light.mid, ...ink }) +
    rect(area.left, edge, area.width, Math.max(2, area.bottom - edge), { fill: light.dark, ...ink })
  );
}
