import * as Y from "yjs";
import type { UpdateFacts } from "./walk-update.ts";

export type Verdict = "new" | "duplicate" | "orphan";

/**
 * How an update stands to a document: `orphan` = something it builds on is missing; `duplicate` = it brings nothing
 * (a SyncStep2 always carries all deletions, and logging them with each reconnect would only grow the log).
 */
export const judgeUpdate = (facts: UpdateFacts, store: Y.Doc["store"]): Verdict => {
  /** Clocks that exist once this update is in; only runs that continue what is there count. */
  const known = new Map<number, number>();
  const clockOf = (client: number): number => known.get(client) ?? Y.getState(store, client);
  let bringsStructs = false;
  for (const { client, start, end } of facts.ranges) {
    const clock = clockOf(client);
    if (start > clock) return "orphan";
    if (end > clock) {
      known.set(client, end);
      bringsStructs = true;
    }
  }
  for (const [client, clock] of facts.needs) if (clock > clockOf(client)) return "orphan";
  for (const { client, end } of facts.deletes) if (end > clockOf(client)) return "orphan";
  return bringsStructs || facts.deletes.some((range) => deletesSomething(range, store)) ? "new" : "duplicate";
};

const deletesSomething = (range: UpdateFacts["deletes"][number], store: Y.Doc["store"]): boolean => {
  const structs = store.clients.get(range.client);
  if (!structs) return false;
  for (let index = Y.findIndexSS(structs, range.start); index < structs.length; index++) {
    const struct = structs[index];
    if (!struct || struct.id.clock >= range.end) return false;
    if (!struct.deleted) return true;
  }
  return false;
};
