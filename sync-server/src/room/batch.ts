import * as Y from "yjs";
import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import { needsItself } from "../update-check/circles.ts";
import { judgeUpdate } from "../update-check/judge-update.ts";
import { checkNesting } from "../update-check/nesting.ts";
import { trimKnown } from "../update-check/trim-known.ts";
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
  let taken = 0;
  for (const arrival of inbox) {
    if (batch.bytes > 0 && batch.bytes + arrival.update.length > MAX_BATCH_BYTES) break;
    if (!take(arrival, batch, rules)) break;
    taken += 1;
  }
  inbox.splice(0, taken);
  return batch;
};

/** False = it can be judged only when the batch has been applied. */
const take = (arrival: Arrival, batch: Batch, rules: BatchRules): boolean => {
  const { facts, session, update } = arrival;
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
  const nesting = checkNesting(update, facts, store);
  if (nesting === "unknown" && batch.arrivals.length > 0) return false;
  if (nesting !== "fits" || needsItself(update, facts, store)) {
    rules.refuse(arrival, "malformed");
    return true;
  }
  if (session && facts.ranges.length > 0 && !rules.size.hasRoomFor(batch.bytes + update.length)) {
    rules.refuse(arrival, "documentFull");
    return true;
  }
  accept(arrival, batch, rules);
  return true;
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
  const { facts, session, isSyncStep2 } = arrival;
  const update = trimKnown(arrival.update, facts, (client) => clockIn(batch, document, client));
  for (const { client, end } of facts.ranges) {
    if (end <= clockIn(batch, document, client)) continue;
    batch.clocks.set(client, end);
    if (session && !isSyncStep2) bindings.bind(client, session);
  }
  batch.arrivals.push({ ...arrival, update });
  batch.bytes += update.length;
};

const clockIn = (batch: Batch, document: Y.Doc, client: number): number =>
  batch.clocks.get(client) ?? Y.getState(document.store, client);
