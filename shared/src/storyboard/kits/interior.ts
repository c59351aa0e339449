// The box that every room is: back wall, side walls, floor and ceiling in perspective, and a window with its patch of
// light. Furnished rooms build on it.
import { project, unitsAt } from "../camera.ts";
import { circle, mix, polygon, rect, verticalGradient } from "../ink.ts";
import { drawHouse } from "./house.ts";
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
  type Spot,
} from "./kit.ts";

export const interior: Kit = {
  ground: "tiles",
  around: "table",
  roomDepth: 6.4,
  outside: drawHouse,
  behind(place) {
    const side = freeSide(place);
    return drawRoomBox(place) + drawWindow(place, side * 1.15, 1.2) + drawDoor(place, -side);
  },
};

export interface RoomSize {
  halfWidth: number;
  height: number;
  /** Metres; the back wall stands behind the subject. */
  backZ: number;
}

export const ROOM: RoomSize = { halfWidth: 3.4, height: 2.75, backZ: 2.5 };
/** How far the camera can step back in a room that is no hall. */
export const ROOM_DEPTH = 6.4;

export function drawRoomBox(
  place: Place,
  floorKind: "boards" | "tiles" | "plain" = "boards",
  room: RoomSize = ROOM,
): string {
  const { stage, light, uid } = place;
  const area = bounds(stage);
  const { near } = stage;
  const { halfWidth: w, height: h, backZ: z } = room;
  const { wall } = light;
  const floor = mix(light.mid, light.dark, light.time === "night" ? 0.55 : 0.3);
  const ink = outline(place, z);
  const top = project(stage, 0, h, z).y;
  const foot = project(stage, 0, 0, z).y;
  // The far wall is the brightest: the room opens behind the figures.
  let svg = verticalGradient(`${uid}r`, mix(wall, light.ink, 0.1), mix(wall, light.glow, 0.08), top, foot);
  svg += rect(area.left, area.top, area.width, area.bottom - area.top, { fill: mix(wall, light.ink, 0.3) });
  // Seen from above its own ceiling a room is a set without one.
  if (stage.cameraHeight < h - 0.05) {
    const ceiling = mix(wall, light.glow, light.time === "night" ? 0.02 : 0.2);
    svg += level(place, -w, w, h, near, z, { fill: ceiling });
  }
  svg += level(place, -w, w, 0, near, z, { fill: floor }) + drawFloorSeams(place, floorKind, room, floor);
  for (const sign of [-1, 1] as const) {
    // The wall by the window lies in its own shadow; the other one takes the light.
    const fill = sign === light.from ? mix(wall, light.dark, 0.42) : mix(wall, light.dark, 0.16);
    svg += quad(
      place,
      [
        [sign * w, 0, near],
        [sign * w, h, near],
        [sign * w, h, z],
        [sign * w, 0, z],
      ],
      { fill, ...ink },
    );
  }
  return (
    svg +
    upright(place, -w, w, 0, h, z, { fill: `url(#${uid}r)`, ...ink }) +
    upright(place, -w, w, 0, 0.14, z, { fill: mix(wall, light.dark, 0.35), ...ink })
  );
}

function drawFloorSeams(
  place: Place,
  kind: "boards" | "tiles" | "plain",
  room: RoomSize,
  floor: string,
): string {
  const { stage, light } = place;
  const { halfWidth: w, backZ } = room;
  const seam = { stroke: mix(floor, light.ink, 0.28), width: 1.2 };
  if (kind === "plain") return "";
  const step = kind === "tiles" ? 0.68 : (2 * w) / 10;
  let svg = "";
  for (let x = -w + step; x < w - 0.01; x += step)
    svg += trace(
      place,
      [
        [x, 0, stage.near],
        [x, 0, backZ],
      ],
      seam,
    );
  if (kind === "tiles")
    for (let at = 0, z = backZ - step; at < 22 && z > stage.near; at++, z -= step)
      svg += trace(
        place,
        [
          [-w, 0, z],
          [w, 0, z],
        ],
        seam,
      );
  return svg;
}

/** A window in the back wall and the light that falls from it (moon or day). */
export function drawWindow(
  place: Place,
  centre: number,
  halfMetres: number,
  low = 0.95,
  high = 2.2,
  backZ = ROOM.backZ,
): string {
  const { stage, light, uid } = place;
  const z = backZ - 0.02;
  const half = halfMetres * 0.5;
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
  const thin = { ...bars, width: bars.width * 0.7 };
  const shine = light.time === "night" ? 0.07 : 0.22;
  const lean = centre > 0 ? -1 : 1;
  const patch = (from: number, to: number): string =>
    polygon(
      [
        project(stage, from, 0, z - 0.5),
        project(stage, to, 0, z - 0.5),
        project(stage, to + lean * 0.9, 0, z - 2),
        project(stage, from + lean * 0.9, 0, z - 2),
      ],
      { fill: light.glow, opacity: shine },
    );
  const middle = (low + high) / 2;
  let svg = patch(centre - half, centre - 0.05) + patch(centre + 0.05, centre + half);
  svg += verticalGradient(`${uid}g`, light.glassTop, light.glassLow, a.y, b.y);
  svg += quad(place, frame, { fill: `url(#${uid}g)` });
  if (light.time === "night") {
    svg += circle(a.x + (b.x - a.x) * 0.7, a.y + (b.y - a.y) * 0.28, Math.max(2, 0.09 * units), {
      fill: light.glow,
    });
  }
  svg += quad(place, frame, bars);
  svg += trace(
    place,
    [
      [centre, high, z],
      [centre, low, z],
    ],
    thin,
  );
  svg += trace(
    place,
    [
      [centre - half, middle, z],
      [centre + half, middle, z],
    ],
    thin,
  );
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
