// Tight: the inside of a car from the bonnet, with windows, seats and the road behind. Wide: the car in the street,
// since nobody stands upright inside one.
import { project, unitsAt } from "../camera.ts";
import { circle, ellipse, line, mix, num, pair, path } from "../ink.ts";
import { bounds, freeSide, outline, quad, type Kit, type Place, type Spot } from "./kit.ts";
import { street } from "./street.ts";

const GLASS_Z = 0.9;

const WIDE: readonly Place["stage"]["size"][] = ["EWS", "VWS", "WS", "MWS"];

export const car: Kit = {
  ground: "paving",
  around: "kerb",
  outside: (place) => street.behind(place) + drawFromOutside(place),
  behind(place) {
    if (WIDE.includes(place.stage.size)) return street.behind(place) + drawFromOutside(place);
    return street.behind(place) + drawBody(place) + drawSeats(place) + drawMirror(place);
  },
};

function drawFromOutside(place: Place): string {
  const { stage, light } = place;
  const z = 1.3;
  const middle = freeSide(place) * 1.5;
  const units = unitsAt(stage, z);
  const at = (dx: number, y: number): string => pair(project(stage, middle + dx, y, z));
  const ink = outline(place, z);
  const paint = mix(light.dark, light.mid, 0.4);
  const glass = mix(paint, light.glassTop, light.time === "night" ? 0.35 : 0.7);
  let svg = path(`M${at(-2.2, 0.05)}L${at(2.2, 0.05)}L${at(2.4, 0)}L${at(-2.3, 0)}Z`, {
    fill: light.ink,
    opacity: 0.35,
  });
  svg += path(
    `M${at(-2.1, 0.3)}L${at(-2.12, 0.72)}C${at(-2, 0.86)} ${at(-1.5, 0.9)} ${at(-1.2, 0.92)}L${at(-0.62, 1.4)}C${at(-0.3, 1.46)} ${at(0.6, 1.46)} ${at(0.9, 1.4)}L${at(1.5, 0.94)}C${at(1.9, 0.9)} ${at(2.1, 0.8)} ${at(2.12, 0.66)}L${at(2.1, 0.3)}Z`,
    { fill: paint, ...ink },
  );
  svg += path(`M${at(-1, 0.94)}L${at(-0.56, 1.31)}L${at(0.1, 1.33)}L${at(0.1, 0.94)}Z`, {
    fill: glass,
    ...ink,
  });
  svg += path(`M${at(0.2, 0.94)}L${at(0.2, 1.33)}L${at(0.84, 1.31)}L${at(1.26, 0.94)}Z`, {
    fill: glass,
    ...ink,
  });
  svg += path(
    `M${at(0.15, 0.94)}L${at(0.15, 0.36)}M${at(-1.05, 0.9)}L${at(-0.98, 0.36)}M${at(0.3, 0.8)}L${at(0.5, 0.8)}`,
    { ...ink },
  );
  for (const dx of [-1.35, 1.35]) {
    const hub = project(stage, middle + dx, 0.32, z);
    svg += circle(hub.x, hub.y, 0.34 * units, { fill: light.ink });
    svg += circle(hub.x, hub.y, 0.18 * units, { fill: light.mid, ...ink });
  }
  return svg;
}

function drawBody(place: Place): string {
  const { stage, light } = place;
  const area = bounds(stage);
  const shell = light.time === "night" ? light.dark : mix(light.dark, light.ink, 0.25);
  const rear: Spot[] = [
    [-0.66, 1.62, GLASS_Z],
    [0.66, 1.62, GLASS_Z],
    [0.8, 1.06, GLASS_Z],
    [-0.8, 1.06, GLASS_Z],
  ];
  const side = (sign: 1 | -1): Spot[] => [
    [sign * 0.8, 1.62, GLASS_Z - 0.1],
    [sign * 1.02, 1.6, -0.35],
    [sign * 1.2, 1.02, -0.35],
    [sign * 0.96, 1.04, GLASS_Z - 0.1],
  ];
  const panes = [rear, side(-1), side(1)];
  const holes = panes
    .map((pane) => `M${pane.map(([x, y, z]) => pair(project(stage, x, y, z))).join("L")}Z`)
    .join("");
  const frame = { stroke: light.ink, width: Math.max(2.4, 0.03 * unitsAt(stage, GLASS_Z)) };
  return (
    path(
      `M${num(area.left)} ${num(area.top)}H${num(area.right)}V${num(area.bottom)}H${num(area.left)}Z${holes}`,
      {
        fill: shell,
        holes: true,
      },
    ) + panes.map((pane) => quad(place, pane, frame)).join("")
  );
}

function drawSeats(place: Place): string {
  const { stage, light } = place;
  const z = 0.3;
  const fill = mix(light.mid, light.dark, 0.45);
  let svg = "";
  for (const x of [-0.44, 0.44]) {
    const at = (dx: number, y: number): string => pair(project(stage, x + dx, y, z));
    svg += path(
      `M${at(-0.32, 0.3)}C${at(-0.36, 0.8)} ${at(-0.34, 1.18)} ${at(-0.22, 1.2)}L${at(0.22, 1.2)}C${at(0.34, 1.18)} ${at(0.36, 0.8)} ${at(0.32, 0.3)}Z`,
      { fill, ...outline(place, z) },
    );
    svg += path(`M${at(-0.15, 1.24)}C${at(-0.17, 1.46)} ${at(0.17, 1.46)} ${at(0.15, 1.24)}Z`, {
      fill,
      ...outline(place, z),
    });
  }
  return svg;
}

function drawMirror(place: Place): string {
  const { stage, light } = place;
  const side = freeSide(place);
  const x = stage.width * (0.5 + side * 0.24);
  const r = Math.min(stage.width, stage.height * 2) * 0.075;
  const y = r * 0.75;
  return (
    line(x, 0, x, y, { stroke: light.ink, width: r * 0.12 }) +
    ellipse(x, y, r, r * 0.32, { fill: light.ink }) +
    ellipse(x, y, r * 0.9, r * 0.24, { fill: mix(light.far, light.glow, 0.25) })
  );
}
