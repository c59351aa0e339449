import * as Y from "yjs";

/** Both hold the same structs and the same deletions; what they contain is not compared. */
export const holdSame = (a: Y.Doc, b: Y.Doc): boolean => Y.equalSnapshots(Y.snapshot(a), Y.snapshot(b));

/**
 * The bytes of a document as a fresh one would send it: equal for equal documents, whatever the order in which their
 * parts came, because a fresh document joins neighbours in one way only.
 */
export const canonicalBytes = (doc: Y.Doc): string => {
  const fresh = new Y.Doc();
  Y.applyUpdate(fresh, Y.encodeStateAsUpdate(doc));
  const bytes = Buffer.from(Y.encodeStateAsUpdate(fresh)).toString("base64");
  fresh.destroy();
  return bytes;
};
