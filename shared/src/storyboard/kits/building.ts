// What an interior looks like from its street: the frame of EXT. KITCHEN or EXT. BAR.
import { mix } from "../ink.ts";
import { share } from "../seed.ts";
import { beam, freeSide, level, outline, quad, trace, upright, type Kit, type Place } from "./kit.ts";
import { drawClouds, drawGround, drawSky } from "./sky.ts";
import { block, disc, halo } from "./solid.ts";

export type Outside = NonNullable<Kit["outside"]>;

const FRONT = 6.5;

/** Sky, ground, and a pavement that runs up to a front. */
export function drawForecourt(place: Place, front: number, kind: "pavement" | "lawn"): string {
  const { light, stage } = place;
  const ground = kind === "lawn" ? mix(light.ground, light.dark, 0.15) : mix(light.ground, light.far, 0.3);
  let svg = drawSky(place, { hills: kind === "lawn" }) + drawClouds(place) + drawGround(place, ground);
  if (kind === "lawn")
    return (
      svg +
      quad(
        place,
        [
          [-1.1, 0, stage.near],
          [1.1, 0, stage.near],
          [0.8, 0, front],
          [-0.8, 0, front],
        ],
        { fill: mix(light.ground, light.far, 0.65), ...outline(place, 3) },
      )
    );
  const seam = { stroke: mix(ground, light.ink, 0.2), width: 1.2 };
  for (let z = front - 0.9, at = 0; at < 16 && z > stage.near; at++, z -= z > 2 ? 1.4 : 0.9)
    svg += trace(
      place,
      [
        [-30, 0, z],
        [30, 0, z],
      ],
      seam,
    );
  for (let x = -9; x <= 9; x += 1.5)
    svg += trace(
      place,
      [
        [x, 0, stage.near],
        [x, 0, front],
      ],
      seam,
    );
  return svg;
}

/** A pane with its cross, lit when somebody may be at home. */
export function drawFrontWindow(
  place: Place,
  x: readonly [number, number],
  y: readonly [number, number],
  z: number,
  wall: string,
): string {
  const { light, seed } = place;
  const ink = outline(place, z);
  const dark = light.time === "night" || light.time === "dusk";
  const lit = dark && share(seed, `home ${Math.round(x[0] * 10)} ${Math.round(y[0] * 10)}`) > 0.4;
  const glass = lit
    ? light.glow
    : dark
      ? mix(light.dark, light.glassTop, 0.5)
      : mix(light.dark, light.glassTop, 0.55);
  const middle = (x[0] + x[1]) / 2;
  return (
    upright(place, x[0] - 0.08, x[1] + 0.08, y[0] - 0.08, y[1] + 0.08, z, {
      fill: mix(wall, light.glow, 0.25),
      ...ink,
    }) +
    upright(place, x[0], x[1], y[0], y[1], z - 0.01, { fill: glass, ...ink }) +
    upright(place, middle - 0.025, middle + 0.025, y[0], y[1], z - 0.02, { fill: light.ink }) +
    upright(place, x[0], x[1], (y[0] + y[1]) / 2 - 0.02, (y[0] + y[1]) / 2 + 0.02, z - 0.02, {
      fill: light.ink,
    }) +
    upright(place, x[0] - 0.14, x[1] + 0.14, y[0] - 0.18, y[0] - 0.08, z - 0.06, {
      fill: mix(wall, light.ink, 0.2),
      ...ink,
    })
  );
}

/** Houses of no interest to both sides. */
export function drawNeighbours(place: Place, z: number, gap: number): string {
  const { light, seed } = place;
  let svg = "";
  for (const side of [-1, 1])
    for (let at = 0; at < 3; at++) {
      const near = side * (gap + at * 8);
      const far = near + side * 7.6;
      const tall = 4 + 3.5 * share(seed, `next ${side} ${at}`);
      const wall = mix(
        mix(light.mid, light.far, 0.4 + 0.3 * share(seed, `paint ${side} ${at}`)),
        light.far,
        at * 0.2,
      );
      svg += block(place, near < far ? [near, far] : [far, near], [0, tall], [z + 1, z + 6], wall);
      for (const dx of [1, 3.2, 5.4])
        for (const y of [1, 3.4])
          if (y + 1.3 < tall)
            svg += drawFrontWindow(
              place,
              side > 0 ? [near + dx, near + dx + 0.9] : [near - dx - 0.9, near - dx],
              [y, y + 1.2],
              z + 1,
              wall,
            );
    }
  return svg;
}

export const drawHouse: Outside = (place) => {
  const { light } = place;
  const side = freeSide(place);
  const z = FRONT;
  const x = side * 0.9;
  const wall = mix(light.far, light.mid, 0.25);
  const roof = mix(light.dark, light.mid, 0.2);
  const ink = outline(place, z);
  const door = x - side * 0.4;
  let svg = drawForecourt(place, z, "lawn") + drawNeighbours(place, z + 2, 7.5);
  svg += block(place, [x + 1.6, x + 2.3], [5.5, 7.2], [z + 2, z + 2.6], mix(light.dark, light.ink, 0.1));
  svg += upright(place, x - 4, x + 4, 0, 4.3, z, { fill: wall, ...ink });
  svg += quad(
    place,
    [
      [x - 4.6, 4.1, z - 0.3],
      [x + 4.6, 4.1, z - 0.3],
      [x + 3.2, 6.6, z + 2],
      [x - 3.2, 6.6, z + 2],
    ],
    { fill: roof, ...ink },
  );
  for (const y of [4.7, 5.3, 5.9])
    svg += trace(
      place,
      [
        [x - 4.2, y, z + (y - 4.1) * 0.9],
        [x + 4.2, y, z + (y - 4.1) * 0.9],
      ],
      { stroke: mix(light.ink, roof, 0.4), width: 1.2 },
    );
  for (const dx of [-3.1, -1.2, 1.9])
    svg += drawFrontWindow(place, [x + dx, x + dx + 1.1], [2.75, 3.9], z, wall);
  for (const dx of [-3.1, 1.6]) svg += drawFrontWindow(place, [x + dx, x + dx + 1.4], [0.85, 2.2], z, wall);
  svg += block(place, [door - 0.85, door + 0.85], [0, 0.18], [z - 0.9, z], mix(light.mid, light.far, 0.4));
  svg += upright(place, door - 0.56, door + 0.56, 0.18, 2.42, z - 0.02, {
    fill: mix(wall, light.glow, 0.3),
    ...ink,
  });
  svg += upright(place, door - 0.45, door + 0.45, 0.18, 2.3, z - 0.03, {
    fill: mix(light.dark, light.ink, 0.15),
    ...ink,
  });
  svg += upright(place, door - 0.28, door + 0.28, 1.4, 2.1, z - 0.04, {
    fill: light.time === "night" ? light.glow : mix(light.dark, light.glassTop, 0.6),
    ...ink,
  });
  svg += disc(place, [door + 0.34, 1.2, z - 0.05], 0.05, { fill: light.glow });
  svg +=
    halo(place, [door + 0.8, 2.1, z - 0.1], 0.9) +
    disc(place, [door + 0.8, 2.1, z - 0.1], 0.1, { fill: light.glow, ...ink });
  return svg + drawFence(place);
};

function drawFence(place: Place): string {
  const { light } = place;
  const z = 3.4;
  const wood = mix(light.far, light.glow, light.time === "night" ? 0.05 : 0.4);
  let svg = "";
  for (const side of [-1, 1]) {
    for (let at = 0; at < 22; at++) {
      const x = side * (1.35 + at * 0.3);
      svg += quad(
        place,
        [
          [x - 0.07, 0.05, z],
          [x + 0.07, 0.05, z],
          [x + 0.07, 0.78, z],
          [x, 0.88, z],
          [x - 0.07, 0.78, z],
        ],
        { fill: wood, ...outline(place, z) },
      );
    }
    for (const y of [0.25, 0.6])
      svg += beam(place, [side * 1.25, y, z], [side * 8, y, z], 0.05, mix(wood, light.ink, 0.45));
  }
  return svg;
}

export const drawOfficeBlock: Outside = (place) => {
  const { light, seed } = place;
  const z = 11;
  const x = freeSide(place) * 1.6;
  const wall = mix(light.mid, light.far, 0.35);
  const ink = outline(place, z);
  const dark = light.time === "night" || light.time === "dusk";
  let svg = drawForecourt(place, z, "pavement") + drawNeighbours(place, z + 3, 9);
  svg += block(place, [x - 6.5, x + 6.5], [0, 23], [z, z + 8], wall);
  for (let floor = 0; floor < 7; floor++)
    for (let bay = 0; bay < 8; bay++) {
      const left = x - 6.1 + bay * 1.55;
      const y = 3.9 + floor * 2.7;
      const lit = dark && share(seed, `desk ${floor} ${bay}`) > 0.6;
      svg += upright(place, left, left + 1.35, y, y + 1.75, z - 0.02, {
        fill: lit
          ? mix(light.glow, wall, 0.1)
          : mix(light.glassTop, light.dark, dark ? 0.5 : 0.15 + 0.25 * share(seed, `sky ${floor} ${bay}`)),
        ...ink,
      });
    }
  svg += upright(place, x - 6.5, x + 6.5, 0, 3.2, z - 0.02, {
    fill: mix(light.dark, light.ink, 0.1),
    ...ink,
  });
  for (let bay = 0; bay < 6; bay++)
    svg += upright(place, x - 6.1 + bay * 2.05, x - 4.25 + bay * 2.05, 0.25, 2.9, z - 0.04, {
      fill: mix(light.glassLow, light.dark, dark ? 0.2 : 0.35),
      ...ink,
    });
  svg += upright(place, x - 0.9, x + 0.9, 0, 2.75, z - 0.06, {
    fill: dark ? light.glow : light.glassTop,
    ...ink,
  });
  svg += upright(place, x - 0.03, x + 0.03, 0, 2.75, z - 0.07, { fill: light.ink });
  return svg + block(place, [x - 2.4, x + 2.4], [2.95, 3.25], [z - 2, z], mix(light.dark, light.mid, 0.3));
};

/** A shop or a bar at street level, with rooms above. */
export function drawShopFront(place: Place, kind: "shop" | "bar"): string {
  const { light, seed } = place;
  const z = 5.2;
  const side = freeSide(place);
  const x = side * 0.7;
  const wall = mix(light.mid, light.far, 0.2);
  const trim = mix(light.dark, light.ink, 0.3);
  const ink = outline(place, z);
  const dark = light.time === "night" || light.time === "dusk";
  let svg = drawForecourt(place, z, "pavement") + drawNeighbours(place, z - 0.9, 5.2);
  svg += block(place, [x - 4, x + 4], [0, 7.4], [z, z + 5], wall);
  for (const dx of [-3, -0.5, 2]) svg += drawFrontWindow(place, [x + dx, x + dx + 1.1], [4.5, 6.2], z, wall);
  svg += upright(place, x - 3.9, x + 3.9, 0, 3.6, z - 0.03, { fill: trim, ...ink });
  const glass = dark ? mix(light.glow, light.mid, 0.25) : mix(light.glassTop, light.dark, 0.3);
  for (const [left, right] of [
    [-3.6, -0.7],
    [1, 3.6],
  ] as const) {
    svg += upright(place, x + left, x + right, 0.6, 2.55, z - 0.05, { fill: glass, ...ink });
    for (let at = 0, gx = left + 0.2; gx < right - 0.3; at++, gx += 0.42) {
      const tall = 0.25 + 0.5 * share(seed, `ware ${at} ${left}`);
      svg += upright(place, x + gx, x + gx + 0.26, 0.6, 0.6 + tall, z - 0.06, {
        fill: mix(light.dark, glass, 0.2 + 0.4 * share(seed, `tone ${at}`)),
      });
    }
    svg += upright(place, x + (left + right) / 2 - 0.03, x + (left + right) / 2 + 0.03, 0.6, 2.55, z - 0.07, {
      fill: light.ink,
    });
  }
  svg += upright(place, x - 0.45, x + 0.75, 0, 2.5, z - 0.05, { fill: mix(trim, light.mid, 0.3), ...ink });
  svg += upright(place, x - 0.25, x + 0.55, 0.9, 2.3, z - 0.06, { fill: glass, ...ink });
  svg += upright(place, x - 3.9, x + 3.9, 2.75, 3.5, z - 0.08, { fill: mix(trim, light.mid, 0.15), ...ink });
  if (kind === "bar") {
    // A glass in neon over the door.
    const neon = { stroke: light.glow, width: Math.max(2, ink.width * 1.6) };
    svg +=
      halo(place, [x + 2.5, 4.2, z - 0.2], 1.6) +
      trace(
        place,
        [
          [x + 2.1, 4.7, z - 0.2],
          [x + 2.9, 4.7, z - 0.2],
          [x + 2.5, 4.2, z - 0.2],
          [x + 2.1, 4.7, z - 0.2],
        ],
        neon,
      );
    svg +=
      trace(
        place,
        [
          [x + 2.5, 4.2, z - 0.2],
          [x + 2.5, 3.8, z - 0.2],
        ],
        neon,
      ) +
      trace(
        place,
        [
          [x + 2.28, 3.8, z - 0.2],
          [x + 2.72, 3.8, z - 0.2],
        ],
        neon,
      );
  }
  for (let at = 0; at < 9; at++)
    svg += upright(place, x - 2.5 + at * 0.55, x - 2.2 + at * 0.55, 3, 3.28, z - 0.1, {
      fill: mix(light.glow, trim, 0.25),
    });
  if (kind === "bar")
    return (
      svg +
      [-1.2, 1.5]
        .map(
          (dx) =>
            halo(place, [x + dx, 2.4, z - 0.3], 0.8) +
            disc(place, [x + dx, 2.4, z - 0.3], 0.14, { fill: light.glow, ...ink }),
        )
        .join("")
    );
  for (let at = 0; at < 8; at++) {
    const left = x - 3.8 + at * 0.95;
    svg += quad(
      place,
      [
        [left, 2.75, z - 0.1],
        [left + 0.95, 2.75, z - 0.1],
        [left + 0.95, 2.25, z - 1.3],
        [left, 2.25, z - 1.3],
      ],
      { fill: at % 2 === 0 ? mix(light.far, light.glow, 0.4) : mix(light.mid, light.dark, 0.3), ...ink },
    );
  }
  return svg;
}

/** A warehouse or workshop: a wide gable with a roller door. */
export const drawShed: Outside = (place) => {
  const { light } = place;
  const z = 10;
  const x = freeSide(place) * 1.2;
  const wall = mix(light.mid, light.dark, 0.25);
  const ink = outline(place, z);
  const rib = { stroke: mix(wall, light.ink, 0.25), width: 1.2 };
  let svg = drawForecourt(place, z, "pavement");
  svg +=
    block(place, [x + 8.4, x + 16], [0, 4.4], [z + 3, z + 9], mix(wall, light.far, 0.35)) +
    block(place, [x - 17, x - 8.6], [0, 5], [z + 4, z + 9], mix(wall, light.far, 0.4));
  svg += quad(
    place,
    [
      [x - 7.5, 0, z],
      [x - 7.5, 5.4, z],
      [x, 8, z],
      [x + 7.5, 5.4, z],
      [x + 7.5, 0, z],
    ],
    { fill: wall, ...ink },
  );
  for (let dx = -7; dx <= 7; dx += 0.7)
    svg += trace(
      place,
      [
        [x + dx, 0, z],
        [x + dx, 8 - Math.abs(dx) * 0.35, z],
      ],
      rib,
    );
  svg += quad(
    place,
    [
      [x - 8, 5.1, z - 0.3],
      [x, 7.9, z - 0.3],
      [x + 8, 5.1, z - 0.3],
      [x + 8, 5.5, z - 0.3],
      [x, 8.4, z - 0.3],
      [x - 8, 5.5, z - 0.3],
    ],
    { fill: mix(light.dark, light.ink, 0.25), ...ink },
  );
  svg += upright(place, x - 2.3, x + 2.3, 0, 4, z - 0.05, { fill: mix(light.far, light.mid, 0.3), ...ink });
  for (let y = 0.4; y < 4; y += 0.4)
    svg += trace(
      place,
      [
        [x - 2.3, y, z - 0.06],
        [x + 2.3, y, z - 0.06],
      ],
      { stroke: mix(light.ink, light.mid, 0.4), width: 1.3 },
    );
  svg += upright(place, x + 3.4, x + 4.4, 0, 2.15, z - 0.05, {
    fill: mix(light.dark, light.ink, 0.2),
    ...ink,
  });
  svg += upright(place, x - 6, x - 3.4, 2.6, 3.8, z - 0.05, {
    fill: light.time === "night" ? light.glow : mix(light.glassTop, light.dark, 0.35),
    ...ink,
  });
  svg +=
    halo(place, [x, 4.7, z - 0.3], 1.5) + disc(place, [x, 4.6, z - 0.3], 0.16, { fill: light.glow, ...ink });
  svg += level(place, x - 2, x + 2, 0.01, z - 4, z, {
    fill: light.glow,
    opacity: light.time === "night" ? 0.06 : 0.1,
  });
  return (
    svg +
    block(place, [x - 5.4, x - 4.2], [0.12, 1.2], [z - 1.6, z - 0.5], mix(light.mid, light.far, 0.5)) +
    block(place, [x - 5.4, x - 4.6], [1.2, 1.9], [z - 1.5, z - 0.7], mix(light.mid, light.far, 0.3))
  );
};
