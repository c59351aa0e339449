import { drawAmbient } from "./ambient.ts";
import { setCamera } from "./camera.ts";
import { BODY_HEADS } from "./figure.ts";
import { chooseKit } from "./kits/choose-kit.ts";
import { freeSide } from "./kits/kit.ts";
import { isOutdoors, kitFor } from "./kits/registry.ts";
import { lightFor, saysInterior, timeOfDay } from "./light.ts";
import type { PanelLocation, PanelScene } from "./panel-input.ts";
import { FRAME_WIDTH } from "./panel-input.ts";
import { seedOf } from "./seed.ts";

const HEIGHT = 720;

/** A still of a location without people, 4:3. Runs in the browser too. */
export function drawPlace(location: PanelLocation, scene?: PanelScene): string {
  const { name } = chooseKit(scene, location);
  const inside = saysInterior(scene, location) ?? !isOutdoors(name);
  const kit = kitFor(name, inside);
  const units = HEIGHT * 0.1;
  const stage = setCamera(
    { height: HEIGHT, size: "WS", angle: "eye", lensMm: 30, roomDepth: kit.roomDepth },
    { feetY: HEIGHT * 0.88, heightUnits: BODY_HEADS * units },
  );
  const seed = seedOf(location.id);
  const light = lightFor(timeOfDay(scene), inside, { from: freeSide({ heads: [], stage, seed }) });
  const uid = `p${seedOf(JSON.stringify([location, scene])).toString(36)}`;
  const place = { stage, light, uid, heads: [], seed, words: "" };
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${FRAME_WIDTH} ${HEIGHT}" width="${FRAME_WIDTH}" height="${HEIGHT}" overflow="hidden">` +
    `<g stroke-linejoin="round" stroke-linecap="round">${kit.behind(place)}${drawAmbient(place)}</g></svg>`
  );
}
