import { project, unitsAt } from "../camera.ts";
import { circle, mix, pair, path, polygon } from "../ink.ts";
import { drawRoomBox, drawWindow, roomScale, roomSize } from "./interior.ts";
import { freeSide, outline, quad, type Kit, type Place } from "./kit.ts";

export const room: Kit = {
  ground: "planks",
  behind(place) {
    const side = freeSide(place);
    return (
      drawRoomBox(place) +
      drawWindow(place, side * 1.5, 1.5) +
      drawCurtains(place, side * 1.5) +
      drawPictures(place, -side) +
      drawSideboard(place, -side) +
      drawRug(place)
    );
  },
};

function drawCurtains(place: Place, x: number): string {
  const { stage, light } = place;
  const scale = roomScale(place);
  const z = roomSize(place).backZ - 0.06;
  const top = 2.34 * (1 + (scale - 1) * 0.65);
  const fill = mix(light.dark, light.mid, 0.5);
  let svg = "";
  for (const sign of [-1, 1]) {
    const outer = x * scale + sign * 1.02 * scale;
    const inner = x * scale + sign * 0.62 * scale;
    const at = (px: number, y: number): string => pair(project(stage, px, y, z));
    svg += path(
      `M${at(outer, top)}L${at(inner, top)}C${at(inner, 1.5)} ${at((inner + outer) / 2, 1.2)} ${at(outer - sign * 0.1, 1)}C${at(outer - sign * 0.2, 0.7)} ${at(outer - sign * 0.25, 0.5)} ${at(outer - sign * 0.22, 0.25)}L${at(outer, 0.25)}Z`,
      { fill, ...outline(place, z) },
    );
  }
  return (
    svg +
    quad(
      place,
      [
        [(x - 1.15) * scale, top + 0.05, z],
        [(x + 1.15) * scale, top + 0.05, z],
        [(x + 1.15) * scale, top, z],
        [(x - 1.15) * scale, top, z],
      ],
      { fill: light.ink },
    )
  );
}

function drawPictures(place: Place, side: number): string {
  const { light } = place;
  const { backZ } = roomSize(place);
  const z = backZ - 0.02;
  const ink = outline(place, z);
  let svg = "";
  for (const [x, y, w, h] of [
    [1.15, 1.75, 0.34, 0.26],
    [1.95, 1.85, 0.2, 0.28],
  ] as const) {
    const cx = side * x * roomScale(place);
    svg += quad(
      place,
      [
        [cx - w, y + h, z],
        [cx + w, y + h, z],
        [cx + w, y - h, z],
        [cx - w, y - h, z],
      ],
      { fill: mix(light.dark, light.ink, 0.3), ...ink },
    );
    svg += quad(
      place,
      [
        [cx - w * 0.82, y + h * 0.78, z],
        [cx + w * 0.82, y + h * 0.78, z],
        [cx + w * 0.82, y - h * 0.78, z],
        [cx - w * 0.82, y - h * 0.78, z],
      ],
      { fill: mix(light.wall, light.glow, light.time === "night" ? 0.12 : 0.45), ...ink },
    );
    svg += quad(
      place,
      [
        [cx - w * 0.8, y - h * 0.75, z],
        [cx - w * 0.2, y + h * 0.2, z],
        [cx + w * 0.2, y - h * 0.2, z],
        [cx + w * 0.5, y + h * 0.1, z],
        [cx + w * 0.8, y - h * 0.75, z],
      ],
      { fill: mix(light.wall, light.dark, 0.5) },
    );
  }
  return svg;
}

function drawSideboard(place: Place, side: number): string {
  const { stage, light } = place;
  const { backZ } = roomSize(place);
  const x = side * 1.6 * roomScale(place);
  const z = backZ - 0.5;
  const ink = outline(place, z);
  const wood = mix(light.dark, light.mid, 0.35);
  let svg = quad(
    place,
    [
      [x - 0.85, 0.12, z],
      [x + 0.85, 0.12, z],
      [x + 0.85, 0.82, z],
      [x - 0.85, 0.82, z],
    ],
    { fill: wood, ...ink },
  );
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
    svg += quad(
      place,
      [
        [x + dx - 0.04, 0, z],
        [x + dx + 0.04, 0, z],
        [x + dx + 0.04, 0.12, z],
        [x + dx - 0.04, 0.12, z],
      ],
      { fill: light.ink },
    );
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
  const s = roomScale(place);
  return (
    quad(
      place,
      [
        [-1.7 * s, 0, -0.4],
        [1.7 * s, 0, -0.4],
        [1.7 * s, 0, 1.2],
        [-1.7 * s, 0, 1.2],
      ],
      { fill: mix(light.mid, light.wall, 0.35), ...outline(place, 0.4) },
    ) +
    quad(
      place,
      [
        [-1.5 * s, 0, -0.25],
        [1.5 * s, 0, -0.25],
        [1.5 * s, 0, 1.05],
        [-1.5 * s, 0, 1.05],
      ],
      { ...outline(place, 0.4) },
    )
  );
}
