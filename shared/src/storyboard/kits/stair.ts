import { mix } from "../ink.ts";
import { drawHouse } from "./house.ts";
import { drawRoomBox, type RoomSize } from "./interior.ts";
import { beam, freeSide, outline, trace, upright, type Kit, type Place, type Spot } from "./kit.ts";
import { block, disc, halo, pane } from "./solid.ts";

const WELL: RoomSize = { halfWidth: 3, height: 4.8, backZ: 5.4 };
const RISE = 0.19;
const GOING = 0.29;
const STEPS = 13;

export const stair: Kit = {
  ground: "tiles",
  around: "table",
  roomDepth: 7,
  outside: drawHouse,
  behind(place) {
    const side = freeSide(place);
    return (
      drawRoomBox(place, "tiles", WELL) +
      drawLandingWindow(place, side) +
      drawWallLamp(place, -side) +
      drawFlight(place, side)
    );
  },
};

function drawLandingWindow(place: Place, side: number): string {
  const { light } = place;
  const z = WELL.backZ - 0.02;
  const x = side * 0.7;
  const ink = outline(place, z);
  return (
    upright(place, x - 0.7, x + 0.7, 3, 4.4, z, {
      fill: light.glassTop,
      stroke: light.ink,
      width: ink.width * 2,
    }) +
    upright(place, x - 0.03, x + 0.03, 3, 4.4, z - 0.01, { fill: light.ink }) +
    upright(place, x - 0.7, x + 0.7, 3.68, 3.74, z - 0.01, { fill: light.ink })
  );
}

function drawWallLamp(place: Place, side: number): string {
  const { light } = place;
  const z = 2.4;
  const x = side * (WELL.halfWidth - 0.15);
  return (
    halo(place, [x, 2, z], 1) +
    disc(place, [x, 2, z], 0.14, { fill: light.glow, ...outline(place, z) }) +
    pane(place, side * (WELL.halfWidth - 0.01), [1.7, 1.86], [z - 0.1, z + 0.1], { fill: light.ink })
  );
}

/** A straight flight that climbs away from us, a landing at its head, banisters along it. */
function drawFlight(place: Place, side: number): string {
  const { light } = place;
  const [left, right] = side > 0 ? [-0.35, 1.75] : [-1.75, 0.35];
  const start = 0.75;
  const stone = mix(light.far, light.mid, 0.3);
  const top = STEPS * RISE;
  const head = start + STEPS * GOING;
  let svg = block(
    place,
    [-WELL.halfWidth, WELL.halfWidth],
    [top - 0.22, top],
    [head, WELL.backZ],
    mix(stone, light.dark, 0.25),
  );
  for (let step = STEPS - 1; step >= 0; step--) {
    const air = step * 0.018;
    svg += block(
      place,
      [left, right],
      [0, (step + 1) * RISE],
      [start + step * GOING, head],
      mix(stone, light.dark, air),
    );
  }
  for (const x of [left + 0.08, right - 0.08]) {
    const rail: Spot[] = [];
    for (let step = STEPS - 1; step >= 0; step--) {
      const z = start + (step + 0.5) * GOING;
      const y = (step + 1) * RISE;
      svg += beam(place, [x, y, z], [x, y + 0.88, z], 0.028, light.ink);
      rail.push([x, y + 0.9, z]);
    }
    svg += trace(place, rail, { stroke: light.ink, width: Math.max(3, outline(place, 1).width * 2.6) });
    svg += block(
      place,
      [x - 0.07, x + 0.07],
      [0, 1.18],
      [start - 0.14, start],
      mix(light.dark, light.ink, 0.3),
    );
    svg += disc(place, [x, 1.24, start - 0.1], 0.09, {
      fill: mix(light.dark, light.ink, 0.2),
      ...outline(place, start),
    });
  }
  return svg;
}
