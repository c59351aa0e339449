// Fronts that say what they are from afar: a spire, columns, a cross, a flag.
import { project, unitsAt } from "../camera.ts";
import { drawClockFace } from "../clock-face.ts";
import { mix } from "../ink.ts";
import { share } from "../seed.ts";
import { drawForecourt, drawFrontWindow, drawNeighbours, type Outside } from "./street-front.ts";
import { beam, freeSide, outline, quad, trace, upright, type Place } from "./kit.ts";
import { arch, block, disc, halo } from "./solid.ts";

export const drawChapel: Outside = (place) => {
  const { light } = place;
  const z = 11;
  const x = freeSide(place) * 1.3;
  const stone = mix(light.far, light.mid, 0.4);
  const slate = mix(light.dark, light.mid, 0.15);
  const ink = outline(place, z);
  const glass = light.time === "night" ? light.glow : mix(light.dark, light.glassTop, 0.35);
  const tower = x - 4.2;
  let svg = drawForecourt(place, z, "lawn") + drawTrees(place, z + 2, 9);
  svg += quad(
    place,
    [
      [tower - 1.5, 9.2, z + 0.6],
      [tower + 1.5, 9.2, z + 0.6],
      [tower, 15.5, z + 1.6],
    ],
    { fill: slate, ...ink },
  );
  svg +=
    beam(place, [tower, 15.4, z + 1.6], [tower, 16.8, z + 1.6], 0.12, light.ink) +
    beam(place, [tower - 0.45, 16.3, z + 1.6], [tower + 0.45, 16.3, z + 1.6], 0.12, light.ink);
  svg += block(place, [tower - 1.4, tower + 1.4], [0, 9.3], [z + 0.2, z + 3], mix(stone, light.dark, 0.1));
  svg += quad(place, arch([tower - 0.55, tower + 0.55], 6.8, 8, z + 0.15, 1.35), {
    fill: mix(light.dark, light.ink, 0.4),
    ...ink,
  });
  svg += quad(place, arch([tower - 0.4, tower + 0.4], 2.6, 3.8, z + 0.15, 1.35), { fill: glass, ...ink });
  svg += quad(
    place,
    [
      [x - 3.2, 0, z],
      [x - 3.2, 5.4, z],
      [x, 9.2, z],
      [x + 3.2, 5.4, z],
      [x + 3.2, 0, z],
    ],
    { fill: stone, ...ink },
  );
  svg += quad(
    place,
    [
      [x - 3.5, 5.1, z - 0.2],
      [x, 9.1, z - 0.2],
      [x + 3.5, 5.1, z - 0.2],
      [x + 3.5, 5.6, z - 0.2],
      [x, 9.7, z - 0.2],
      [x - 3.5, 5.6, z - 0.2],
    ],
    { fill: slate, ...ink },
  );
  svg +=
    disc(place, [x, 5.9, z - 0.05], 1.05, { fill: glass, stroke: light.ink, width: ink.width * 2 }) +
    disc(place, [x, 5.9, z - 0.06], 0.35, { stroke: light.ink, width: ink.width });
  for (let at = 0; at < 6; at++) {
    const [dx, dy] = [
      [1, 0],
      [0.5, 0.87],
      [-0.5, 0.87],
      [-1, 0],
      [-0.5, -0.87],
      [0.5, -0.87],
    ][at] ?? [1, 0];
    svg += trace(
      place,
      [
        [x + 0.35 * (dx ?? 0), 5.9 + 0.35 * (dy ?? 0), z - 0.06],
        [x + 1.05 * (dx ?? 0), 5.9 + 1.05 * (dy ?? 0), z - 0.06],
      ],
      { stroke: light.ink, width: ink.width },
    );
  }
  svg += quad(place, arch([x - 1.25, x + 1.25], 0, 2.4, z - 0.05, 1.3), {
    fill: mix(stone, light.glow, 0.2),
    ...ink,
  });
  svg += quad(place, arch([x - 0.9, x + 0.9], 0, 2.2, z - 0.06, 1.3), {
    fill: mix(light.dark, light.ink, 0.3),
    ...ink,
  });
  svg += beam(place, [x, 0, z - 0.07], [x, 3.3, z - 0.07], 0.05, light.ink);
  for (const dx of [-2.2, 2.2])
    svg += quad(place, arch([x + dx - 0.35, x + dx + 0.35], 1.6, 3, z - 0.05, 1.35), { fill: glass, ...ink });
  return (
    svg +
    [-1.7, 1.7].map((dx) => drawGrave(place, dx * 2.1, 4.6)).join("") +
    drawGrave(place, -2.6, 6) +
    drawGrave(place, 4.4, 6.4)
  );
};

function drawGrave(place: Place, x: number, z: number): string {
  const { light } = place;
  return quad(place, arch([x - 0.3, x + 0.3], 0, 0.6, z, 0.9), {
    fill: mix(light.mid, light.dark, 0.3),
    ...outline(place, z),
  });
}

function drawTrees(place: Place, z: number, gap: number): string {
  const { light, seed } = place;
  const crown = mix(light.dark, light.mid, 0.25);
  let svg = "";
  for (const side of [-1, 1])
    for (let at = 0; at < 3; at++) {
      const x = side * (gap + at * 3.4);
      const r = 1.6 + 1.2 * share(seed, `tree ${side} ${at}`);
      svg += beam(place, [x, 0, z], [x, r, z], 0.3, mix(light.dark, light.ink, 0.4));
      svg += disc(place, [x, r + 1.6, z], r, { fill: crown, ...outline(place, z) });
      svg += disc(place, [x - light.from * r * 0.3, r + 1.3, z], r * 0.66, {
        fill: light.ink,
        opacity: 0.14,
      });
    }
  return svg;
}

export const drawCourthouse: Outside = (place) => {
  const { light } = place;
  const z = 12;
  const x = freeSide(place) * 1.4;
  const stone = mix(light.far, light.glow, light.time === "night" ? 0.05 : 0.25);
  const ink = outline(place, z);
  let svg = drawForecourt(place, z - 3, "pavement") + drawNeighbours(place, z + 4, 13);
  svg += block(place, [x - 9, x + 9], [1.2, 8.2], [z, z + 6], mix(stone, light.mid, 0.35));
  for (const dx of [-8, -6.6, 5.6, 7])
    svg += drawFrontWindow(place, [x + dx, x + dx + 0.95], [2.6, 5.2], z, stone);
  svg += upright(place, x - 4.6, x + 4.6, 1.2, 7.2, z - 0.05, {
    fill: mix(light.dark, light.mid, 0.2),
    ...ink,
  });
  svg += upright(place, x - 0.9, x + 0.9, 1.2, 4.6, z - 0.06, {
    fill: light.time === "night" ? light.glow : mix(light.dark, light.ink, 0.4),
    ...ink,
  });
  for (let step = 6; step >= 0; step--)
    svg += block(
      place,
      [x - 5.6, x + 5.6],
      [1.2 - (step + 1) * 0.172, 1.2 - step * 0.172],
      [z - 1.1 - step * 0.34, z],
      mix(stone, light.mid, 0.15),
    );
  for (const dx of [-4.2, -2.52, -0.84, 0.84, 2.52, 4.2]) {
    const column = [x + dx - 0.34, x + dx + 0.34] as const;
    svg += upright(place, column[0], column[1], 1.4, 6.8, z - 1, { fill: stone, ...ink });
    const dark =
      light.from > 0 ? ([column[0], column[0] + 0.22] as const) : ([column[1] - 0.22, column[1]] as const);
    svg += upright(place, dark[0], dark[1], 1.4, 6.8, z - 1, { fill: light.ink, opacity: 0.18 });
    svg +=
      upright(place, column[0] - 0.14, column[1] + 0.14, 6.7, 7.05, z - 1.05, { fill: stone, ...ink }) +
      upright(place, column[0] - 0.14, column[1] + 0.14, 1.2, 1.45, z - 1.05, { fill: stone, ...ink });
  }
  svg += upright(place, x - 5.1, x + 5.1, 7, 7.8, z - 1.1, { fill: stone, ...ink });
  svg += quad(
    place,
    [
      [x - 5.5, 7.8, z - 1.2],
      [x + 5.5, 7.8, z - 1.2],
      [x, 10.3, z - 1.2],
    ],
    { fill: mix(stone, light.mid, 0.2), ...ink },
  );
  svg += quad(
    place,
    [
      [x - 4.1, 8.05, z - 1.25],
      [x + 4.1, 8.05, z - 1.25],
      [x, 9.9, z - 1.25],
    ],
    { stroke: light.ink, width: ink.width },
  );
  return svg + disc(place, [x, 8.65, z - 1.3], 0.42, { fill: mix(light.mid, light.glow, 0.3), ...ink });
};

export const drawHospitalBlock: Outside = (place) => {
  const { light } = place;
  const z = 12;
  const x = freeSide(place) * 1.5;
  const wall = mix(light.far, light.glow, light.time === "night" ? 0.02 : 0.3);
  const ink = outline(place, z);
  let svg = drawForecourt(place, z, "pavement") + drawTrees(place, z + 3, 13);
  svg += block(place, [x - 10, x + 10], [0, 11], [z, z + 6], wall);
  for (let floor = 0; floor < 3; floor++) {
    const y = 3.9 + floor * 2.4;
    svg += upright(place, x - 9.6, x + 9.6, y - 0.15, y + 1.35, z - 0.01, {
      fill: mix(wall, light.mid, 0.35),
    });
    for (let bay = 0; bay < 9; bay++) {
      const left = x - 9.3 + bay * 2.1;
      if (Math.abs(left + 0.8 - x) < 1.6) continue;
      svg += drawFrontWindow(place, [left, left + 1.6], [y, y + 1.2], z - 0.02, wall);
    }
  }
  svg += block(place, [x - 1.7, x + 1.7], [3.2, 12.4], [z - 0.5, z], mix(wall, light.mid, 0.3));
  // The cross that is read from any distance.
  const cross = light.time === "night" ? light.glow : mix(light.dark, light.ink, 0.2);
  svg +=
    halo(place, [x, 9.4, z - 0.6], 2.2) +
    upright(place, x - 0.34, x + 0.34, 8.2, 10.6, z - 0.55, { fill: cross }) +
    upright(place, x - 1.2, x + 1.2, 9.06, 9.74, z - 0.55, { fill: cross });
  svg += upright(place, x - 4, x + 4, 0, 2.9, z - 0.05, {
    fill: light.time === "night" ? mix(light.glow, light.mid, 0.3) : mix(light.dark, light.glassTop, 0.4),
    ...ink,
  });
  for (const dx of [-4, -2, 0, 2, 4])
    svg += upright(place, x + dx - 0.06, x + dx + 0.06, 0, 2.9, z - 0.08, { fill: light.ink });
  svg += block(place, [x - 5, x + 5], [2.9, 3.3], [z - 3, z], mix(light.mid, light.far, 0.4));
  for (const dx of [-4.6, 4.6])
    svg += beam(place, [x + dx, 0, z - 2.8], [x + dx, 2.9, z - 2.8], 0.16, light.ink);
  return svg;
};

export const drawSchoolhouse: Outside = (place) => {
  const { light, stage } = place;
  const z = 11;
  const side = freeSide(place);
  const x = side * 1.2;
  const wall = mix(light.mid, light.far, 0.45);
  const ink = outline(place, z);
  let svg = drawForecourt(place, z, "pavement") + drawTrees(place, z + 3, 12);
  svg += block(place, [x - 9.5, x + 9.5], [0, 6.6], [z, z + 5], wall);
  svg += quad(
    place,
    [
      [x - 10, 6.5, z - 0.3],
      [x + 10, 6.5, z - 0.3],
      [x + 8.4, 8.4, z + 2.5],
      [x - 8.4, 8.4, z + 2.5],
    ],
    { fill: mix(light.dark, light.mid, 0.2), ...ink },
  );
  for (let bay = 0; bay < 8; bay++) {
    const left = x - 9 + bay * 2.35;
    if (Math.abs(left + 0.8 - x) < 2) continue;
    for (const y of [1, 3.9]) svg += drawFrontWindow(place, [left, left + 1.6], [y, y + 1.7], z - 0.01, wall);
  }
  svg += block(place, [x - 2.1, x + 2.1], [0, 8.6], [z - 0.8, z], mix(wall, light.glow, 0.12));
  svg += quad(
    place,
    [
      [x - 2.4, 8.5, z - 0.9],
      [x + 2.4, 8.5, z - 0.9],
      [x, 10.4, z - 0.9],
    ],
    { fill: mix(light.dark, light.mid, 0.25), ...ink },
  );
  const clock = project(stage, x, 7, z - 0.85);
  svg += drawClockFace(
    clock.x,
    clock.y,
    0.72 * unitsAt(stage, z - 0.85),
    { hour: 8, minute: 50 },
    { face: light.glow, ink: light.ink },
  );
  svg += drawFrontWindow(place, [x - 0.75, x + 0.75], [3.7, 5.4], z - 0.82, wall);
  svg += block(place, [x - 2.4, x + 2.4], [0, 0.3], [z - 2, z - 0.8], mix(light.far, light.mid, 0.2));
  svg +=
    upright(place, x - 1.05, x + 1.05, 0.3, 2.9, z - 0.82, {
      fill: mix(light.dark, light.ink, 0.2),
      ...ink,
    }) + beam(place, [x, 0.3, z - 0.83], [x, 2.9, z - 0.83], 0.05, light.ink);
  const pole = -side * 4.6;
  svg += beam(place, [pole, 0, 7], [pole, 6.4, 7], 0.1, light.ink);
  return (
    svg +
    quad(
      place,
      [
        [pole, 6.3, 7],
        [pole + 1.7, 6.1, 7],
        [pole + 1.6, 5.1, 7],
        [pole, 5.2, 7],
      ],
      { fill: mix(light.mid, light.dark, 0.3), ...outline(place, 7) },
    )
  );
};
