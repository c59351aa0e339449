import * as Y from "yjs";

/** Joining so many takes arrays of 4 MiB together; a struct more for each thousand costs nothing. */
const MAX_JOINED_VALUES = 1_024;

interface Values {
  arr: unknown[];
  mergeWith(right: Values): boolean;
}

let isBound = false;

/**
 * Yjs joins neighbouring values of one client after each transaction, from the last to the first, by an array anew for
 * each, and keeps all of those arrays until it is done: 40,000 values that come one by one in 260 KB are 6 GB.
 */
export const boundMerging = (): void => {
  if (isBound) return;
  isBound = true;
  for (const { prototype } of [Y.ContentAny, Y.ContentJSON] as unknown as { prototype: Values }[]) {
    const { mergeWith } = prototype;
    prototype.mergeWith = function (right) {
      return this.arr.length + right.arr.length <= MAX_JOINED_VALUES && mergeWith.call(this, right);
    };
  }
};
