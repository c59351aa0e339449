import type { Document } from "@hocuspocus/server";
import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import type { Logger } from "@backlot/shared/server/logger";
import type { Commit, DocumentStore } from "../document-store/document-store.ts";
import type { FanOut, FanOutChannel } from "../fan-out/fan-out.ts";
import type { FanOutRoom } from "../fan-out/fan-out-room.ts";
import { SYNC_STEP_2 } from "../front-door/client-frame.ts";
import type { SyncMetrics } from "../metrics.ts";
import { RoomPresence, type PresenceEntry } from "../presence/room-presence.ts";
import { judgeUpdate } from "../update-check/judge-update.ts";
import { walkUpdate } from "../update-check/walk-update.ts";
import { applyBatch } from "./apply-batch.ts";
import type { Arrival } from "./arrival.ts";
import { takeBatch, type Batch } from "./batch.ts";
import { ClientBindings } from "./client-bindings.ts";
import { DocumentSize } from "./document-size.ts";
import { flushTo, type Outgoing } from "./flush.ts";
import { HeldUpdates, type HeldLimits } from "./held-updates.ts";
import { takeOverBroadcasts } from "./hocuspocus-document.ts";
import { LogPosition } from "./log-position.ts";
import type { Session } from "./session.ts";
import { StateAnswers } from "./state-answers.ts";
import { Tick } from "./tick.ts";

const TICK_MS = 16;
/** A slow commit holds presence up no longer than this. */
const PRESENCE_GUARD_MS = 8;
const RETRY_MS = 250;
const CATCH_UP_INTERVAL_MS = 200;

export interface RoomLimits extends HeldLimits {
  maxDocumentBytes: number;
  /** Of updates that wait for the log; a store that fails for long must not fill the memory. */
  maxWaitingBytes: number;
}

export interface RoomParts {
  store: DocumentStore;
  limits: RoomLimits;
  metrics: SyncMetrics;
  logger: Logger;
  fanOut: FanOut | undefined;
}

/**
 * One document and everybody in it. Saved means saved: check → log → apply → acknowledge → pass on. One commit is under
 * way at a time; what arrives meanwhile is the next one and becomes one Yjs transaction. Presence never waits for it.
 */
export class Room implements FanOutRoom {
  readonly document: string;
  readonly #yDocument: Document;
  readonly #parts: RoomParts;
  readonly #sessions = new Set<Session>();
  readonly #presence: RoomPresence;
  readonly #bindings = new ClientBindings();
  readonly #held: HeldUpdates;
  readonly #size: DocumentSize;
  readonly #answers: StateAnswers;
  readonly #commitTick = new Tick(TICK_MS, () => this.#commit());
  readonly #presenceTick = new Tick(TICK_MS, () => this.#flush());
  readonly #channel: FanOutChannel | undefined;
  readonly #authors = new Set<number>();
  #inbox: Arrival[] = [];
  #inboxBytes = 0;
  #isCommitting = false;
  #isClosed = false;
  #waitsForLostRecord: boolean;
  /** What the transaction under way told Hocuspocus to broadcast. */
  #applied: Uint8Array | undefined;
  readonly #position: LogPosition;
  #lastCatchUpAt = -Infinity;
  #isCatchingUp = false;
  #settled: (() => void)[] = [];

  constructor(yDocument: Document, loaded: { version: number; bytes: number }, parts: RoomParts) {
    this.document = yDocument.name;
    this.#yDocument = yDocument;
    this.#parts = parts;
    this.#position = new LogPosition(loaded.version);
    this.#presence = new RoomPresence(() => parts.metrics.refusals.inc({ reason: "presence" }));
    this.#held = new HeldUpdates(parts.limits);
    this.#size = new DocumentSize(yDocument, loaded.bytes, parts.limits.maxDocumentBytes);
    this.#answers = new StateAnswers(yDocument);
    // After a corrupt record the rest may wait for it: a client that still has the missing part closes the gap.
    this.#waitsForLostRecord = yDocument.store.pendingStructs !== null;
    takeOverBroadcasts(yDocument, (update) => (this.#applied = update));
    this.#channel = parts.fanOut?.join(this);
  }

  enter(session: Session): void {
    this.#sessions.add(session);
    this.sendPresence(session);
  }

  leave(session: Session): void {
    if (!this.#sessions.delete(session)) return;
    this.#presence.leave(session);
    this.#held.drop(session);
    this.#receiveAgain(this.#held.release(this.#bindings.release(session)));
    this.#schedule();
  }

  /** A SyncStep1: all the document has beyond the vector, and the question back. */
  answerState(session: Session, stateVector: Uint8Array): void {
    if (!this.#sessions.has(session)) return;
    session.isReading = true;
    session.socket.writeFrames([
      session.wire.syncStep2(this.#answers.since(stateVector)),
      session.wire.syncStep1(this.#answers.stateVector()),
    ]);
  }

  /** An update or a SyncStep2; each is answered by one status, or by the end of the connection. */
  receiveSync(session: Session, syncType: number, payload: Uint8Array): void {
    const facts = walkUpdate(payload);
    if (!facts) {
      session.socket.end("malformed");
      return;
    }
    if (!session.mayWrite) {
      // What brings nothing takes no right to write: a reader's provider sends its SyncStep2 like everyone's.
      const isKnown = judgeUpdate(facts, this.#yDocument.store).verdict === "duplicate";
      if (!isKnown) this.#parts.metrics.refusals.inc({ reason: "read-only" });
      session.answerStatus(isKnown);
      return;
    }
    this.#parts.metrics.updates.inc();
    const isSyncStep2 = syncType === SYNC_STEP_2;
    if (isSyncStep2) session.hasSynced = true;
    if (this.#inboxBytes + payload.length > this.#parts.limits.maxWaitingBytes) {
      session.socket.end("storage");
      return;
    }
    this.#receive({ update: Uint8Array.from(payload), facts, session, isSyncStep2, isLogged: false });
  }

  receiveAwareness(session: Session, payload: Uint8Array): void {
    const result = this.#presence.receive(session, payload);
    if (result === "malformed") session.socket.end("malformed");
    else if (result !== "ok") this.#parts.metrics.refusals.inc({ reason: "presence" });
    else {
      const clientId = this.#presence.clientIdOf(session);
      if (clientId !== undefined) this.#bindings.bind(clientId, session);
      this.#schedule();
    }
  }

  /** Everyone's, for one who has none. */
  sendPresence(session: Session): void {
    const whole = this.#presence.whole(session.presenceFormat);
    if (whole) session.socket.writeFrames([session.wire.presence(session.presenceFormat, whole)]);
  }

  /** Everyone's, for one who missed some. */
  sendMissedPresence(session: Session): void {
    const whole = this.#presence.wholeAfterGap(session.presenceFormat);
    if (whole) session.socket.writeFrames([session.wire.presence(session.presenceFormat, whole)]);
  }

  receiveUpdates(updates: readonly Uint8Array[], isLogged: boolean, commit?: Commit): void {
    if (commit) this.#position.note(commit);
    for (const update of updates) {
      const facts = walkUpdate(update);
      if (facts) this.#receive({ update, facts, session: undefined, isSyncStep2: false, isLogged });
      else this.#parts.metrics.refusals.inc({ reason: "fan-out" });
    }
  }

  receivePresence(nodeId: string, entries: readonly PresenceEntry[]): void {
    this.#presence.receiveRemote(nodeId, entries);
    this.#schedule();
  }

  dropPresence(nodeId: string): void {
    this.#presence.dropNode(nodeId);
    this.#schedule();
  }

  ownPresence(): PresenceEntry[] {
    return this.#presence.ownEntries();
  }

  stateVector(): Uint8Array {
    return this.#answers.stateVector();
  }

  encodeStateSince(stateVector: Uint8Array): Uint8Array {
    return this.#answers.since(stateVector);
  }

  headSequence(): number {
    return this.#position.sequence;
  }

  catchUp(): void {
    const now = performance.now();
    if (this.#isCatchingUp || this.#isClosed || now - this.#lastCatchUpAt < CATCH_UP_INTERVAL_MS) return;
    this.#lastCatchUpAt = now;
    this.#isCatchingUp = true;
    this.#parts.store
      .loadSince(this.document, this.#position.sequence)
      .then(
        ({ updates, version }) => {
          this.receiveUpdates(updates, true);
          this.#position.reach(version);
        },
        // The store says so itself in readiness and log; the next poll tries again.
        () => this.#parts.metrics.refusals.inc({ reason: "catch-up" }),
      )
      .finally(() => (this.#isCatchingUp = false));
  }

  /** Resolves when nothing waits to be made durable any more. */
  settle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#settled.push(resolve));
  }

  close(): void {
    this.#isClosed = true;
    this.#channel?.leave();
    this.#commitTick.stop();
    this.#presenceTick.stop();
  }

  #receive(arrival: Arrival): void {
    if (this.#isClosed) return;
    this.#inbox.push(arrival);
    this.#inboxBytes += arrival.update.length;
    this.#schedule();
  }

  #receiveAgain(arrivals: Arrival[]): void {
    if (arrivals.length === 0) return;
    this.#inbox = [...arrivals, ...this.#inbox];
    for (const { update } of arrivals) this.#inboxBytes += update.length;
  }

  #schedule(): void {
    if (this.#isClosed) return;
    if (!this.#isCommitting) this.#commitTick.schedule();
    else if (this.#presence.hasChanges()) this.#presenceTick.schedule(PRESENCE_GUARD_MS);
  }

  #commit(): void {
    if (this.#isCommitting || this.#isClosed) return;
    const batch = takeBatch(this.#inbox, {
      document: this.#yDocument,
      bindings: this.#bindings,
      size: this.#size,
      hold: (arrival, missingClient) => this.#hold(arrival, missingClient),
      refuse: (arrival, reason) => this.#refuse(arrival, reason),
    });
    this.#inboxBytes = this.#inbox.reduce((sum, { update }) => sum + update.length, 0);
    this.#askForMissing();
    const isLogged = batch.arrivals.every((arrival) => arrival.isLogged);
    if (isLogged) this.#finish(batch, undefined);
    else {
      this.#isCommitting = true;
      this.#append(batch, performance.now());
      this.#schedule();
    }
  }

  /** Until it works: nothing was applied or acknowledged, and the clients keep what they wrote. */
  #append(batch: Batch, startedAt: number): void {
    const updates = batch.arrivals.filter(({ isLogged }) => !isLogged).map(({ update }) => update);
    const authors = newAuthors(batch, this.#authors);
    this.#parts.store.append(this.document, updates, authors).then(
      (commit) => {
        for (const { clientId } of authors) this.#authors.add(clientId);
        this.#parts.metrics.appendSeconds.observe((performance.now() - startedAt) / 1000);
        this.#parts.metrics.logBytes.inc(batch.bytes);
        this.#isCommitting = false;
        this.#finish(batch, commit);
      },
      () => setTimeout(() => this.#append(batch, startedAt), RETRY_MS),
    );
  }

  #finish(batch: Batch, commit: Commit | undefined): void {
    if (commit) this.#position.note(commit);
    if (batch.arrivals.length > 0) this.#apply(batch);
    for (const session of batch.duplicatesOf) session.unansweredSaves += 1;
    this.#flush(batch, commit);
    this.#receiveAgain(this.#held.release(batch.clocks.keys()));
    if (this.#inbox.length > 0) this.#schedule();
    else for (const resolve of this.#settled.splice(0)) resolve();
  }

  #apply(batch: Batch): void {
    const { offenders, isBroken } = applyBatch(this.#yDocument, batch.arrivals, this.#waitsForLostRecord);
    this.#waitsForLostRecord &&= this.#yDocument.store.pendingStructs !== null;
    this.#answers.forget();
    this.#size.add(batch.bytes);
    for (const { session } of batch.arrivals) if (session) session.unansweredSaves += 1;
    for (const arrival of offenders) this.#refuse(arrival, "malformed");
    if (!isBroken) return;
    // Its state is unknown now. When everyone has left, it is loaded anew without what cannot be applied.
    this.#parts.logger.error({ document: this.document }, "document-broken");
    for (const session of this.#sessions) session.socket.end("restarting");
  }

  #flush(batch?: Batch, commit?: Commit): void {
    // What it was to guard goes out now; else each commit would be followed by a second write to everyone.
    this.#presenceTick.stop();
    const changes = this.#presence.takeChanges();
    const outgoing: Outgoing = { update: this.#applied, presence: changes };
    this.#applied = undefined;
    flushTo(this.#sessions, outgoing, (session) => this.#presence.wholeAfterGap(session.presenceFormat));
    if (!this.#channel) return;
    const updates = batch?.arrivals.filter(({ isLogged }) => !isLogged).map(({ update }) => update) ?? [];
    const presence = changes?.own ?? [];
    if (updates.length > 0 || presence.length > 0) this.#channel.publish({ updates, commit, presence });
  }

  #hold(arrival: Arrival, missingClient: number): void {
    if (arrival.session) this.#held.hold(arrival, arrival.session, missingClient);
    // The log has what a node sent us before its predecessors.
    if (this.#channel) this.catchUp();
  }

  #askForMissing(): void {
    if (!this.#held.isHolding()) return;
    for (const session of this.#held.takeToAsk())
      session.socket.writeFrames([session.wire.syncStep1(this.#answers.stateVector())]);
  }

  #refuse({ session }: Arrival, reason: CloseReason): void {
    if (!session) {
      this.#parts.metrics.refusals.inc({ reason: "fan-out" });
      return;
    }
    // Garbage is not worth an answer; an honest client learns which of its changes was refused.
    if (reason !== "malformed") session.answerStatus(false);
    session.socket.end(reason);
  }

  #isIdle(): boolean {
    return !this.#isCommitting && this.#inbox.length === 0;
  }
}

const newAuthors = (
  { arrivals, clocks }: Batch,
  known: ReadonlySet<number>,
): { clientId: number; actorId: string }[] => {
  const authors: { clientId: number; actorId: string }[] = [];
  const seen = new Set<number>();
  for (const { facts, session } of arrivals)
    for (const { client } of session ? facts.ranges : []) {
      if (!session || known.has(client) || seen.has(client) || !clocks.has(client)) continue;
      seen.add(client);
      authors.push({ clientId: client, actorId: session.grant.actorId });
    }
  return authors;
};
