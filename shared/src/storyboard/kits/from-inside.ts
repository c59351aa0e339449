// INT. BEACH: an outdoor place in an interior scene is what lies before the window.
import { project, unitsAt } from "../camera.ts";
import { mix, num, pair, path } from "../ink.ts";
import { bounds, level, outline, quad, upright, type Kit, type Place, type Spot } from "./kit.ts";
import { block } from "./solid.ts";

const WALL_Z = 1.6;
const SILL = 0.72;
const LINTEL = 2.35;

export function drawFromInside(place: Place, kit: Kit): string {
  const { stage, light } = place;
  const area = bounds(stage);
  const half = Math.max(0.5, Math.min(2.1, (stage.width * 0.42) / unitsAt(stage, WALL_Z)));
  const wall = mix(light.wall, light.dark, light.time === "night" ? 0.5 : 0.35);
  const pane = (left: number, right: number): Spot[] => [
    [left, LINTEL, WALL_Z],
    [right, LINTEL, WALL_Z],
    [right, SILL, WALL_Z],
    [left, SILL, WALL_Z],
  ];
  const panes = [pane(-half, -0.04), pane(0.04, half)];
  const holes = panes
    .map((spots) => `M${spots.map(([x, y, z]) => pair(project(stage, x, y, z))).join("L")}Z`)
    .join("");
  const frame = { stroke: light.ink, width: Math.max(2.4, 0.04 * unitsAt(stage, WALL_Z)) };
  return (
    kit.behind(place) +
    path(
      `M${num(area.left)} ${num(area.top)}H${num(area.right)}V${num(area.bottom)}H${num(area.left)}Z${holes}`,
      {
        fill: wall,
        holes: true,
      },
    ) +
    panes.map((spots) => quad(place, spots, frame)).join("") +
    level(place, -9, 9, 0, stage.near, WALL_Z, {
      fill: mix(light.dark, light.mid, 0.35),
      ...outline(place, WALL_Z),
    }) +
    upright(place, -9, 9, 0, 0.14, WALL_Z, { fill: mix(wall, light.ink, 0.25), ...outline(place, WALL_Z) }) +
    block(
      place,
      [-half - 0.15, half + 0.15],
      [SILL - 0.07, SILL],
      [WALL_Z - 0.16, WALL_Z],
      mix(wall, light.glow, 0.3),
    ) +
    // The daylight on the floor.
    level(place, -half * 0.9, half * 0.9, 0.01, WALL_Z - 1.2, WALL_Z - 0.2, {
      fill: light.glow,
      opacity: light.time === "night" ? 0.05 : 0.16,
    })
  );
}
