import * as Y from "yjs";
import { contentOf, holdSame } from "../support/same-document.ts";

/** What the document has already is not taken again, whatever the update says about it. */
export const newPartOf = (model: Y.Doc, update: Uint8Array): Uint8Array =>
  Y.diffUpdate(update, Y.encodeStateVector(model));

export const wouldChange = (model: Y.Doc, update: Uint8Array): boolean => {
  const trial = copyOf(model);
  try {
    Y.applyUpdate(trial, update);
  } catch {
    return true;
  }
  return !holdSame(model, trial) || isWaiting(trial);
};

/**
 * What made the model's document into the one that was observed, of a frame's update and a marker whose connection ended
 * between them: the end may have come before the marker or behind it. Undefined = something else did.
 */
export const findPassedOn = (
  observed: Y.Doc,
  model: Y.Doc,
  own: readonly Uint8Array[],
  marker: Uint8Array,
): readonly Uint8Array[] | undefined =>
  [own, [marker], [...own, marker]].find((updates) => {
    const sum = copyOf(model);
    for (const update of updates) Y.applyUpdate(sum, update);
    return !isWaiting(sum) && holdSame(sum, observed);
  });

/** Whether who comes now would see what those see who were there. */
export const isSameInCopy = (doc: Y.Doc): boolean => {
  const copy = copyOf(doc);
  return holdSame(copy, doc) && contentOf(copy) === contentOf(doc);
};

const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc({ guid: "copy" });
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
};

const isWaiting = ({ store }: Y.Doc): boolean => store.pendingStructs !== null || store.pendingDs !== null;
