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

/**
 * Whether an item names a right neighbour and not that one's own left neighbour, nor anything behind it: its author must
 * have seen what it leaves out. Undo makes a few such items, so the server lets them in (ADR 0009), and in one of some
 * thousand cases Yjs orders them by chance.
 */
export const leavesOutNeighbour = (model: Y.Doc, update: Uint8Array): boolean =>
  Y.decodeUpdate(update).structs.some((struct) => {
    if (!(struct instanceof Y.Item) || !struct.rightOrigin) return false;
    const right = findItem(model, struct.rightOrigin);
    const beside = right && leftOriginAt(right, struct.rightOrigin);
    if (!beside) return false;
    if (!struct.origin) return true;
    return !isAtOrBehind(model, beside, struct.origin);
  });

const findItem = ({ store }: Y.Doc, { client, clock }: Y.ID): Y.Item | undefined => {
  const structs = store.clients.get(client);
  if (!structs || clock >= Y.getState(store, client)) return undefined;
  const struct = structs[Y.findIndexSS(structs, clock)];
  return struct instanceof Y.Item ? struct : undefined;
};

const leftOriginAt = (item: Y.Item, { client, clock }: Y.ID): Y.ID | null =>
  clock > item.id.clock ? Y.createID(client, clock - 1) : item.origin;

/** In the list in which `id` is. Of what is not there, nothing can be said. */
const isAtOrBehind = (model: Y.Doc, id: Y.ID, other: Y.ID): boolean => {
  const start = findItem(model, id);
  const end = findItem(model, other);
  if (!start || !end) return true;
  if (start === end) return other.clock >= id.clock;
  for (let item = start.right; item; item = item.right) if (item === end) return true;
  return false;
};

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
