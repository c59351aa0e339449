import { mix } from "../ink.ts";
import { drawCourthouse } from "./public-building.ts";
import { drawRoomBox, type RoomSize } from "./interior.ts";
import { freeSide, outline, quad, upright, type Kit, type Place } from "./kit.ts";
import { beam } from "./kit.ts";
import { block, disc } from "./solid.ts";

const HALL: RoomSize = { halfWidth: 5.4, height: 4.6, backZ: 4.2 };

export const court: Kit = {
  ground: "planks",
  around: "table",
  roomDepth: 10,
  outside: drawCourthouse,
  behind(place) {
    const side = freeSide(place);
    return (
      drawRoomBox(place, "boards", HALL) +
      drawPanelling(place) +
      drawFlag(place, -2.25) +
      drawFlag(place, 2.25) +
      drawJudgesChair(place) +
      drawBench(place) +
      drawWitnessStand(place, side) +
      drawBar(place)
    );
  },
};

function drawPanelling(place: Place): string {
  const { light } = place;
  const z = HALL.backZ - 0.03;
  const ink = outline(place, z);
  const wood = mix(light.dark, light.mid, 0.4);
  let svg = upright(place, -HALL.halfWidth, HALL.halfWidth, 0, 3.3, z, { fill: wood, ...ink });
  for (let x = -5; x < 5; x += 1.25)
    svg += upright(place, x + 0.12, x + 1.13, 1.3, 3, z, { stroke: mix(light.ink, wood, 0.3), width: 1.4 });
  for (const x of [-3.6, -1.75, 1.75, 3.6])
    svg +=
      upright(place, x - 0.17, x + 0.17, 0, 3.35, z - 0.02, { fill: mix(wood, light.far, 0.35), ...ink }) +
      upright(place, x - 0.24, x + 0.24, 3.22, 3.4, z - 0.03, { fill: mix(wood, light.far, 0.5), ...ink });
  svg += upright(place, -HALL.halfWidth, HALL.halfWidth, 3.36, 3.52, z - 0.03, {
    fill: mix(wood, light.far, 0.25),
    ...ink,
  });
  // The arms of the state over the judge.
  svg += disc(place, [0, 2.72, z - 0.04], 0.52, { fill: mix(light.mid, light.glow, 0.3), ...ink });
  svg += disc(place, [0, 2.72, z - 0.05], 0.4, { stroke: light.ink, width: ink.width });
  return (
    svg +
    beam(place, [0, 2.45, z - 0.05], [0, 2.98, z - 0.05], 0.03, light.ink) +
    beam(place, [-0.25, 2.86, z - 0.05], [0.25, 2.86, z - 0.05], 0.03, light.ink) +
    [-0.25, 0.25]
      .map((x) =>
        quad(
          place,
          [
            [x - 0.12, 2.62, z - 0.05],
            [x + 0.12, 2.62, z - 0.05],
            [x, 2.54, z - 0.05],
          ],
          { fill: light.ink },
        ),
      )
      .join("")
  );
}

function drawFlag(place: Place, x: number): string {
  const { light } = place;
  const z = HALL.backZ - 0.5;
  const ink = outline(place, z);
  const cloth = mix(light.far, light.mid, x < 0 ? 0.2 : 0.6);
  const lean = x < 0 ? 1 : -1;
  return (
    beam(place, [x, 0, z], [x, 2.75, z], 0.05, light.ink) +
    quad(
      place,
      [
        [x, 2.65, z],
        [x + lean * 0.42, 2.45, z],
        [x + lean * 0.4, 1.35, z],
        [x + lean * 0.22, 1.2, z],
        [x, 1.3, z],
      ],
      { fill: cloth, ...ink },
    ) +
    disc(place, [x, 2.8, z], 0.06, { fill: light.glow, ...ink })
  );
}

function drawJudgesChair(place: Place): string {
  const { light } = place;
  const leather = mix(light.dark, light.ink, 0.45);
  return (
    block(place, [-0.4, 0.4], [1.2, 2.1], [3.5, 3.6], leather) +
    upright(place, -0.3, 0.3, 1.5, 2, 3.49, { stroke: mix(light.mid, leather, 0.4), width: 1.4 })
  );
}

function drawBench(place: Place): string {
  const { light } = place;
  const wood = mix(light.mid, light.dark, 0.45);
  let svg = block(place, [-1.9, 1.9], [0, 1.38], [2.7, 3.3], wood);
  svg += block(place, [-2, 2], [1.38, 1.47], [2.62, 3.36], mix(wood, light.far, 0.35));
  for (const x of [-1.7, -0.56, 0.58])
    svg += upright(place, x, x + 1.1, 0.35, 1.22, 2.69, {
      fill: mix(wood, light.ink, 0.14),
      ...outline(place, 2.7),
    });
  // The gavel.
  svg += block(place, [0.62, 0.9], [1.47, 1.5], [2.8, 2.95], light.ink);
  return svg + block(place, [0.66, 0.82], [1.5, 1.6], [2.82, 2.92], light.dark);
}

function drawWitnessStand(place: Place, side: number): string {
  const { light } = place;
  const wood = mix(light.mid, light.dark, 0.6);
  const x = side * 2.75;
  return (
    block(place, [x - 0.55, x + 0.55], [0, 1.08], [2.3, 3.2], wood) +
    upright(place, x - 0.42, x + 0.42, 0.2, 0.92, 2.29, { stroke: light.ink, width: 1.4 }) +
    block(place, [x - 0.6, x + 0.6], [1.08, 1.14], [2.26, 3.24], mix(wood, light.far, 0.35)) +
    beam(place, [x, 1.14, 2.4], [x - side * 0.1, 1.42, 2.4], 0.03, light.ink)
  );
}

/** The rail between the public and the court. */
function drawBar(place: Place): string {
  const { light } = place;
  const z = 1.1;
  const wood = mix(light.dark, light.mid, 0.25);
  let svg = "";
  for (const [left, right] of [
    [-5.4, -1],
    [1, 5.4],
  ] as const) {
    for (let x = left + 0.1; x < right; x += 0.24)
      svg += upright(place, x, x + 0.06, 0.1, 0.84, z, { fill: wood });
    svg += block(place, [left, right], [0.84, 0.92], [z - 0.05, z + 0.05], mix(wood, light.far, 0.25));
    svg += block(place, [left, right], [0, 0.1], [z - 0.05, z + 0.05], wood);
  }
  return svg;
}
