// Overhead: the floor as a plan, people as heads and shoulders with their shadow.
import type { ShotSize } from "../canvas/node-types/shot.ts";
import type { Figure } from "./figure.ts";
import { circle, ellipse, line, mix, num, path, polygon, rect } from "./ink.ts";
import type { Kit, Place } from "./kits/kit.ts";
import { bounds } from "./kits/kit.ts";
import { share } from "./seed.ts";

const GROUND_SHARE: Record<ShotSize, number> = {
  EWS: 0.07,
  VWS: 0.12,
  WS: 0.24,
  MWS: 0.32,
  MS: 0.42,
  MCU: 0.52,
  CU: 0.66,
  BCU: 0.8,
  ECU: 0.95,
};

export interface PlanFigure {
  figure: Figure;
  x: number;
  y: number;
  /** Shoulder to shoulder. */
  span: number;
}

export function planFigures(
  figures: readonly Figure[],
  size: ShotSize,
  height: number,
  width: number,
): PlanFigure[] {
  const fits = (width * 0.8) / Math.max(1, figures.length) / 1.3;
  const span = Math.min(height * GROUND_SHARE[size], fits);
  return figures.map((figure, at) => ({
    figure,
    x:
      figures.length === 1
        ? width * 0.46
        : width / 2 + (figure.x - width / 2) * Math.min(1.2, 0.5 + span / 130),
    y: height * (0.5 + (at % 2 === 0 ? -0.03 : 0.06)),
    span,
  }));
}

export function drawPlan(place: Place, kit: Kit, figures: readonly PlanFigure[]): string {
  const { stage } = place;
  const metre = (figures[0]?.span ?? stage.height * GROUND_SHARE[stage.size]) / 0.5;
  let svg = drawFloor(place, kit, metre) + drawAround(place, kit, metre);
  for (const { figure, x, y, span } of figures) svg += drawFromAbove(figure, x, y, span, place);
  return svg;
}

function drawFloor(place: Place, kit: Kit, metre: number): string {
  const { stage, light, seed } = place;
  const area = bounds(stage);
  const { width, height } = stage;
  const floor = kit.ground === "planks" ? light.mid : kit.ground === "earth" ? light.ground : light.wall;
  const seam = { stroke: mix(light.ink, floor, 0.35), width: Math.max(1.2, Math.min(3, metre * 0.012)) };
  let svg = rect(area.left, area.top, area.width, area.bottom - area.top, { fill: floor });
  if (kit.ground === "planks") {
    const board = Math.max(9, metre * 0.32);
    let row = 0;
    for (let y = area.top; y < area.bottom; y += board, row++) {
      svg += line(area.left, y, area.right, y, seam);
      for (let x = area.left + board * (1 + 6 * share(seed, `joint ${row}`)); x < area.right; x += board * 7)
        svg += line(x, y, x, y + board, seam);
    }
  } else if (kit.ground === "earth") {
    for (let at = 0; at < 60; at++) {
      const x = area.left + area.width * share(seed, `tuft x ${at}`);
      const y = area.top + (area.bottom - area.top) * share(seed, `tuft y ${at}`);
      const s = 5 + metre * 0.06 * share(seed, `tuft ${at}`);
      svg += path(
        `M${num(x - s)} ${num(y - s)}L${num(x)} ${num(y)}L${num(x + s * 0.3)} ${num(y - s * 1.3)}M${num(x)} ${num(y)}L${num(x + s)} ${num(y - s * 0.7)}`,
        { stroke: mix(light.dark, light.ground, 0.3), width: 1.6 },
      );
    }
    svg += path(
      `M${num(width * 0.1)} ${num(area.bottom)}C${num(width * 0.3)} ${num(height * 0.6)} ${num(width * 0.4)} ${num(height * 0.5)} ${num(width * 0.72)} ${num(area.top)}L${num(width * 0.92)} ${num(area.top)}C${num(width * 0.6)} ${num(height * 0.5)} ${num(width * 0.5)} ${num(height * 0.7)} ${num(width * 0.4)} ${num(area.bottom)}Z`,
      { fill: mix(light.ground, light.far, 0.6) },
    );
  } else {
    const tile = Math.max(16, metre * (kit.ground === "paving" ? 0.5 : 0.7));
    for (let y = area.top; y < area.bottom; y += tile) svg += line(area.left, y, area.right, y, seam);
    for (let x = area.left; x < area.right; x += tile) svg += line(x, area.top, x, area.bottom, seam);
  }
  return svg;
}

/** What tells one place from another from above: water and a rail, a kerb, a table and a rug. */
function drawAround(place: Place, kit: Kit, metre: number): string {
  const { stage, light } = place;
  const area = bounds(stage);
  const { width, height } = stage;
  const ink = { stroke: light.ink, width: 2.4 };
  switch (kit.around) {
    case "water": {
      const edge = height / 2 - Math.max(1.15 * metre, height * 0.3);
      const wave = (x: number, y: number): string =>
        line(width * x, height * y, width * (x + 0.09), height * y, { stroke: light.streak, width: 2 });
      let svg = rect(area.left, area.top, area.width, edge - area.top, { fill: light.water, ...ink });
      svg += rect(area.left, height - edge, area.width, area.bottom - height + edge, {
        fill: light.water,
        ...ink,
      });
      if (edge > 20) svg += wave(0.12, 0.05) + wave(0.55, 0.09) + wave(0.3, 0.95) + wave(0.78, 0.92);
      for (let x = area.left; x < area.right; x += metre * 1.6) {
        svg += circle(x, edge + metre * 0.12, metre * 0.085, { fill: light.dark, ...ink });
        svg += circle(x, height - edge - metre * 0.12, metre * 0.085, { fill: light.dark, ...ink });
      }
      return svg;
    }
    case "kerb": {
      const y = height / 2 + metre * 0.95;
      let svg = rect(area.left, y, area.width, area.bottom - y, {
        fill: mix(light.ground, light.dark, 0.4),
        ...ink,
      });
      svg += rect(area.left, y - metre * 0.13, area.width, metre * 0.13, { fill: light.far, ...ink });
      for (let x = area.left; x < area.right; x += metre * 1.5) {
        svg += rect(x, y + metre * 0.9, metre * 0.8, metre * 0.1, { fill: mix(light.far, light.glow, 0.4) });
      }
      return svg;
    }
    case "table": {
      const x = width * 0.5 + metre * 1.35;
      const y = height * 0.36;
      return (
        ellipse(x + metre * 0.1, y + metre * 0.12, metre * 0.68, metre * 0.68, {
          fill: light.ink,
          opacity: 0.18,
        }) +
        circle(x, y, metre * 0.64, { fill: mix(light.dark, light.mid, 0.4), ...ink }) +
        circle(x, y, metre * 0.54, { stroke: light.ink, width: 1.3 }) +
        circle(x - metre * 0.2, y + metre * 0.12, metre * 0.09, { fill: light.glow, ...ink }) +
        polygon(
          [
            { x: x + metre * 0.02, y: y - metre * 0.3 },
            { x: x + metre * 0.3, y: y - metre * 0.22 },
            { x: x + metre * 0.2, y: y + metre * 0.12 },
            { x: x - metre * 0.08, y: y + metre * 0.04 },
          ],
          { fill: mix(light.glow, light.mid, 0.15), ...ink },
        )
      );
    }
    default:
      return "";
  }
}

function drawFromAbove(figure: Figure, x: number, y: number, span: number, place: Place): string {
  const { light } = place;
  const { look } = figure;
  const ink = { stroke: light.ink, width: 2.2 };
  const cloth = light.cloth[look.clothingTone];
  const half = (span / 2) * figure.girth;
  const head = span * 0.235;
  const ahead = figure.facing * span * 0.06;
  const hair =
    look.hat === "none"
      ? look.hair === "bald"
        ? light.skin[look.skinTone]
        : light.hair[look.hairTone]
      : mix(light.cloth.dark, light.ink, 0.55);
  // Seen from above a person who looks to the side has the shoulders along the other axis.
  let svg = ellipse(x + span * 0.5, y + span * 0.42, half * 1.25, span * 0.3, {
    fill: light.ink,
    opacity: 0.2,
  });
  for (const side of [-1, 1]) {
    const hand = { x: x + figure.facing * span * 0.34, y: y + side * half * 0.56 };
    svg += circle(hand.x + figure.facing * span * 0.05, hand.y, span * 0.075, {
      fill: light.skin[look.skinTone],
      ...ink,
    });
    const arm = (width: number, stroke: string): string =>
      line(x + figure.facing * span * 0.04, y + side * half * 0.74, hand.x, hand.y, { stroke, width });
    svg += arm(span * 0.2 + 4.4, light.ink) + arm(span * 0.2, cloth);
  }
  svg += ellipse(x, y, span * 0.24, half, { fill: cloth, ...ink });
  svg += line(x - span * 0.02, y - half * 0.6, x - span * 0.02, y + half * 0.6, {
    stroke: light.ink,
    width: 1.4,
    opacity: 0.5,
  });
  if (look.hair === "long" && look.hat === "none")
    svg += ellipse(x - figure.facing * span * 0.14, y, head * 1.1, head * 0.95, { fill: hair, ...ink });
  svg += path(
    `M${num(x + ahead + figure.facing * head * 0.85)} ${num(y - head * 0.2)}L${num(x + ahead + figure.facing * head * 1.28)} ${num(y)}L${num(x + ahead + figure.facing * head * 0.85)} ${num(y + head * 0.2)}Z`,
    { fill: light.skin[look.skinTone], ...ink },
  );
  svg += ellipse(x + ahead, y, head * 1.05, head * 0.88, { fill: hair, ...ink });
  if (look.hat === "cap")
    svg += path(
      `M${num(x + ahead + figure.facing * head * 0.6)} ${num(y - head * 0.75)}C${num(x + ahead + figure.facing * head * 1.7)} ${num(y - head * 0.6)} ${num(x + ahead + figure.facing * head * 1.7)} ${num(y + head * 0.6)} ${num(x + ahead + figure.facing * head * 0.6)} ${num(y + head * 0.75)}Z`,
      { fill: light.ink, ...ink },
    );
  if (look.hat === "brim")
    svg +=
      ellipse(x + ahead, y, head * 1.7, head * 1.5, { fill: hair, ...ink }) +
      ellipse(x + ahead, y, head * 0.95, head * 0.8, { fill: mix(hair, light.ink, 0.3), ...ink });
  if (look.hair === "bun" && look.hat === "none")
    svg += circle(x + ahead - figure.facing * head * 0.75, y, head * 0.42, { fill: hair, ...ink });
  return svg;
}
