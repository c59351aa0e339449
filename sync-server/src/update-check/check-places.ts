import type * as Y from "yjs";
import { BroughtItems } from "./brought-items.ts";
import { needsItself } from "./circles.ts";
import { ItemLists } from "./item-lists.ts";
import { checkNeighbours } from "./neighbours.ts";
import { checkNesting } from "./nesting.ts";
import type { UpdateFacts } from "./walk-update.ts";

/** "unknown": as long as what stands before it in the batch is not in the document. */
export type Places = "fit" | "unfit" | "unknown";

/**
 * Whether the items of an update can be where it puts them, for updates that bring something and miss nothing. `earlier`:
 * what the batch brings before it; `clockOf`: what is known of a client then, exclusive.
 */
export const checkPlaces = (
  update: Uint8Array,
  facts: UpdateFacts,
  document: Y.Doc,
  earlier: BroughtItems,
  clockOf: (client: number) => number,
): Places => {
  const own = new BroughtItems([{ update, facts }], clockOf);
  const nesting = checkNesting(own, facts, document.store);
  const neighbours = checkNeighbours(own, facts, new ItemLists(document, earlier));
  if (nesting === "too-deep" || neighbours === "contradict" || needsItself(own, facts, document.store))
    return "unfit";
  return nesting === "unknown" || neighbours === "unknown" ? "unknown" : "fit";
};
