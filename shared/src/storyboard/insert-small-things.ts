import { circle, ellipse, line, mix, num, path, polygon, rect } from "./ink.ts";
import { drawFinger, drawPalm } from "./insert-hand.ts";
import type { InsertObject } from "./insert-nouns.ts";
import type { Light } from "./light.ts";

interface Room {
  x: number;
  y: number;
  /** Half of what the thing may fill. */
  r: number;
  light: Light;
}

/** Things that lie in or under a hand. */
export function drawSmallThing(
  thing: Extract<InsertObject, "photo" | "bottle" | "gun" | "knife" | "ring" | "door">,
  room: Room,
): string {
  switch (thing) {
    case "photo":
      return drawPhoto(room);
    case "bottle":
      return drawBottle(room);
    case "gun":
      return drawGun(room);
    case "knife":
      return drawKnife(room);
    case "ring":
      return drawRing(room);
    case "door":
      return drawDoorHandle(room);
  }
}

const outlineOf = (light: Light) => ({ stroke: light.ink, width: 3.2 });

function drawPhoto({ x, y, r, light }: Room): string {
  const ink = outlineOf(light);
  const paper = mix(light.glow, light.skin.light, 0.2);
  const at = (dx: number, dy: number) => ({ x: x + r * (dx + dy * 0.07), y: y + r * (dy - dx * 0.07) });
  return (
    drawPalm(x - r * 0.1, y + r * 0.45, r, light) +
    polygon([at(-0.95, -0.85), at(0.95, -0.85), at(0.95, 0.75), at(-0.95, 0.75)], { fill: paper, ...ink }) +
    polygon([at(-0.82, -0.72), at(0.82, -0.72), at(0.82, 0.5), at(-0.82, 0.5)], {
      fill: light.wall,
      ...ink,
    }) +
    polygon(
      [at(-0.82, 0.5), at(-0.82, 0.2), at(-0.3, -0.05), at(0.2, 0.16), at(0.82, -0.02), at(0.82, 0.5)],
      {
        fill: light.mid,
      },
    ) +
    [-0.26, 0.28]
      .map((dx, person) => {
        const head = at(dx, -0.2 + person * 0.1);
        return (
          polygon([at(dx - 0.26, 0.5), at(dx - 0.2, 0.12), at(dx + 0.2, 0.12), at(dx + 0.26, 0.5)], {
            fill: person === 0 ? light.cloth.dark : light.cloth.light,
            ...ink,
          }) + circle(head.x, head.y, r * 0.17, { fill: light.skin.light, ...ink })
        );
      })
      .join("") +
    drawFinger(x + r * 1.5, y + r * 1.3, x + r * 0.8, y + r * 0.5, r * 0.19, light)
  );
}

function drawBottle({ x, y, r, light }: Room): string {
  const ink = outlineOf(light);
  const glass = mix(light.dark, light.glow, 0.25);
  const n = (dx: number, dy: number): string => `${num(x + r * dx)} ${num(y + r * dy)}`;
  return (
    rect(-160, y + r * 0.86, 1280, r * 3, { fill: light.dark, ...ink }) +
    path(
      `M${n(-0.14, -1.15)}L${n(0.14, -1.15)}L${n(0.14, -0.62)}C${n(0.16, -0.42)} ${n(0.42, -0.38)} ${n(0.42, -0.1)}L${n(0.42, 0.92)}L${n(-0.42, 0.92)}L${n(-0.42, -0.1)}C${n(-0.42, -0.38)} ${n(-0.16, -0.42)} ${n(-0.14, -0.62)}Z`,
      { fill: glass, ...ink },
    ) +
    rect(x - r * 0.17, y - r * 1.22, r * 0.34, r * 0.2, { fill: light.ink }) +
    rect(x - r * 0.42, y + r * 0.08, r * 0.84, r * 0.52, {
      fill: mix(light.glow, light.skin.light, 0.3),
      ...ink,
    }) +
    line(x - r * 0.26, y + r * 0.26, x + r * 0.26, y + r * 0.26, ink) +
    line(x - r * 0.18, y + r * 0.42, x + r * 0.18, y + r * 0.42, ink) +
    line(x - r * 0.3, y - r * 0.1, x - r * 0.3, y + r * 0.8, {
      stroke: light.glow,
      width: r * 0.05,
      opacity: 0.6,
    })
  );
}

function drawGun({ x, y, r, light }: Room): string {
  const ink = outlineOf(light);
  const steel = mix(light.dark, light.ink, 0.45);
  const n = (dx: number, dy: number): string => `${num(x + r * dx)} ${num(y + r * dy)}`;
  return (
    path(
      `M${n(-1.75, 1.5)}L${n(-0.75, 0.55)}C${n(-0.5, 0.3)} ${n(-0.2, 0.2)} ${n(0.05, 0.3)}L${n(0.1, 0.62)}L${n(-0.3, 0.9)}L${n(-1.05, 1.9)}Z`,
      {
        fill: light.skin.light,
        ...ink,
      },
    ) +
    path(
      `M${n(-0.62, -0.5)}L${n(1.35, -0.5)}L${n(1.35, -0.1)}L${n(0.28, -0.1)}C${n(0.28, 0.22)} ${n(0.1, 0.26)} ${n(-0.06, 0.18)}L${n(-0.26, 0.86)}L${n(-0.72, 0.78)}L${n(-0.42, -0.06)}L${n(-0.66, -0.16)}Z`,
      { fill: steel, ...ink },
    ) +
    path(`M${n(-0.05, -0.08)}L${n(0.06, 0.14)}`, ink) +
    rect(x - r * 0.62, y - r * 0.36, r * 1.97, r * 0.05, { fill: mix(steel, light.glow, 0.2) }) +
    [0.34, 0.48, 0.62]
      .map((at) => drawFinger(x - r * 0.75, y + r * at, x - r * 0.28, y + r * (at - 0.06), r * 0.09, light))
      .join("")
  );
}

function drawKnife({ x, y, r, light }: Room): string {
  const ink = outlineOf(light);
  const blade = mix(light.far, light.glow, 0.5);
  const n = (dx: number, dy: number): string => `${num(x + r * dx)} ${num(y + r * dy)}`;
  return (
    path(
      `M${n(-0.2, -0.18)}L${n(1.3, -0.32)}C${n(1.6, -0.28)} ${n(1.72, -0.14)} ${n(1.78, -0.06)}L${n(-0.2, 0.22)}Z`,
      { fill: blade, ...ink },
    ) +
    path(`M${n(-0.2, 0.06)}L${n(1.6, -0.08)}`, { stroke: mix(light.ink, blade, 0.5), width: 2 }) +
    path(`M${n(-0.2, -0.26)}L${n(-0.2, 0.3)}L${n(-1.2, 0.4)}L${n(-1.24, -0.06)}Z`, {
      fill: mix(light.dark, light.ink, 0.4),
      ...ink,
    }) +
    path(
      `M${n(-2, 1.6)}L${n(-1.35, 0.2)}C${n(-1.2, -0.2)} ${n(-0.6, -0.32)} ${n(-0.42, -0.2)}L${n(-0.4, 0.1)}L${n(-0.5, 0.62)}L${n(-1.2, 1.7)}Z`,
      { fill: light.skin.light, ...ink },
    ) +
    [0, 0.2, 0.4]
      .map((at) =>
        drawFinger(
          x - r * (1.1 - at * 0.1),
          y + r * (at + 0.02),
          x - r * 0.45,
          y + r * (at - 0.06),
          r * 0.1,
          light,
        ),
      )
      .join("")
  );
}

function drawRing({ x, y, r, light }: Room): string {
  const ink = outlineOf(light);
  const metal = mix(light.glow, light.mid, 0.25);
  return (
    drawPalm(x, y + r * 0.55, r * 1.05, light) +
    ellipse(x, y + r * 0.62, r * 0.34, r * 0.26, { stroke: light.ink, width: r * 0.17 }) +
    ellipse(x, y + r * 0.62, r * 0.34, r * 0.26, { stroke: metal, width: r * 0.1 }) +
    polygon(
      [
        { x: x - r * 0.16, y: y + r * 0.32 },
        { x: x - r * 0.08, y: y + r * 0.18 },
        { x: x + r * 0.08, y: y + r * 0.18 },
        { x: x + r * 0.16, y: y + r * 0.32 },
        { x, y: y + r * 0.46 },
      ],
      { fill: light.glow, ...ink },
    )
  );
}

function drawDoorHandle({ x, y, r, light }: Room): string {
  const ink = outlineOf(light);
  const wood = mix(light.mid, light.dark, 0.4);
  const brass = mix(light.glow, light.mid, 0.3);
  const edge = x + r * 1.05;
  return (
    rect(-160, -160, edge + 160, y * 2 + 320, { fill: wood, ...ink }) +
    rect(edge, -160, 1280 - edge, y * 2 + 320, { fill: light.wall, ...ink }) +
    rect(edge, -160, r * 0.3, y * 2 + 320, { fill: mix(light.wall, light.glow, 0.25), ...ink }) +
    rect(x - r * 2.4, y - r * 1.6, r * 2.3, r * 2.2, { stroke: mix(light.ink, wood, 0.3), width: 3 }) +
    rect(x + r * 0.42, y - r * 0.72, r * 0.4, r * 1.5, { fill: mix(brass, light.dark, 0.25), ...ink }) +
    circle(x + r * 0.62, y + r * 0.44, r * 0.08, { fill: light.ink }) +
    polygon(
      [
        { x: x + r * 0.58, y: y + r * 0.44 },
        { x: x + r * 0.66, y: y + r * 0.44 },
        { x: x + r * 0.7, y: y + r * 0.66 },
        { x: x + r * 0.54, y: y + r * 0.66 },
      ],
      { fill: light.ink },
    ) +
    drawFinger(x - r * 0.9, y - r * 0.26, x + r * 0.5, y - r * 0.3, r * 0.11, {
      ...light,
      skin: { ...light.skin, light: brass },
    }) +
    circle(x + r * 0.62, y - r * 0.3, r * 0.16, { fill: brass, ...ink }) +
    path(
      `M${num(x - r * 2)} ${num(y + r * 1.8)}L${num(x - r * 0.95)} ${num(y + r * 0.1)}C${num(x - r * 0.7)} ${num(y - r * 0.2)} ${num(x - r * 0.3)} ${num(y - r * 0.2)} ${num(x - r * 0.15)} ${num(y + r * 0.02)}L${num(x - r * 0.3)} ${num(y + r * 0.4)}L${num(x - r * 1.1)} ${num(y + r * 1.9)}Z`,
      { fill: light.skin.light, ...ink },
    ) +
    [-0.62, -0.38, -0.14]
      .map((at) => drawFinger(x + r * (at - 0.12), y + r * 0.16, x + r * at, y - r * 0.46, r * 0.1, light))
      .join("")
  );
}
