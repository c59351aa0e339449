import * as Y from "yjs";
import { boundMerging } from "./bound-merging.ts";

/** A document in which everything has the same place as in every other copy, and whose making is bounded. */
export const createYDoc = (): Y.Doc => {
  mendYjs();
  return new Y.Doc();
};

/** For who does not make the documents that it applies updates to; holds for the whole process or page. */
export const mendYjs = (): void => {
  boundMerging();
  lookNeighboursUpAgain();
};

const { getMissing } = Y.Item.prototype;

/**
 * Undo makes items whose right neighbour stands left of the left one (https://github.com/yjs/yjs/issues/794). Where one
 * struct has both, Yjs 13 looks the left neighbour up first, then cuts the struct in front of the right one, and what it
 * has in hand is the part before the cut; in a copy where the struct was in two from the start, it is the part behind it.
 * Here it is always the one that was meant.
 */
const lookNeighboursUpAgain = (): void => {
  Y.Item.prototype.getMissing = function (this: Y.Item, transaction, store) {
    const missing = getMissing.call(this, transaction, store);
    const { left, origin } = this;
    // Yjs has cut behind the origin, so the part that has it ends with it.
    if (missing === null && left && origin && left.id.clock + left.length - 1 !== origin.clock)
      this.left = Y.getItem(store, origin);
    return missing;
  };
};
