import { project, unitsAt } from "../camera.ts";
import { circle, line, mix, num, path, pair, rect, verticalGradient } from "../ink.ts";
import { cosTurns, sinTurns } from "../seed.ts";
import { deck } from "./deck.ts";
import {
  bounds,
  freeShare,
  horizonLine,
  level,
  outline,
  quad,
  trace,
  upright,
  type Kit,
  type Place,
  type Spot,
} from "./kit.ts";
import { drawShine } from "./sky.ts";

const WALL_Z = 1.7;
const SILL = 1.02;
const LINTEL = 2.12;
/** Half the front window: as wide as a tight frame still shows its posts. */
function halfFront(place: Place): number {
  return Math.min(1.3, (place.stage.width * 0.41) / unitsAt(place.stage, WALL_Z));
}

function frontPane(place: Place): Spot[] {
  const half = halfFront(place);
  return [
    [-half, LINTEL, WALL_Z],
    [half, LINTEL, WALL_Z],
    [half, SILL, WALL_Z],
    [-half, SILL, WALL_Z],
  ];
}

export const wheelhouse: Kit = {
  ground: "planks",
  roomDepth: 4.6,
  outside: deck.behind,
  behind(place) {
    const { light } = place;
    const wall = light.time === "night" ? light.dark : mix(light.dark, light.mid, 0.35);
    return (
      drawOutside(place) +
      drawWall(place, wall) +
      drawRoof(place, wall) +
      drawConsole(place) +
      drawWheel(place)
    );
  },
};

function drawRoof(place: Place, wall: string): string {
  const { light } = place;
  return (
    quad(
      place,
      [
        [-1.3, 2.32, WALL_Z],
        [1.3, 2.32, WALL_Z],
        [3.4, 2.42, -0.5],
        [3.4, 4, -0.5],
        [-3.4, 4, -0.5],
        [-3.4, 2.42, -0.5],
      ],
      { fill: mix(wall, light.ink, 0.3) },
    ) +
    trace(
      place,
      [
        [-3.4, 2.42, -0.5],
        [-1.3, 2.32, WALL_Z],
        [1.3, 2.32, WALL_Z],
        [3.4, 2.42, -0.5],
      ],
      outline(place, WALL_Z),
    )
  );
}

function sidePane(place: Place, sign: 1 | -1): Spot[] {
  const inner = halfFront(place) + 0.2;
  return [
    [sign * inner, LINTEL, WALL_Z],
    [sign * (inner + 1.3), LINTEL + 0.06, 0.55],
    [sign * (inner + 1.3), SILL - 0.06, 0.55],
    [sign * inner, SILL, WALL_Z],
  ];
}

/** The wall with holes, over the water that is painted first. */
function drawWall(place: Place, wall: string): string {
  const { stage, light } = place;
  const area = bounds(stage);
  const panes = [sidePane(place, -1), frontPane(place), sidePane(place, 1)];
  const holes = panes
    .map((pane) => `M${pane.map(([x, y, z]) => pair(project(stage, x, y, z))).join("L")}Z`)
    .join("");
  const frame = { stroke: light.ink, width: Math.max(3, 0.045 * unitsAt(stage, WALL_Z)) };
  return (
    path(
      `M${num(area.left)} ${num(area.top)}H${num(area.right)}V${num(area.bottom)}H${num(area.left)}Z${holes}`,
      { fill: wall, holes: true },
    ) + panes.map((pane) => quad(place, pane, frame)).join("")
  );
}

function drawOutside(place: Place): string {
  const { stage, light, uid } = place;
  const area = bounds(stage);
  const horizon = horizonLine(stage);
  const night = light.time === "night";
  const top = project(stage, 0, LINTEL, WALL_Z).y;
  const bottom = project(stage, 0, SILL, WALL_Z).y;
  let svg = verticalGradient(
    `${uid}w`,
    night ? light.glassTop : light.skyTop,
    night ? light.glassLow : light.skyLow,
    top,
    horizon,
  );
  svg += rect(area.left, area.top, area.width, area.bottom - area.top, { fill: `url(#${uid}w)` });
  svg += rect(area.left, horizon, area.width, area.bottom - horizon, { fill: light.water });
  for (const [x, y, w] of [
    [0.08, 0.3, 0.14],
    [0.44, 0.5, 0.12],
    [0.6, 0.24, 0.09],
    [0.84, 0.4, 0.13],
  ] as const) {
    const at = horizon + Math.max(0, bottom - horizon) * y;
    svg += line(stage.width * x, at, stage.width * (x + w), at, { stroke: light.streak, width: 1.8 });
  }
  const left = project(stage, -halfFront(place), LINTEL, WALL_Z).x;
  const right = project(stage, halfFront(place), LINTEL, WALL_Z).x;
  svg += drawShine(place, { top: Math.max(0, top), bottom: Math.min(bottom, horizon), left, right });
  return night ? svg : svg + path(streaks(place), { fill: light.glow, opacity: 0.18 });
}

/** The two slanted reflections that make a pane of glass. */
function streaks(place: Place): string {
  const { stage } = place;
  const at = (x: number, y: number): string => pair(project(stage, x, y, WALL_Z));
  return `M${at(-0.95, SILL)}L${at(-0.45, LINTEL)}L${at(-0.2, LINTEL)}L${at(-0.7, SILL)}ZM${at(-0.6, SILL)}L${at(-0.1, LINTEL)}L${at(-0.04, LINTEL)}L${at(-0.54, SILL)}Z`;
}

function drawConsole(place: Place): string {
  const { stage, light } = place;
  const face = light.time === "night" ? light.mid : light.wall;
  const top = mix(face, light.ink, 0.25);
  let svg = quad(
    place,
    [
      [-3.2, 0.9, -0.2],
      [-1.6, 0.9, 1.35],
      [1.6, 0.9, 1.35],
      [3.2, 0.9, -0.2],
      [3.2, 0, -0.2],
      [-3.2, 0, -0.2],
    ],
    { fill: mix(face, light.ink, 0.2), ...outline(place, 1) },
  );
  svg += quad(
    place,
    [
      [-1.6, 0.92, 1.35],
      [1.6, 0.92, 1.35],
      [1.9, 0.74, 0.85],
      [-1.9, 0.74, 0.85],
    ],
    { fill: top, ...outline(place, 1) },
  );
  svg += upright(place, -1.9, 1.9, 0.74, 0, 0.85, { fill: face, ...outline(place, 1) });
  svg += level(place, -9, 9, 0, stage.near, 0.85, {
    fill: mix(light.dark, light.ink, 0.35),
    ...outline(place, 1),
  });
  const units = unitsAt(stage, 0.85);
  const lit = { fill: light.glow, stroke: light.ink, width: Math.max(1.2, 0.014 * units) };
  for (const [x, y, radius] of [
    [-1.35, 0.55, 0.12],
    [-1.02, 0.57, 0.07],
    [1.0, 0.55, 0.12],
  ] as const) {
    const centre = project(stage, x, y, 0.85);
    svg += circle(centre.x, centre.y, radius * units, lit);
  }
  svg += upright(place, 1.2, 1.46, 0.62, 0.54, 0.85, lit);
  return svg;
}

function drawWheel(place: Place): string {
  const { stage, light } = place;
  const z = 0.45;
  const units = unitsAt(stage, z);
  const centreY = project(stage, 0, 0.72, z).y;
  const x = freeShare(place, centreY, [0.5, 0.4, 0.6]) * stage.width;
  const radius = 0.4 * units;
  const spoke = Math.max(1.6, 0.04 * units);
  let svg = line(x, centreY, x, project(stage, 0, 0, z).y, { stroke: light.ink, width: spoke * 2.4 });
  for (let at = 0; at < 8; at++) {
    const dx = sinTurns(at / 8) * radius * 1.22;
    const dy = cosTurns(at / 8) * radius * 1.22;
    svg += line(x, centreY, x + dx, centreY + dy, { stroke: light.ink, width: spoke * 0.8 });
  }
  svg += circle(x, centreY, radius, { stroke: light.ink, width: spoke * 1.7 });
  return svg + circle(x, centreY, radius * 0.2, { fill: light.ink });
}
