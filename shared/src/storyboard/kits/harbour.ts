// The shore from afar: a tower with its clock, a boat, a pier head. What piers, decks and quays look like in an
// extreme wide shot.
import { drawClockFace } from "../clock-face.ts";
import { line, mix, polygon, rect } from "../ink.ts";
import { bounds, horizonLine, type Place } from "./kit.ts";
import { drawSky, drawWater } from "./sky.ts";

export function drawHarbour(place: Place): string {
  const { stage } = place;
  return (
    drawSky({
      ...place,
      heads: [...place.heads, { x: stage.width * 0.77, y: 0, radius: stage.width * 0.12 }],
    }) +
    drawWater(place) +
    drawTown(place, 0.77) +
    drawBoat(place, 0.28) +
    drawPierHead(place, stage.height)
  );
}

function drawTown(place: Place, at: number): string {
  const { stage, light } = place;
  const base = horizonLine(stage);
  const unit = Math.min(stage.width, stage.height * 2) / 100;
  const x = stage.width * at;
  const fill = mix(light.mid, light.hills, 0.25);
  const paint = { fill, stroke: mix(light.ink, fill, 0.15), width: 1.8 };
  let svg = polygon(
    [
      { x: x - 12.5 * unit, y: base },
      { x: x - 12.5 * unit, y: base - 5.6 * unit },
      { x: x - 8.6 * unit, y: base - 8.2 * unit },
      { x: x - 5 * unit, y: base - 5.6 * unit },
      { x: x - 5 * unit, y: base },
    ],
    paint,
  );
  svg += rect(x + 5.2 * unit, base - 6.6 * unit, 11 * unit, 6.6 * unit, paint);
  for (let bay = 0; bay < 4; bay++)
    svg += rect(x + (6.6 + bay * 2.3) * unit, base - 4.8 * unit, 1 * unit, 1.8 * unit, {
      fill: mix(fill, light.ink, 0.3),
    });
  svg += polygon(
    [
      [-5.3, 0],
      [-5.3, -15],
      [-3.9, -15],
      [-3.9, -19.4],
      [0, -23],
      [3.9, -19.4],
      [3.9, -15],
      [5.3, -15],
      [5.3, 0],
    ].map(([dx = 0, dy = 0]) => ({ x: x + dx * unit, y: base + dy * unit })),
    paint,
  );
  svg += line(x - 5.3 * unit, base - 15 * unit, x + 5.3 * unit, base - 15 * unit, {
    stroke: light.ink,
    width: 1.6,
    opacity: 0.6,
  });
  return (
    svg +
    drawClockFace(
      x,
      base - 11.5 * unit,
      2.9 * unit,
      { hour: 4, minute: 10 },
      { face: light.glow, ink: mix(light.ink, fill, 0.1) },
    )
  );
}

function drawBoat(place: Place, at: number): string {
  const { stage, light } = place;
  const unit = Math.min(stage.width, stage.height * 2) / 100;
  const y = horizonLine(stage) + 6 * unit;
  const x = stage.width * at;
  const stroke = { stroke: light.ink, width: 1.8 };
  return (
    rect(x - 3 * unit, y - 9 * unit, 6 * unit, 2.8 * unit, { fill: light.mid, ...stroke }) +
    rect(x - 6.4 * unit, y - 6.4 * unit, 13.4 * unit, 3.2 * unit, { fill: light.mid, ...stroke }) +
    line(x + 4.6 * unit, y - 6.4 * unit, x + 4.6 * unit, y - 11 * unit, { stroke: light.ink, width: 2 }) +
    polygon(
      [
        { x: x - 11.6 * unit, y: y - 3.4 * unit },
        { x: x + 12 * unit, y: y - 3.4 * unit },
        { x: x + 9.6 * unit, y },
        { x: x - 9.4 * unit, y },
      ],
      { fill: light.dark, ...stroke },
    )
  );
}

function drawPierHead(place: Place, height: number): string {
  const { stage, light } = place;
  const area = bounds(stage);
  const horizon = horizonLine(stage);
  const w = stage.width;
  const deep = height - horizon;
  const y = (part: number): number => horizon + deep * part;
  let svg = polygon(
    [
      { x: w * 0.75, y: y(0.17) },
      { x: w * 0.805, y: y(0.17) },
      { x: w * 1.0, y: y(0.72) },
      { x: area.right, y: y(1) },
      { x: area.right, y: area.bottom },
      { x: w * 0.44, y: area.bottom },
      { x: w * 0.59, y: y(1) },
    ],
    { fill: light.dark, stroke: light.ink, width: 2 },
  );
  for (const [x1, y1, x2, y2] of [
    [0.735, 0.3, 0.84, 0.35],
    [0.69, 0.52, 0.93, 0.6],
    [0.65, 0.76, 0.91, 0.76],
  ] as const) {
    svg += line(w * x1, y(y1), w * x2, y(y2), { stroke: light.ink, width: 1.8 });
  }
  return svg;
}
