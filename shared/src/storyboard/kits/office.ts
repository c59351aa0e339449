import { mix } from "../ink.ts";
import { share } from "../seed.ts";
import { drawOfficeBlock } from "./workplace.ts";
import { drawRoomBox, ROOM, ROOM_DEPTH } from "./interior.ts";
import { freeSide, level, outline, trace, upright, type Kit, type Place } from "./kit.ts";
import { block, disc } from "./solid.ts";

export const office: Kit = {
  ground: "tiles",
  around: "table",
  roomDepth: ROOM_DEPTH,
  outside: drawOfficeBlock,
  behind(place) {
    const side = freeSide(place);
    return (
      drawRoomBox(place, "plain") +
      drawCeilingLights(place) +
      drawBlinds(place, side) +
      drawBinders(place, -side) +
      drawDesk(place, side * 1.5, 1.3, side) +
      drawDesk(place, -side * 1.75, 1.55, -side)
    );
  },
};

function drawCeilingLights(place: Place): string {
  const { light, stage } = place;
  if (stage.cameraHeight > ROOM.height - 0.05) return "";
  let svg = "";
  for (const z of [-1.5, 0.4])
    for (const x of [-1.6, 1.6])
      svg += level(place, x - 0.6, x + 0.6, ROOM.height - 0.01, z, z + 0.6, {
        fill: light.glow,
        ...outline(place, 2),
      });
  return svg;
}

/** A band of windows with half-open blinds. */
function drawBlinds(place: Place, side: number): string {
  const { light } = place;
  const z = ROOM.backZ - 0.02;
  const [left, right] = side > 0 ? [-0.2, 3.2] : [-3.2, 0.2];
  const ink = outline(place, z);
  const slat = { stroke: mix(light.glassLow, light.ink, light.time === "night" ? 0.6 : 0.42), width: 1.5 };
  let svg = upright(place, left, right, 0.95, 2.35, z, { fill: light.glassTop, ...ink });
  if (light.time === "night")
    for (let at = 0; at < 14; at++) {
      const x = left + (right - left) * share(place.seed, `far window ${at}`);
      const y = 1 + 0.7 * share(place.seed, `far floor ${at}`);
      svg += upright(place, x, x + 0.07, y, y + 0.05, z, { fill: light.glow, opacity: 0.7 });
    }
  for (let y = 1.22; y < 2.34; y += 0.085)
    svg += trace(
      place,
      [
        [left, y, z],
        [right, y, z],
      ],
      slat,
    );
  for (let x = left; x <= right + 0.01; x += (right - left) / 3)
    svg += upright(place, x - 0.03, x + 0.03, 0.9, 2.4, z - 0.01, { fill: light.ink });
  return (
    svg +
    upright(place, left - 0.05, right + 0.05, 0.87, 0.95, z - 0.04, {
      fill: mix(light.wall, light.glow, 0.3),
      ...ink,
    })
  );
}

function drawBinders(place: Place, side: number): string {
  const { light, seed } = place;
  const [left, right] = side > 0 ? [0.55, 2.6] : [-2.6, -0.55];
  const z = ROOM.backZ - 0.32;
  const ink = outline(place, z);
  const wood = mix(light.wall, light.dark, 0.3);
  let svg = upright(place, left, right, 0, 2.2, z, { fill: mix(light.wall, light.ink, 0.35), ...ink });
  for (const [row, shelf] of [0.08, 0.6, 1.12, 1.62].entries()) {
    for (let x = left + 0.06, at = 0; x < right - 0.14; at++) {
      const width = 0.07 + 0.07 * share(seed, `binder ${row} ${at}`);
      const tone = share(seed, `tone ${row} ${at}`);
      if (tone > 0.12)
        svg += upright(
          place,
          x,
          x + width,
          shelf + 0.03,
          shelf + 0.36 + 0.04 * share(seed, `tall ${row} ${at}`),
          z,
          {
            fill: mix(light.dark, light.far, tone),
            ...ink,
          },
        );
      x += width + 0.012;
    }
    svg += upright(place, left, right, shelf - 0.03, shelf + 0.03, z - 0.02, { fill: wood, ...ink });
  }
  for (const x of [left, right])
    svg += upright(place, x - 0.04, x + 0.04, 0, 2.24, z - 0.03, { fill: wood, ...ink });
  return svg + upright(place, left - 0.04, right + 0.04, 2.18, 2.26, z - 0.03, { fill: wood, ...ink });
}

function drawDesk(place: Place, x: number, z: number, side: number): string {
  const { light } = place;
  const top = mix(light.mid, light.far, 0.4);
  const ink = outline(place, z);
  const screen = mix(light.dark, light.ink, 0.5);
  const lit = mix(light.glow, light.mid, light.time === "night" ? 0.1 : 0.4);
  return (
    block(place, [x - 0.68, x + 0.68], [0.72, 0.77], [z, z + 0.75], top) +
    block(place, [x - 0.64, x - 0.58], [0, 0.72], [z, z + 0.7], light.dark) +
    block(place, [x + 0.24, x + 0.64], [0.05, 0.72], [z, z + 0.7], mix(light.mid, light.dark, 0.35)) +
    upright(place, x + 0.28, x + 0.6, 0.42, 0.68, z, { stroke: light.ink, width: 1.1 }) +
    block(place, [x - 0.05, x + 0.05], [0.77, 0.95], [z + 0.42, z + 0.5], screen) +
    block(place, [x - 0.36, x + 0.36], [0.92, 1.36], [z + 0.38, z + 0.43], screen) +
    upright(place, x - 0.32, x + 0.32, 0.96, 1.32, z + 0.37, { fill: lit, ...ink }) +
    level(place, x - 0.26, x + 0.2, 0.775, z + 0.08, z + 0.24, { fill: mix(top, light.ink, 0.3), ...ink }) +
    disc(place, [x + side * 0.48, 0.82, z + 0.2], 0.05, { fill: light.glow, ...ink })
  );
}
