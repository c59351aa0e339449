import { project, unitsAt } from "../camera.ts";
import { circle, line, mix, rect } from "../ink.ts";
import { drawOfficeBlock } from "./workplace.ts";
import { bounds, level, outline, quad, upright, type Kit, type Place } from "./kit.ts";

const HALF = 1.55;
const HEIGHT = 2.6;
const END_Z = 16;
const DOORS = [0.4, 3.6, 6.8, 10];

export const corridor: Kit = {
  ground: "tiles",
  roomDepth: 8,
  outside: drawOfficeBlock,
  behind(place) {
    return drawShell(place) + drawDoors(place) + drawLamps(place) + drawEnd(place);
  },
};

function drawShell(place: Place): string {
  const { stage, light } = place;
  const area = bounds(stage);
  const { near } = stage;
  const wall = light.wall;
  const ink = outline(place, 3);
  const floor = mix(light.mid, light.dark, 0.35);
  let svg = rect(area.left, area.top, area.width, area.bottom - area.top, { fill: wall });
  svg += level(place, -HALF, HALF, HEIGHT, near, END_Z, { fill: mix(wall, light.glow, 0.16), ...ink });
  svg += level(place, -HALF, HALF, 0, near, END_Z, { fill: floor, ...ink });
  for (let z = Math.ceil(near), at = 0; z < END_Z && at < 24; at++, z += z < 4 ? 1 : 2) {
    svg += level(place, -HALF, HALF, 0, z, z, { stroke: mix(light.ink, floor, 0.5), width: 1.3 });
  }
  for (const side of [-1, 1]) {
    const x = side * HALF;
    svg += quad(
      place,
      [
        [x, 0, near],
        [x, 1.05, near],
        [x, 1.05, END_Z],
        [x, 0, END_Z],
      ],
      {
        fill: mix(wall, light.dark, 0.38),
        ...ink,
      },
    );
  }
  return svg;
}

function drawDoors(place: Place): string {
  const { stage, light } = place;
  let svg = "";
  for (const z of [...DOORS].reverse()) {
    for (const side of [-1, 1]) {
      const x = side * (HALF - 0.01);
      const from = Math.max(stage.near, z + (side === 1 ? 0.5 : 0));
      const fill = mix(mix(light.mid, light.dark, 0.35), light.wall, Math.min(0.6, z * 0.06));
      svg += quad(
        place,
        [
          [x, 0, from],
          [x, 2.1, from],
          [x, 2.1, from + 1],
          [x, 0, from + 1],
        ],
        { fill, ...outline(place, z) },
      );
      svg += quad(
        place,
        [
          [x, 1.3, from + 0.3],
          [x, 1.85, from + 0.3],
          [x, 1.85, from + 0.7],
          [x, 1.3, from + 0.7],
        ],
        {
          fill: mix(fill, light.glow, light.time === "night" ? 0.25 : 0.5),
          ...outline(place, z),
        },
      );
      const knob = project(stage, x, 1, from + 0.12);
      svg += circle(knob.x, knob.y, Math.max(1.2, 0.04 * unitsAt(stage, z)), { fill: light.ink });
    }
  }
  return svg;
}

function drawLamps(place: Place): string {
  const { light } = place;
  let svg = "";
  for (const z of [9.5, 6, 3, 0.6]) {
    svg += level(place, -0.45, 0.45, HEIGHT - 0.02, z, z + 0.8, { fill: light.glow, ...outline(place, z) });
    svg += level(place, -0.6, 0.6, 0.005, z, z + 1, {
      fill: light.glow,
      opacity: light.time === "night" ? 0.1 : 0.16,
    });
  }
  return svg;
}

function drawEnd(place: Place): string {
  const { stage, light } = place;
  const ink = outline(place, END_Z);
  const top = project(stage, 0, 2.2, END_Z);
  const foot = project(stage, 0, 0, END_Z);
  return (
    upright(place, -HALF, HALF, 0, HEIGHT, END_Z, { fill: mix(light.wall, light.dark, 0.2), ...ink }) +
    upright(place, -0.85, 0.85, 0, 2.2, END_Z, { fill: light.glassTop, ...ink }) +
    line(top.x, top.y, foot.x, foot.y, ink)
  );
}
