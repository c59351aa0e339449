import * as Y from "yjs";
import type { Arrival } from "./arrival.ts";

/** Hocuspocus must not store what the log has: its unloading would wait for it. */
const FROM_ROOM = { source: "local", skipStoreHooks: true } as const;

/**
 * Applies what is durable in one transaction. `offenders` brought structs that need each other in a circle: they pass
 * every check and Yjs would hold them for ever. `failure`: what Yjs threw; nobody knows what the document holds now.
 */
export const applyBatch = (
  document: Y.Doc,
  arrivals: readonly Arrival[],
  mayHavePending: boolean,
): { offenders: Arrival[]; failure: unknown } => {
  const offenders: Arrival[] = [];
  try {
    document.transact(() => {
      for (const arrival of arrivals) {
        Y.applyUpdate(document, arrival.update, FROM_ROOM);
        if (!document.store.pendingStructs || mayHavePending) continue;
        document.store.pendingStructs = null;
        offenders.push(arrival);
      }
    }, FROM_ROOM);
    return { offenders, failure: undefined };
  } catch (error) {
    // The walk exists so that this does not happen; what threw stands in the log, and loading finds and names it.
    return { offenders, failure: error };
  }
};
