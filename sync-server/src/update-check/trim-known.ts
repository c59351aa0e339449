import * as Y from "yjs";
import type { UpdateFacts } from "./walk-update.ts";

/**
 * The part of an update that is not known yet, the same bytes where nothing of it is. Yjs believes an update also about
 * what the document has already: it puts the rest of a struct where the *update* says the struct belongs, but passes it on
 * as the continuation of what is there, and it cuts structs, and letters, in two at the neighbours that the update names.
 * For bytes that contradict what is there, replicas would differ. `clockOf`: what is known of a client, exclusive.
 */
export const trimKnown = (
  update: Uint8Array,
  facts: UpdateFacts,
  clockOf: (client: number) => number,
): Uint8Array => {
  if (!facts.ranges.some(({ client, start }) => start < clockOf(client))) return update;
  const known = new Map(facts.ranges.map(({ client }) => [client, clockOf(client)]));
  return Y.diffUpdate(update, Y.encodeStateVector(known));
};
