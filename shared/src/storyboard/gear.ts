import { circle, num, path, type Paint } from "./ink.ts";
import { cosTurns, sinTurns } from "./seed.ts";

export function drawGear(
  x: number,
  y: number,
  radius: number,
  teeth: number,
  paint: Paint,
  hubFill: string,
): string {
  let d = "";
  for (let tooth = 0; tooth < teeth; tooth++) {
    for (const [offset, reach] of [
      [-0.27, 0.86],
      [-0.21, 1],
      [0.21, 1],
      [0.27, 0.86],
    ] as const) {
      const turns = (tooth + offset) / teeth;
      d += `${d ? "L" : "M"}${num(x + sinTurns(turns) * radius * reach)} ${num(y - cosTurns(turns) * radius * reach)}`;
    }
  }
  const ring = { stroke: paint.stroke ?? "#000000", width: paint.width ?? 2 };
  return (
    path(`${d}Z`, paint) +
    circle(x, y, radius * 0.5, { ...ring, opacity: 0.55 }) +
    circle(x, y, radius * 0.28, { fill: hubFill, ...ring })
  );
}
