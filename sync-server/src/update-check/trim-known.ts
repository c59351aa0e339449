import * as Y from "yjs";
import type { UpdateFacts } from "./walk-update.ts";

/**
 * The part of an update that is not known yet, the same bytes where nothing of it is. Where a document has the beginning
 * of a struct, Yjs puts the rest where the *update* says the struct belongs, but passes it on as the continuation of what
 * is there; for bytes that contradict what is there, the two differ, and so would the replicas. Of a trimmed update
 * there is only the latter. `clockOf`: what is known of a client, exclusive.
 */
export const trimKnown = (
  update: Uint8Array,
  facts: UpdateFacts,
  clockOf: (client: number) => number,
): Uint8Array => {
  const isPartlyKnown = facts.ranges.some(
    ({ client, start, end }) => start < clockOf(client) && clockOf(client) < end,
  );
  if (!isPartlyKnown) return update;
  const known = new Map(facts.ranges.map(({ client }) => [client, clockOf(client)]));
  return Y.diffUpdate(update, Y.encodeStateVector(known));
};
