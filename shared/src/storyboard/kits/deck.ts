import { project, unitsAt } from "../camera.ts";
import { circle, mix } from "../ink.ts";
import { drawHarbour } from "./harbour.ts";
import {
  beam,
  freeSide,
  heightShownAt,
  level,
  outline,
  trace,
  upright,
  type Kit,
  type Place,
} from "./kit.ts";
import { drawSky, drawWater } from "./sky.ts";

const RAIL_Z = 1.15;

export const deck: Kit = {
  ground: "planks",
  around: "water",
  vista: drawHarbour,
  behind(place) {
    return (
      drawSky(place, { hills: false }) +
      drawWater(place) +
      drawFloor(place) +
      drawRail(place) +
      drawBuoy(place)
    );
  },
};

function drawFloor(place: Place): string {
  const { stage, light } = place;
  const far = 14;
  let svg = level(place, -far, far, 0, stage.near, RAIL_Z + 0.1, {
    fill: mix(light.mid, light.dark, 0.25),
    ...outline(place, RAIL_Z),
  });
  for (let at = 0, z = RAIL_Z - 0.2; at < 26 && z > stage.near; at++, z -= 0.34) {
    svg += trace(
      place,
      [
        [-far, 0, z],
        [far, 0, z],
      ],
      { stroke: mix(light.ink, light.mid, 0.3), width: Math.max(1, 0.008 * unitsAt(stage, z)) },
    );
  }
  return svg + upright(place, -far, far, 0, 0.1, RAIL_Z, { fill: light.dark, ...outline(place, RAIL_Z) });
}

function drawRail(place: Place): string {
  const { light } = place;
  const lift = railLift(place);
  let svg = "";
  for (const [y, thick] of [
    [0.38, 0.024],
    [0.68, 0.024],
    [1, 0.042],
  ] as const) {
    svg += beam(place, [-14, y + lift, RAIL_Z], [14, y + lift, RAIL_Z], thick, light.ink);
  }
  for (let x = -12.6; x < 13; x += 1.2) {
    svg += beam(place, [x, 0, RAIL_Z], [x, 1 + lift, RAIL_Z], 0.045, light.ink);
  }
  return svg;
}

/** In a tight frame the rail is raised into view, as a director of photography would cheat it. */
function railLift(place: Place): number {
  const { size } = place.stage;
  if (size === "BCU" || size === "ECU") return 0;
  return Math.max(0, Math.min(0.62, heightShownAt(place, size === "CU" ? 0.84 : 0.7, RAIL_Z) - 1));
}

function drawBuoy(place: Place): string {
  const { stage, light } = place;
  const side = freeSide(place);
  const units = unitsAt(stage, RAIL_Z);
  const reach = Math.max(0.9, Math.min(2.2, (stage.width * 0.3) / units));
  const centre = project(stage, side * reach, 0.6 + railLift(place), RAIL_Z - 0.05);
  const radius = 0.24 * units;
  const band = radius * 0.26;
  return (
    circle(centre.x, centre.y, radius, { stroke: light.ink, width: band + 3.4 }) +
    circle(centre.x, centre.y, radius, { stroke: light.glow, width: band }) +
    circle(centre.x, centre.y, radius, {
      stroke: mix(light.glow, light.ink, 0.45),
      width: Math.max(1, band * 0.16),
    })
  );
}
