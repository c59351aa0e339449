import * as Y from "yjs";
import type { StructId, UpdateFacts } from "./walk-update.ts";

/** `orphan` = something it builds on is missing; `missing` is one such struct. */
export type Judgement = { verdict: "new" | "duplicate" } | { verdict: "orphan"; missing: StructId };

const NONE_ACCEPTED: ReadonlyMap<number, number> = new Map();

/**
 * How an update stands to a document. `accepted` holds the clocks of updates that will be applied before it. A duplicate
 * brings nothing (a SyncStep2 always carries all deletions, and logging them with each reconnect would only grow the log).
 */
export const judgeUpdate = (
  facts: UpdateFacts,
  store: Y.Doc["store"],
  accepted: ReadonlyMap<number, number> = NONE_ACCEPTED,
): Judgement => {
  /** Clocks that exist once this update is in; only runs that continue what is there count. */
  const known = new Map<number, number>();
  const clockOf = (client: number): number =>
    known.get(client) ?? accepted.get(client) ?? Y.getState(store, client);
  let bringsStructs = false;
  for (const { client, start, end } of facts.ranges) {
    const clock = clockOf(client);
    if (start > clock) return { verdict: "orphan", missing: { client, clock: start - 1 } };
    if (end > clock) {
      known.set(client, end);
      bringsStructs = true;
    }
  }
  for (const [client, clock] of facts.needs)
    if (clock > clockOf(client)) return { verdict: "orphan", missing: { client, clock: clock - 1 } };
  for (const { client, end } of facts.deletes)
    if (end > clockOf(client)) return { verdict: "orphan", missing: { client, clock: end - 1 } };
  const isNew = bringsStructs || facts.deletes.some((range) => deletesSomething(range, store));
  return { verdict: isNew ? "new" : "duplicate" };
};

const deletesSomething = (range: UpdateFacts["deletes"][number], store: Y.Doc["store"]): boolean => {
  // Of structs that are only accepted so far nobody can say yet.
  if (range.end > Y.getState(store, range.client)) return true;
  const structs = store.clients.get(range.client);
  if (!structs) return false;
  for (let index = Y.findIndexSS(structs, range.start); index < structs.length; index++) {
    const struct = structs[index];
    if (!struct || struct.id.clock >= range.end) return false;
    if (!struct.deleted) return true;
  }
  return false;
};
