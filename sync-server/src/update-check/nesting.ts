import * as Y from "yjs";
import type { BroughtItems } from "./brought-items.ts";
import { findStruct } from "./find-struct.ts";
import { needsOf, type ItemPlace, type StructId, type UpdateFacts } from "./walk-update.ts";

/** Yjs deletes and collects nested types by recursion: a chain of some thousand can never be deleted, nor loaded again. */
export const MAX_TYPE_DEPTH = 64;

/** "unknown": it builds on structs that are neither its own nor in the document yet. */
export type Nesting = "fits" | "too-deep" | "unknown";

/**
 * Whether a shared type that this update brings would lie deeper than the limit, in the document it is for. Only for
 * updates that bring something and miss nothing.
 */
export const checkNesting = (own: BroughtItems, facts: UpdateFacts, store: Y.Doc["store"]): Nesting => {
  if (!facts.nestsTypes) return "fits";
  const depths = new Map<ItemPlace, number>();
  for (const { place } of own.all()) {
    if (!place.isType) continue;
    const depth = depthIn(place, own, depths, store);
    if (depth === "unknown") return depth;
    if (depth >= MAX_TYPE_DEPTH) return "too-deep";
  }
  return "fits";
};

/** How many types lie around an item; without recursion, for the chain may be as long as the update. */
const depthIn = (
  start: ItemPlace,
  own: BroughtItems,
  depths: Map<ItemPlace, number>,
  store: Y.Doc["store"],
): number | "unknown" => {
  const open: ItemPlace[] = [start];
  const isOpen = new Set(open);
  for (let place = open.at(-1); place; place = open.at(-1)) {
    let depth = 0;
    let waitsFor: ItemPlace | undefined;
    for (const id of needsOf(place)) {
      const around = own.find(id)?.place;
      if (!own.has(id) && id.clock >= Y.getState(store, id.client)) return "unknown";
      const known = around ? depths.get(around) : depthInStore(id, store);
      if (known === undefined) waitsFor = around;
      else depth = Math.max(depth, known + (typeof place.parent === "object" ? 1 : 0));
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

const depthInStore = (id: StructId, store: Y.Doc["store"]): number => {
  let depth = 0;
  let struct: Y.Item | Y.GC | null | undefined = findStruct(store, id);
  while (struct instanceof Y.Item && depth <= MAX_TYPE_DEPTH) {
    const around: unknown = struct.parent;
    struct = around instanceof Y.AbstractType ? around._item : undefined;
    if (struct) depth += 1;
  }
  return depth;
};
