import * as Y from "yjs";
import { walkUpdate, type ItemPlace, type StructId, type UpdateFacts } from "./walk-update.ts";

/** Yjs deletes and collects nested types by recursion: a chain of some thousand can never be deleted, nor loaded again. */
export const MAX_TYPE_DEPTH = 64;

/** "unknown": it builds on structs that are neither its own nor in the document yet. */
export type Nesting = "fits" | "too-deep" | "unknown";

/**
 * Whether a shared type that this update brings would lie deeper than the limit, in the document it is for. Only for
 * updates that bring something and miss nothing.
 */
export const checkNesting = (update: Uint8Array, facts: UpdateFacts, store: Y.Doc["store"]): Nesting => {
  if (!facts.nestsTypes) return "fits";
  const places = new Map<number, ItemPlace[]>();
  walkUpdate(update, (place) => {
    // What the document has already is not taken again, whatever the update says about it.
    if (place.clock < Y.getState(store, place.client)) return;
    const ofClient = places.get(place.client);
    if (ofClient) ofClient.push(place);
    else places.set(place.client, [place]);
  });
  const depths = new Map<ItemPlace, number>();
  for (const ofClient of places.values())
    for (const place of ofClient) {
      if (!place.isType) continue;
      const depth = depthIn(place, places, depths, store);
      if (depth === "unknown") return depth;
      if (depth >= MAX_TYPE_DEPTH) return "too-deep";
    }
  return "fits";
};

/** How many types lie around an item; without recursion, for the chain may be as long as the update. */
const depthIn = (
  start: ItemPlace,
  places: ReadonlyMap<number, readonly ItemPlace[]>,
  depths: Map<ItemPlace, number>,
  store: Y.Doc["store"],
): number | "unknown" => {
  const open: ItemPlace[] = [start];
  const isOpen = new Set(open);
  for (let place = open.at(-1); place; place = open.at(-1)) {
    let depth = 0;
    let waitsFor: ItemPlace | undefined;
    for (const id of place.parent ? [place.parent] : place.neighbours) {
      const around = placeOf(places.get(id.client), id.clock);
      if (!around && id.clock >= Y.getState(store, id.client)) return "unknown";
      const known = around ? depths.get(around) : depthInStore(id, store);
      if (known === undefined) waitsFor = around;
      else depth = Math.max(depth, known + (place.parent ? 1 : 0));
    }
    // Items that need each other in a circle have no place at all.
    if (waitsFor && isOpen.has(waitsFor)) return Infinity;
    if (waitsFor) {
      open.push(waitsFor);
      isOpen.add(waitsFor);
    } else {
      depths.set(place, depth);
      isOpen.delete(place);
      open.pop();
    }
  }
  return depths.get(start) ?? 0;
};

/** The last one that starts at or before the clock. */
const placeOf = (ofClient: readonly ItemPlace[] | undefined, clock: number): ItemPlace | undefined => {
  if (!ofClient) return undefined;
  let low = 0;
  let high = ofClient.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ofClient[middle]?.clock ?? Infinity) <= clock) low = middle + 1;
    else high = middle;
  }
  return ofClient[low - 1];
};

const depthInStore = ({ client, clock }: StructId, store: Y.Doc["store"]): number => {
  const structs = store.clients.get(client);
  if (!structs) return 0;
  let depth = 0;
  let struct: Y.Item | Y.GC | null | undefined = structs[Y.findIndexSS(structs, clock)];
  while (struct instanceof Y.Item && depth <= MAX_TYPE_DEPTH) {
    const around: unknown = struct.parent;
    struct = around instanceof Y.AbstractType ? around._item : undefined;
    if (struct) depth += 1;
  }
  return depth;
};
