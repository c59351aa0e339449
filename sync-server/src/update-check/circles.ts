import * as Y from "yjs";
import type { BroughtItems } from "./brought-items.ts";
import { needsOf, type StructId, type UpdateFacts } from "./walk-update.ts";

/** Usually each struct is looked at about once; what takes more is left to the check after Yjs has applied it. */
const MAX_LOOKS_PER_STRUCT = 16;

interface Blocked {
  clock: number;
  /** Structs of other clients that this update brings itself. */
  needs: readonly StructId[];
}

/**
 * Whether structs of different clients in one update need each other in a circle. Nobody honest makes them; they pass
 * every other check, and Yjs would keep them waiting for ever, in memory and in every snapshot.
 */
export const needsItself = (own: BroughtItems, facts: UpdateFacts, store: Y.Doc["store"]): boolean => {
  const brought = new Set(facts.ranges.map(({ client }) => client));
  if (![...facts.needs].some(([client, clock]) => brought.has(client) && clock > Y.getState(store, client)))
    return false;
  return !canAllBeReached(collectBlocked(own));
};

const collectBlocked = (own: BroughtItems): Map<number, Blocked[]> => {
  const blocked = new Map<number, Blocked[]>();
  for (const { place } of own.all()) {
    const { client, clock } = place;
    const needs = needsOf(place).filter((need) => need.client !== client && own.has(need));
    if (needs.length === 0) continue;
    const ofClient = blocked.get(client);
    if (ofClient) ofClient.push({ clock, needs });
    else blocked.set(client, [{ clock, needs }]);
  }
  return blocked;
};

/** Goes through each client's structs as far as what they need has been gone through; who stops waits for that client. */
const canAllBeReached = (blocked: Map<number, Blocked[]>): boolean => {
  const next = new Map([...blocked.keys()].map((client) => [client, 0]));
  const waitingFor = new Map<number, number[]>();
  const reachedOf = (client: number): number =>
    blocked.get(client)?.[next.get(client) ?? 0]?.clock ?? Infinity;
  let looks = 0;
  const maxLooks =
    MAX_LOOKS_PER_STRUCT * ([...blocked.values()].reduce((sum, list) => sum + list.length, 0) + 1);

  const queue = [...blocked.keys()];
  for (let client = queue.pop(); client !== undefined; client = queue.pop()) {
    const ofClient = blocked.get(client) ?? [];
    let at = next.get(client) ?? 0;
    const startedAt = at;
    for (; at < ofClient.length; at++) {
      if (++looks > maxLooks) return true;
      const missing = ofClient[at]?.needs.find((need) => need.clock >= reachedOf(need.client));
      if (!missing) continue;
      const waiting = waitingFor.get(missing.client);
      if (waiting) waiting.push(client);
      else waitingFor.set(missing.client, [client]);
      break;
    }
    next.set(client, at);
    if (at === startedAt) continue;
    for (const waiting of waitingFor.get(client) ?? []) queue.push(waiting);
    waitingFor.delete(client);
  }
  return [...blocked].every(([client, ofClient]) => next.get(client) === ofClient.length);
};
