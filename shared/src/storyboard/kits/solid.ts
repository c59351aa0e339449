// Boxes, arches and lamps in metres: what furniture and buildings are put together from.
import { project, unitsAt } from "../camera.ts";
import { circle, mix, type Paint } from "../ink.ts";
import { outline, quad, upright, type Place, type Spot } from "./kit.ts";

type Span = readonly [from: number, to: number];

/** A box with the faces the camera sees: front, top or underside, and one side; the side to the light is paler. */
export function block(place: Place, x: Span, y: Span, z: Span, fill: string, hasInk = true): string {
  const { stage, light } = place;
  const near = Math.max(z[0], stage.near);
  const far = z[1];
  if (far <= near) return "";
  const ink = hasInk ? outline(place, Math.max(0, near)) : {};
  const side = x[0] > 0 ? x[0] : x[1] < 0 ? x[1] : undefined;
  let svg = "";
  if (y[1] < stage.cameraHeight) {
    const top = mix(fill, light.glow, light.time === "night" ? 0.07 : 0.2);
    svg += quad(place, flat(x, y[1], near, far), { fill: top, ...ink });
  } else if (y[0] > stage.cameraHeight) {
    svg += quad(place, flat(x, y[0], near, far), { fill: mix(fill, light.ink, 0.35), ...ink });
  }
  if (side !== undefined) {
    const towardsLight = (side > 0 ? -1 : 1) === light.from;
    const shade = towardsLight ? mix(fill, light.glow, 0.06) : mix(fill, light.ink, 0.22);
    svg += quad(place, wall(side, y, near, far), { fill: shade, ...ink });
  }
  return svg + upright(place, x[0], x[1], y[0], y[1], near, { fill, ...ink });
}

/** A rectangle in a wall that runs away from the camera. */
export function pane(place: Place, x: number, y: Span, z: Span, paint: Paint): string {
  const near = Math.max(z[0], place.stage.near);
  return z[1] <= near ? "" : quad(place, wall(x, y, near, z[1]), paint);
}

/** A round thing that faces the camera. */
export function disc(place: Place, [x, y, z]: Spot, metres: number, paint: Paint): string {
  const centre = project(place.stage, x, y, z);
  return circle(centre.x, centre.y, Math.max(0.6, metres * unitsAt(place.stage, z, y)), paint);
}

/** The outline of a door or window with an arch, facing the camera; `point` above 1 makes it gothic. */
export function arch(x: Span, foot: number, spring: number, z: number, point = 1): Spot[] {
  return archShape(x, foot, spring, point).map(([along, y]): Spot => [along, y, z]);
}

/** The same arch in a wall that runs away from the camera. */
export function sideArch(x: number, z: Span, foot: number, spring: number, point = 1): Spot[] {
  return archShape(z, foot, spring, point).map(([along, y]): Spot => [x, y, along]);
}

/** A lamp's halo, where it is dark enough to see one. */
export function halo(place: Place, spot: Spot, metres: number): string {
  const { light } = place;
  if (light.time !== "night" && light.time !== "dusk") return "";
  return (
    disc(place, spot, metres, { fill: light.glow, opacity: 0.07 }) +
    disc(place, spot, metres * 0.55, { fill: light.glow, opacity: 0.1 })
  );
}

/** A lamp on a cord from the ceiling. */
export function pendant(place: Place, [x, y, z]: Spot, ceiling: number, metres = 0.22): string {
  const { light } = place;
  const ink = outline(place, z);
  return (
    halo(place, [x, y - 0.1, z], metres * 3.4) +
    upright(place, x - 0.012, x + 0.012, y + metres * 0.6, ceiling, z, { fill: light.ink }) +
    disc(place, [x, y + 0.02, z], metres * 0.42, { fill: light.glow, ...ink }) +
    quad(
      place,
      [
        [x - metres, y, z],
        [x + metres, y, z],
        [x + metres * 0.35, y + metres * 0.75, z],
        [x - metres * 0.35, y + metres * 0.75, z],
      ],
      { fill: mix(light.dark, light.ink, 0.4), ...ink },
    )
  );
}

const QUARTER = [
  [0, 0],
  [0.08, 0.38],
  [0.3, 0.71],
  [0.62, 0.92],
  [1, 1],
] as const;

function archShape([from, to]: Span, foot: number, spring: number, point: number): [number, number][] {
  const half = (to - from) / 2;
  const rise = half * point;
  const left = QUARTER.map(([across, up]): [number, number] => [from + half * across, spring + rise * up]);
  const right = [...QUARTER]
    .reverse()
    .slice(1)
    .map(([across, up]): [number, number] => [to - half * across, spring + rise * up]);
  return [[from, foot], ...left, ...right, [to, foot]];
}

const flat = (x: Span, y: number, near: number, far: number): Spot[] => [
  [x[0], y, near],
  [x[1], y, near],
  [x[1], y, far],
  [x[0], y, far],
];

const wall = (x: number, y: Span, near: number, far: number): Spot[] => [
  [x, y[0], near],
  [x, y[1], near],
  [x, y[1], far],
  [x, y[0], far],
];
