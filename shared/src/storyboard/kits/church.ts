import { mix } from "../ink.ts";
import { drawChapel } from "./public-building.ts";
import { beam, level, outline, quad, trace, upright, type Kit, type Place, type Spot } from "./kit.ts";
import { drawHall } from "./hall.ts";
import { arch, block, disc, halo, pane, sideArch } from "./solid.ts";

const NAVE = { halfWidth: 3.6, height: 9.5, endZ: 16 };
const BAYS = [-8, -4, 0, 4, 8, 12];
const POINT = 1.35;

export const church: Kit = {
  ground: "tiles",
  outside: drawChapel,
  behind(place) {
    return (
      drawHall(place, NAVE, "tiles") +
      drawEnd(place) +
      drawVaults(place) +
      drawBays(place) +
      drawCarpet(place) +
      drawAltar(place) +
      drawPews(place)
    );
  },
};

/** The apse with its window, the light of the whole nave. */
function drawEnd(place: Place): string {
  const { light } = place;
  const z = NAVE.endZ - 0.05;
  const ink = outline(place, z);
  let svg = quad(place, arch([-2.6, 2.6], 0, 5, z, POINT), {
    fill: mix(light.wall, light.dark, 0.35),
    ...ink,
  });
  svg += quad(place, arch([-1.5, 1.5], 2.6, 5.2, z - 0.05, POINT), {
    fill: light.glassTop,
    stroke: light.ink,
    width: ink.width * 2,
  });
  for (const x of [-0.75, 0, 0.75])
    svg += beam(place, [x, 2.6, z - 0.06], [x, x === 0 ? 7 : 6.2, z - 0.06], 0.07, light.ink);
  for (const y of [3.4, 4.2, 5]) svg += beam(place, [-1.5, y, z - 0.06], [1.5, y, z - 0.06], 0.05, light.ink);
  return (
    svg +
    disc(place, [0, 5.9, z - 0.08], 0.42, { fill: light.glow, stroke: light.ink, width: ink.width * 1.4 })
  );
}

/** Pointed ribs from pillar to pillar. */
function drawVaults(place: Place): string {
  const { light } = place;
  const { halfWidth: w } = NAVE;
  let svg = "";
  for (const z of [...BAYS].reverse()) {
    if (z < place.stage.near) continue;
    const air = Math.max(0, Math.min(0.6, z * 0.04));
    const rib: Spot[] = arch([-w, w], 5.2, 5.2, z, 1.12);
    svg += trace(place, rib, {
      stroke: mix(mix(light.dark, light.mid, 0.3), light.wall, air),
      width: Math.max(3, outline(place, z).width * 3),
    });
  }
  return svg;
}

function drawBays(place: Place): string {
  const { light, stage } = place;
  let svg = "";
  for (const side of [-1, 1] as const) {
    const x = side * (NAVE.halfWidth - 0.02);
    for (const z of [...BAYS].reverse()) {
      const ink = outline(place, Math.max(0, z));
      const air = Math.max(0, Math.min(0.55, z * 0.04));
      const stone = mix(mix(light.mid, light.far, 0.35), light.wall, air);
      if (z + 0.4 > stage.near) {
        const from = Math.max(z + 0.6, stage.near);
        svg += quad(place, sideArch(x, [from, z + 3.4], 0, 3.1, POINT), {
          fill: mix(light.dark, light.wall, air),
          ...ink,
        });
        svg += quad(place, sideArch(x, [from + 0.7, z + 2.7], 5.6, 6.6, POINT), {
          fill: side === light.from ? mix(light.glassLow, light.dark, 0.3) : light.glassTop,
          ...ink,
        });
        svg += block(place, side < 0 ? [-3.75, -3.25] : [3.25, 3.75], [0, 5.2], [z, z + 0.5], stone);
        svg += block(
          place,
          side < 0 ? [-3.85, -3.15] : [3.15, 3.85],
          [5, 5.25],
          [z - 0.1, z + 0.6],
          mix(stone, light.glow, 0.15),
        );
        svg += block(
          place,
          side < 0 ? [-3.85, -3.15] : [3.15, 3.85],
          [0, 0.3],
          [z - 0.1, z + 0.6],
          mix(stone, light.ink, 0.12),
        );
      }
    }
    svg += pane(place, x, [4.9, 5.05], [stage.near, NAVE.endZ], { fill: mix(light.wall, light.dark, 0.4) });
  }
  return svg;
}

function drawCarpet(place: Place): string {
  const { light, stage } = place;
  return level(place, -0.75, 0.75, 0.01, stage.near, 13, {
    fill: mix(light.dark, light.mid, 0.3),
    ...outline(place, 3),
  });
}

function drawAltar(place: Place): string {
  const { light } = place;
  const cloth = mix(light.far, light.glow, light.time === "night" ? 0.2 : 0.6);
  const z = 12.8;
  return (
    block(place, [-2.4, 2.4], [0, 0.18], [12, 15], mix(light.mid, light.far, 0.3)) +
    block(place, [-1.2, 1.2], [0.18, 1.15], [z, z + 0.8], cloth) +
    upright(place, -0.16, 0.16, 0.4, 0.98, z - 0.01, { fill: mix(light.dark, light.mid, 0.4) }) +
    beam(place, [0, 1.15, z], [0, 2.15, z], 0.09, light.ink) +
    beam(place, [-0.3, 1.85, z], [0.3, 1.85, z], 0.09, light.ink) +
    [-0.9, 0.9]
      .map(
        (x) =>
          halo(place, [x, 1.6, z], 0.7) +
          beam(place, [x, 1.15, z], [x, 1.5, z], 0.05, light.far) +
          disc(place, [x, 1.56, z], 0.06, { fill: light.glow }),
      )
      .join("")
  );
}

/** Benches to both sides of the aisle, the far ones first. */
function drawPews(place: Place): string {
  const { light, stage } = place;
  let svg = "";
  for (let z = 10; z > -7; z -= 1.15) {
    if (z < stage.near + 0.2) break;
    const air = Math.max(0, Math.min(0.5, z * 0.045));
    const wood = mix(mix(light.dark, light.mid, 0.3), light.wall, air);
    for (const [left, right] of [
      [-3.1, -1.05],
      [1.05, 3.1],
    ] as const) {
      svg += block(place, [left, right], [0.35, 0.95], [z, z + 0.06], wood);
      const end = left < 0 ? right : left;
      svg += block(
        place,
        [end - 0.04, end + 0.04],
        [0, 1.05],
        [z - 0.35, z + 0.08],
        mix(wood, light.far, 0.2),
      );
    }
  }
  return svg;
}
