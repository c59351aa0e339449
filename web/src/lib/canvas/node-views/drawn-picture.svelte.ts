import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";
import type { drawPlace } from "@backlot/shared/storyboard/draw-place";
import type { drawPortrait } from "@backlot/shared/storyboard/draw-portrait";

/** The drawing code is loaded once, after the canvas stands; until then cards show initials and a pin. */
interface Drawing {
  drawPortrait: typeof drawPortrait;
  drawPlace: typeof drawPlace;
}

let drawing = $state.raw<Drawing>();
let loading: Promise<void> | undefined;
const MAX_CACHED = 500;
const cache = new Map<string, string>();

const load = async (): Promise<void> => {
  const [portrait, place] = await Promise.all([
    import("@backlot/shared/storyboard/draw-portrait"),
    import("@backlot/shared/storyboard/draw-place"),
  ]);
  drawing = { drawPortrait: portrait.drawPortrait, drawPlace: place.drawPlace };
};

const LOOKS = ["name", "build", "hair", "hairTone", "hat", "clothing", "clothingTone", "skinTone"] as const;
const PLACE_FIELDS = ["name", "kit", "interiorExterior"] as const;
const PORTRAIT_PX = 96;

/** The address of a character's portrait or a location's still as the frames draw them; undefined until it can be drawn. */
export const drawnPictureOf = (node: CanvasNode | undefined): string | undefined => {
  if (!drawing) {
    loading ??= load();
    return undefined;
  }
  if (node?.type !== "character" && node?.type !== "location") return undefined;
  const fields = node.type === "character" ? LOOKS : PLACE_FIELDS;
  const subject = { id: node.id, ...Object.fromEntries(fields.map((field) => [field, node.data[field]])) };
  const key = JSON.stringify([node.type, subject]);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const svg =
    node.type === "character" ? drawing.drawPortrait(subject, PORTRAIT_PX) : drawing.drawPlace(subject);
  const address = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(key, address);
  return address;
};
