// A long high space that the camera looks down: nave, warehouse, booking hall.
import { mix, rect } from "../ink.ts";
import { bounds, level, outline, quad, trace, upright, type Place } from "./kit.ts";

export interface HallSize {
  halfWidth: number;
  height: number;
  endZ: number;
}

export function drawHall(place: Place, hall: HallSize, floorKind: "tiles" | "plain"): string {
  const { stage, light } = place;
  const area = bounds(stage);
  const { near } = stage;
  const { halfWidth: w, height: h, endZ } = hall;
  const ink = outline(place, 4);
  const floor = mix(light.mid, light.dark, light.time === "night" ? 0.5 : 0.25);
  let svg = rect(area.left, area.top, area.width, area.bottom - area.top, {
    fill: mix(light.wall, light.ink, 0.35),
  });
  svg += level(place, -w, w, h, near, endZ, { fill: mix(light.wall, light.dark, 0.5) });
  svg += level(place, -w, w, 0, near, endZ, { fill: floor, ...ink });
  if (floorKind === "tiles") {
    const seam = { stroke: mix(floor, light.ink, 0.22), width: 1.2 };
    for (let x = -w + 1.2; x < w; x += 1.2)
      svg += trace(
        place,
        [
          [x, 0, near],
          [x, 0, endZ],
        ],
        seam,
      );
    for (let at = 0, z = Math.ceil(near); at < 26 && z < endZ; at++, z += z < 5 ? 1.2 : 2.4)
      svg += trace(
        place,
        [
          [-w, 0, z],
          [w, 0, z],
        ],
        seam,
      );
  }
  for (const sign of [-1, 1] as const) {
    const fill = sign === light.from ? mix(light.wall, light.dark, 0.4) : mix(light.wall, light.dark, 0.14);
    svg += quad(
      place,
      [
        [sign * w, 0, near],
        [sign * w, h, near],
        [sign * w, h, endZ],
        [sign * w, 0, endZ],
      ],
      { fill, ...ink },
    );
  }
  return (
    svg +
    upright(place, -w, w, 0, h, endZ, { fill: mix(light.wall, light.glow, 0.1), ...outline(place, endZ) })
  );
}
