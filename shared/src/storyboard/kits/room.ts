import { project, unitsAt } from "../camera.ts";
import { circle, mix, pair, path, polygon } from "../ink.ts";
import { drawHouse } from "./house.ts";
import { drawRoomBox, drawWindow, ROOM, ROOM_DEPTH } from "./interior.ts";
import { freeSide, level, outline, quad, upright, type Kit, type Place } from "./kit.ts";

export const room: Kit = {
  ground: "planks",
  around: "table",
  roomDepth: ROOM_DEPTH,
  outside: drawHouse,
  behind(place) {
    const side = freeSide(place);
    return (
      drawRoomBox(place) +
      drawRug(place) +
      drawWindow(place, side * 1.5, 1.5) +
      drawCurtains(place, side * 1.5, 1.5) +
      drawPicture(place, -side * 1.15, 1.75, 0.34, 0.26) +
      drawPicture(place, -side * 1.95, 1.85, 0.2, 0.28) +
      drawSideboard(place, -side)
    );
  },
};

export function drawCurtains(place: Place, x: number, window: number): string {
  const { stage, light } = place;
  const z = ROOM.backZ - 0.06;
  const top = 2.34;
  const fill = mix(light.dark, light.mid, 0.5);
  let svg = "";
  for (const sign of [-1, 1]) {
    const outer = x + sign * (window / 2 + 0.27);
    const inner = x + sign * (window / 2 - 0.13);
    const at = (px: number, y: number): string => pair(project(stage, px, y, z));
    svg += path(
      `M${at(outer, top)}L${at(inner, top)}C${at(inner, 1.5)} ${at((inner + outer) / 2, 1.2)} ${at(outer - sign * 0.1, 1)}C${at(outer - sign * 0.2, 0.7)} ${at(outer - sign * 0.25, 0.5)} ${at(outer - sign * 0.22, 0.25)}L${at(outer, 0.25)}Z`,
      { fill, ...outline(place, z) },
    );
  }
  return (
    svg + upright(place, x - window / 2 - 0.4, x + window / 2 + 0.4, top + 0.05, top, z, { fill: light.ink })
  );
}

export function drawPicture(place: Place, x: number, y: number, w: number, h: number): string {
  const { light } = place;
  const z = ROOM.backZ - 0.02;
  const ink = outline(place, z);
  return (
    upright(place, x - w, x + w, y + h, y - h, z, { fill: mix(light.dark, light.ink, 0.3), ...ink }) +
    upright(place, x - w * 0.82, x + w * 0.82, y + h * 0.78, y - h * 0.78, z, {
      fill: mix(light.wall, light.glow, light.time === "night" ? 0.12 : 0.45),
      ...ink,
    }) +
    quad(
      place,
      [
        [x - w * 0.8, y - h * 0.75, z],
        [x - w * 0.2, y + h * 0.2, z],
        [x + w * 0.2, y - h * 0.2, z],
        [x + w * 0.5, y + h * 0.1, z],
        [x + w * 0.8, y - h * 0.75, z],
      ],
      { fill: mix(light.wall, light.dark, 0.5) },
    )
  );
}

function drawSideboard(place: Place, side: number): string {
  const { stage, light } = place;
  const { backZ } = ROOM;
  const x = side * 1.6;
  const z = backZ - 0.5;
  const ink = outline(place, z);
  const wood = mix(light.dark, light.mid, 0.35);
  let svg = upright(place, x - 0.85, x + 0.85, 0.12, 0.82, z, { fill: wood, ...ink });
  svg += quad(
    place,
    [
      [x - 0.9, 0.82, z],
      [x + 0.9, 0.82, z],
      [x + 0.85, 0.82, backZ],
      [x - 0.85, 0.82, backZ],
    ],
    { fill: mix(wood, light.wall, 0.3), ...ink },
  );
  svg += quad(
    place,
    [
      [x, 0.12, z],
      [x, 0.82, z],
    ],
    ink,
  );
  for (const dx of [-0.75, 0.75])
    svg += upright(place, x + dx - 0.04, x + dx + 0.04, 0, 0.12, z, { fill: light.ink });
  for (const dx of [-0.1, 0.1]) {
    const knob = project(stage, x + dx, 0.5, z);
    svg += circle(knob.x, knob.y, Math.max(1.2, 0.025 * unitsAt(stage, z)), { fill: light.ink });
  }
  const lampX = x + side * 0.5;
  const at = (dx: number, y: number): { x: number; y: number } => project(stage, lampX + dx, y, z + 0.2);
  if (light.time === "night" || light.time === "dusk") {
    svg += circle(at(0, 1.42).x, at(0, 1.42).y, 0.62 * unitsAt(stage, z), { fill: light.glow, opacity: 0.1 });
  }
  svg += polygon([at(-0.09, 0.84), at(0.09, 0.84), at(0.05, 1.2), at(-0.05, 1.2)], {
    fill: mix(light.dark, light.ink, 0.3),
    ...ink,
  });
  svg += polygon([at(-0.24, 1.2), at(0.24, 1.2), at(0.15, 1.55), at(-0.15, 1.55)], {
    fill: light.glow,
    ...ink,
  });
  return svg;
}

function drawRug(place: Place): string {
  const { light } = place;
  return (
    level(place, -1.7, 1.7, 0, -0.4, 1.2, {
      fill: mix(light.mid, light.wall, 0.35),
      ...outline(place, 0.4),
    }) + level(place, -1.5, 1.5, 0, -0.25, 1.05, { ...outline(place, 0.4) })
  );
}
