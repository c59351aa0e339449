// The box that every room is: back wall, side walls, floor and ceiling in perspective, and a window with its patch of
// light. Furnished rooms build on it.
import { project, unitsAt } from "../camera.ts";
import { circle, line, mix, polygon, rect, verticalGradient } from "../ink.ts";
import {
  bounds,
  freeSide,
  level,
  outline,
  quad,
  trace,
  upright,
  type Kit,
  type Place,
  within,
  type Spot,
} from "./kit.ts";

export const interior: Kit = {
  ground: "tiles",
  around: "table",
  behind(place) {
    const side = freeSide(place);
    const near = within(place, ROOM_DEPTH);
    return drawRoomBox(near) + drawWindow(near, side * 1.15, 1.2) + drawDoor(near, -side);
  },
};

/** Metres; the back wall stands behind the subject. */
export const ROOM = { halfWidth: 3.4, height: 2.75, backZ: 2.5 };
/** The camera stays inside the room however small the figure gets. */
export const ROOM_DEPTH = 6.4;

export function drawRoomBox(place: Place): string {
  const { stage, light, uid } = place;
  const area = bounds(stage);
  const { near } = stage;
  const { halfWidth: w, height: h, backZ: z } = ROOM;
  const wall = light.wall;
  const sideWall = mix(wall, light.dark, 0.28);
  const floor = mix(light.mid, light.dark, light.time === "night" ? 0.55 : 0.3);
  const ink = outline(place, z);
  const top = project(stage, 0, h, z).y;
  const foot = project(stage, 0, 0, z).y;
  let svg = verticalGradient(`${uid}r`, mix(wall, light.ink, 0.08), mix(wall, light.glow, 0.06), top, foot);
  svg += rect(area.left, area.top, area.width, area.bottom - area.top, { fill: sideWall });
  svg += level(place, -w, w, h, near, z, {
    fill: mix(wall, light.glow, light.time === "night" ? 0.02 : 0.2),
  });
  svg += level(place, -w, w, 0, near, z, { fill: floor });
  for (let at = 1; at < 10; at++) {
    const x = -w + (2 * w * at) / 10;
    svg += trace(
      place,
      [
        [x, 0, near],
        [x, 0, z],
      ],
      { stroke: mix(floor, light.ink, 0.3), width: 1.2 },
    );
  }
  svg += upright(place, -w, w, 0, h, z, { fill: `url(#${uid}r)`, ...ink });
  svg += upright(place, -w, w, 0, 0.14, z, { fill: mix(wall, light.dark, 0.35), ...ink });
  for (const sign of [-1, 1]) {
    svg += trace(
      place,
      [
        [sign * w, 0, near],
        [sign * w, 0, z],
      ],
      ink,
    );
    svg += trace(
      place,
      [
        [sign * w, h, near],
        [sign * w, h, z],
      ],
      ink,
    );
  }
  return svg;
}

/** A window in the back wall and the light that falls from it (moon or day). */
export function drawWindow(place: Place, x: number, halfMetres: number, sill = 0.95, lintel = 2.2): string {
  const { stage, light, uid } = place;
  const { backZ } = ROOM;
  const z = backZ - 0.02;
  const half = halfMetres * 0.5;
  const centre = x;
  const low = sill;
  const high = lintel;
  const units = unitsAt(stage, z);
  const frame: Spot[] = [
    [centre - half, high, z],
    [centre + half, high, z],
    [centre + half, low, z],
    [centre - half, low, z],
  ];
  const a = project(stage, centre - half, high, z);
  const b = project(stage, centre + half, low, z);
  const bars = { stroke: light.ink, width: Math.max(2, 0.032 * units) };
  const shine = light.time === "night" ? 0.07 : 0.2;
  let svg = polygon(
    [
      project(stage, centre - half, 0.14, z),
      project(stage, centre + half, 0.14, z),
      project(stage, centre + half + 1.6, 0, z - 1.7),
      project(stage, centre - half + 0.7, 0, z - 1.7),
    ],
    { fill: light.glow, opacity: shine },
  );
  svg += verticalGradient(`${uid}g`, light.glassTop, light.glassLow, a.y, b.y);
  svg += quad(place, frame, { fill: `url(#${uid}g)` });
  if (light.time === "night") {
    svg += circle(a.x + (b.x - a.x) * 0.7, a.y + (b.y - a.y) * 0.28, Math.max(2, 0.09 * units), {
      fill: light.glow,
    });
  }
  svg += quad(place, frame, bars);
  const middleTop = project(stage, centre, high, z);
  const middleLow = project(stage, centre, low, z);
  const left = project(stage, centre - half, (low + high) / 2, z);
  const right = project(stage, centre + half, (low + high) / 2, z);
  svg += line(middleTop.x, middleTop.y, middleLow.x, middleLow.y, { ...bars, width: bars.width * 0.7 });
  svg += line(left.x, left.y, right.x, right.y, { ...bars, width: bars.width * 0.7 });
  return (
    svg +
    upright(place, centre - half - 0.1, centre + half + 0.1, low, low - 0.07, z - 0.05, {
      fill: mix(light.wall, light.glow, 0.3),
      ...outline(place, z),
    })
  );
}

function drawDoor(place: Place, side: number): string {
  const { light } = place;
  const { backZ, halfWidth } = ROOM;
  const z = backZ - 0.02;
  const x = side * Math.min(1.9, halfWidth * 0.55);
  const fill = mix(light.mid, light.wall, 0.3);
  const box = (left: number, right: number, low: number, high: number, paint: string): string =>
    upright(place, x + left, x + right, low, high, z, { fill: paint, ...outline(place, z) });
  return (
    box(-0.56, 0.56, 0, 2.18, mix(light.wall, light.dark, 0.3)) +
    box(-0.46, 0.46, 0, 2.08, fill) +
    box(-0.32, 0.32, 1.15, 1.9, mix(fill, light.ink, 0.08)) +
    box(-0.32, 0.32, 0.2, 0.95, mix(fill, light.ink, 0.08)) +
    box(0.34, 0.4, 0.98, 1.06, light.ink)
  );
}
