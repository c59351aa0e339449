import { project, unitsAt, type Stage } from "../camera.ts";
import { clockTimeIn, drawClockFace } from "../clock-face.ts";
import { drawGear } from "../gear.ts";
import { circle, mix, polygon, rect } from "../ink.ts";
import { drawChapel } from "./public-building.ts";
import { drawHarbour } from "./harbour.ts";
import { bounds, freeSide, level, outline, upright, type Kit, type Place } from "./kit.ts";

const WALL_Z = 2.2;

export const clockTower: Kit = {
  ground: "planks",
  vista: (place) => (place.light.interior ? drawLoft(place) : drawHarbour(place)),
  outside: drawChapel,
  behind: drawLoft,
};

function drawLoft(place: Place): string {
  const { stage, light } = place;
  const area = bounds(stage);
  const wall = light.time === "night" ? light.wall : mix(light.mid, light.wall, 0.4);
  return (
    rect(area.left, area.top, area.width, area.bottom - area.top, { fill: wall }) +
    drawDial(place) +
    drawTimber(place) +
    drawFloor(place) +
    drawWheels(place)
  );
}

// The dial is the star of this place: it keeps within the frame's proportions whatever the lens does.
function drawDial(place: Place): string {
  const { stage, light, words } = place;
  const { width, height } = stage;
  const units = unitsAt(stage, WALL_Z);
  const largest = Math.min(width * 0.42, height * 0.86);
  const radius = Math.max(Math.min(width, height * 2) * 0.19, Math.min(largest, 1.34 * units));
  const tight = radius > Math.min(width, height * 2) * 0.33;
  const side = freeSide(place);
  const [head] = place.heads;
  // Several people stand before the dial; one has it beside him, or in a close-up like a halo, hub behind the head.
  const alone =
    place.heads.length === 1 && head
      ? isTight(stage)
        ? head.x / width
        : 0.5 + side * (tight ? 0.2 : 0.13)
      : 0.54;
  const x = width * (head ? alone : 0.5 + side * 0.1);
  const wanted = project(stage, 0, 1.4, WALL_Z).y;
  const y = Math.max(Math.min(radius * 1.04, height * 0.5), Math.min(height * 0.58, wanted));
  return (
    circle(x, y, radius * 1.15, {
      fill: light.time === "night" ? light.far : mix(light.far, light.wall, 0.3),
    }) +
    drawClockFace(x, y, radius, clockTimeIn(words), {
      face: light.glow,
      ink: light.ink,
      bars: mix(light.glow, light.ink, 0.38),
    })
  );
}

function isTight(stage: Stage): boolean {
  return stage.size === "CU" || stage.size === "BCU" || stage.size === "ECU";
}

function drawTimber(place: Place): string {
  const { stage, light } = place;
  const area = bounds(stage);
  const { width: w, height: h } = stage;
  const footY = Math.max(h * 0.5, project(stage, 0, 0.05, 1.9).y);
  const post = (top: number, foot: number, thick: number): string =>
    polygon(
      [
        { x: w * top, y: area.top },
        { x: w * (top + thick * 0.9), y: area.top },
        { x: w * (foot + thick), y: footY },
        { x: w * foot, y: footY },
      ],
      { fill: light.dark, stroke: light.ink, width: 2 },
    );
  const rafters = polygon(
    [
      { x: area.left, y: area.top },
      { x: area.right, y: area.top },
      { x: area.right, y: h * 0.22 },
      { x: w * 0.86, y: h * 0.11 },
      { x: w * 0.58, y: h * 0.03 },
      { x: w * 0.3, y: h * 0.19 },
      { x: area.left, y: h * 0.36 },
    ],
    { fill: mix(light.dark, light.mid, light.time === "night" ? 0 : 0.2), opacity: 0.75 },
  );
  if (isTight(stage)) return post(0.94, 0.985, 0.06) + post(-0.08, -0.09, 0.05);
  return (
    rafters +
    post(0.115, 0.035, 0.042) +
    post(0.9, 0.93, 0.045) +
    polygon(
      [
        { x: area.left, y: h * 0.13 },
        { x: area.right, y: -h * 0.04 },
        { x: area.right, y: h * 0.03 },
        { x: area.left, y: h * 0.21 },
      ],
      { fill: light.ink },
    )
  );
}

function drawFloor(place: Place): string {
  const { stage, light } = place;
  const { near } = stage;
  return (
    level(place, -20, 20, 0, near, 1.9, { fill: light.dark, ...outline(place, 1.9) }) +
    upright(place, -20, 20, 0, 0.12, 1.9, { fill: mix(light.dark, light.mid, 0.35), ...outline(place, 1.9) })
  );
}

function drawWheels(place: Place): string {
  const { stage, light } = place;
  const z = 1.5;
  const units = unitsAt(stage, z);
  const side = place.heads.length > 1 ? 1 : freeSide(place);
  const paint = {
    fill: mix(light.dark, light.ink, 0.05),
    stroke: light.ink,
    width: Math.max(1.4, 0.016 * units),
  };
  const reach = Math.min(1.95, (stage.width * 0.31) / units + 0.25);
  const big = project(stage, -side * reach, 0.56, z);
  const small = project(stage, -side * (reach - 0.78), 0.24, z);
  return (
    drawGear(big.x, big.y, 0.55 * units, 14, paint, light.dark) +
    drawGear(small.x, small.y, 0.31 * units, 11, paint, light.dark)
  );
}
