import * as Y from "yjs";
import { createYDoc } from "../../canvas/y-doc.ts";

export interface Unappliable {
  update: Uint8Array;
  message: string;
}

const NOTHING = Uint8Array.of(0);

/**
 * Their state, in which what waits for a lost record stays as waiting and joins in when a client brings that back. Throws
 * when Yjs cannot apply one of them, or could not encode the document any more.
 */
export const mergeUpdates = (updates: readonly Uint8Array[]): Uint8Array => {
  const doc = createYDoc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return Y.encodeStateAsUpdate(doc);
};

/**
 * The state without those updates that Yjs cannot apply to a document of `base` and the good ones before them; one that
 * waits for what is missing is good. Each that is found costs the document built anew: a throw leaves it unknown.
 */
export const mergeAppliable = (
  base: Uint8Array | undefined,
  updates: readonly Uint8Array[],
): { state: Uint8Array; unappliable: Unappliable[] } => {
  const unappliable: Unappliable[] = [];
  for (let left = updates; ;) {
    const merged = tryToMerge(base, left);
    if (merged instanceof Uint8Array) return { state: merged, unappliable };
    unappliable.push(merged);
    left = left.filter((update) => update !== merged.update);
  }
};

/** The state, or the first of the updates that stands in its way. */
const tryToMerge = (
  base: Uint8Array | undefined,
  updates: readonly Uint8Array[],
): Uint8Array | Unappliable => {
  const doc = open(base);
  for (const [index, update] of updates.entries()) {
    const hadWaiting = isWaiting(doc);
    const message = messageOf(() => Y.applyUpdate(doc, update));
    if (message === undefined) continue;
    const culprit = hadWaiting ? findWaitingCulprit(base, updates.slice(0, index), update) : undefined;
    return culprit ?? { update, message };
  }
  try {
    return Y.encodeStateAsUpdate(doc);
  } catch (error) {
    for (const update of updates) {
      const message = messageOf(() => Y.diffUpdate(update, NOTHING));
      if (message !== undefined) return { update, message };
    }
    throw error;
  }
};

/** An update that brings what others wait for makes Yjs apply those too, and may be good itself. */
const findWaitingCulprit = (
  base: Uint8Array | undefined,
  earlier: readonly Uint8Array[],
  update: Uint8Array,
): Unappliable | undefined => {
  const doc = open(base);
  for (const one of earlier) Y.applyUpdate(doc, one);
  doc.store.pendingStructs = null;
  doc.store.pendingDs = null;
  if (messageOf(() => Y.applyUpdate(doc, update)) !== undefined) return undefined;
  for (const one of earlier) {
    const message = messageOf(() => Y.applyUpdate(doc, one));
    if (message !== undefined) return { update: one, message };
  }
  return undefined;
};

const open = (base: Uint8Array | undefined): Y.Doc => {
  const doc = createYDoc();
  if (base) Y.applyUpdate(doc, base);
  return doc;
};

const isWaiting = ({ store }: Y.Doc): boolean => store.pendingStructs !== null || store.pendingDs !== null;

/** What is thrown, in words. */
const messageOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
