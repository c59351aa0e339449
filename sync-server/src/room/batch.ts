import * as Y from "yjs";
import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import { BroughtItems } from "../update-check/brought-items.ts";
import { checkPlaces } from "../update-check/check-places.ts";
import { judgeUpdate } from "../update-check/judge-update.ts";
import { trimKnown } from "../update-check/trim-known.ts";
import { walkUpdate } from "../update-check/walk-update.ts";
import type { Arrival } from "./arrival.ts";
import type { ClientBindings } from "./client-bindings.ts";
import type { DocumentSize } from "./document-size.ts";
import type { Session } from "./session.ts";

/** Applying takes the event loop about 10 ms per MiB. */
const MAX_BATCH_BYTES = 1024 * 1024;

/** What one commit makes durable and one Yjs transaction applies. */
export interface Batch {
  arrivals: Arrival[];
  /** Their updates brought nothing that is not durable with this commit. */
  duplicatesOf: Session[];
  /** The clock of each client once the batch is applied. */
  clocks: Map<number, number>;
  bytes: number;
}

export interface BatchRules {
  document: Y.Doc;
  bindings: ClientBindings;
  size: DocumentSize;
  hold(arrival: Arrival, missingClient: number): void;
  refuse(arrival: Arrival, reason: CloseReason): void;
}

/**
 * Takes from the inbox what may be committed together. Everything committed before has been applied by now, so each
 * update is judged by the document and by what stands before it in the same batch.
 */
export const takeBatch = (inbox: Arrival[], rules: BatchRules): Batch => {
  const batch: Batch = { arrivals: [], duplicatesOf: [], clocks: new Map(), bytes: 0 };
  const brought = new BroughtItems(batch.arrivals, (client) => Y.getState(rules.document.store, client));
  let taken = 0;
  for (const arrival of inbox) {
    if (batch.bytes > 0 && batch.bytes + arrival.update.length > MAX_BATCH_BYTES) break;
    if (!take(arrival, batch, brought, rules)) break;
    taken += 1;
  }
  inbox.splice(0, taken);
  return batch;
};

/** False = it can be judged only when the batch has been applied. */
const take = (arrival: Arrival, batch: Batch, brought: BroughtItems, rules: BatchRules): boolean => {
  const { facts, session } = arrival;
  if (session?.isRefused) return true;
  const { store } = rules.document;
  const judgement = judgeUpdate(facts, store, batch.clocks);
  if (judgement.verdict === "orphan") {
    rules.hold(arrival, judgement.missing.client);
    return true;
  }
  if (judgement.verdict === "duplicate") {
    if (session) batch.duplicatesOf.push(session);
    return true;
  }
  const foreign = session && findForeignId(arrival, session, batch, rules);
  if (foreign !== undefined) {
    // Whoever is bound to the id will send these structs too; until then a carrier has to wait.
    if (arrival.isSyncStep2) rules.hold(arrival, foreign);
    else rules.refuse(arrival, "foreignClientId");
    return true;
  }
  const clockOf = (client: number): number => clockIn(batch, rules.document, client);
  const newPart = trimArrival(arrival, clockOf);
  const places = newPart && checkPlaces(newPart.update, newPart.facts, rules.document, brought, clockOf);
  if (places === "unknown" && batch.arrivals.length > 0) return false;
  if (!newPart || places !== "fit") {
    rules.refuse(arrival, "malformed");
    return true;
  }
  if (session && facts.ranges.length > 0 && !rules.size.hasRoomFor(batch.bytes + newPart.update.length)) {
    rules.refuse(arrival, "documentFull");
    return true;
  }
  accept(newPart, batch, rules);
  return true;
};

/** What is judged is what the log will hold: the rest of a struct says less about its place than the whole did. */
const trimArrival = (arrival: Arrival, clockOf: (client: number) => number): Arrival | undefined => {
  const update = trimKnown(arrival.update, arrival.facts, clockOf);
  if (update === arrival.update) return arrival;
  const facts = walkUpdate(update);
  return facts && { ...arrival, update, facts };
};

const findForeignId = (
  { facts }: Arrival,
  session: Session,
  batch: Batch,
  { bindings, document }: BatchRules,
): number | undefined =>
  facts.ranges.find(
    ({ client, end }) => end > clockIn(batch, document, client) && bindings.isForeign(client, session),
  )?.client;

const accept = (arrival: Arrival, batch: Batch, { document, bindings }: BatchRules): void => {
  const { update, facts, session, isSyncStep2 } = arrival;
  for (const { client, end } of facts.ranges) {
    if (end <= clockIn(batch, document, client)) continue;
    batch.clocks.set(client, end);
    if (session && !isSyncStep2) bindings.bind(client, session);
  }
  batch.arrivals.push(arrival);
  batch.bytes += update.length;
};

const clockIn = (batch: Batch, document: Y.Doc, client: number): number =>
  batch.clocks.get(client) ?? Y.getState(document.store, client);
