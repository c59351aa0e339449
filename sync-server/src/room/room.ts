import type { Document } from "@hocuspocus/server";
import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import type { Commit } from "../document-store/document-store.ts";
import type { FanOutChannel } from "../fan-out/fan-out.ts";
import type { FanOutRoom } from "../fan-out/fan-out-room.ts";
import { SYNC_STEP_2 } from "../front-door/client-frame.ts";
import { RoomPresence, type PresenceEntry } from "../presence/room-presence.ts";
import { judgeUpdate } from "../update-check/judge-update.ts";
import { walkUpdate } from "../update-check/walk-update.ts";
import { applyBatch } from "./apply-batch.ts";
import type { Arrival } from "./arrival.ts";
import { takeBatch, type Batch } from "./batch.ts";
import { CatchUp } from "./catch-up.ts";
import { ClientBindings } from "./client-bindings.ts";
import { CommitLoop } from "./commit-loop.ts";
import { DocumentSize } from "./document-size.ts";
import { flushTo, type Outgoing } from "./flush.ts";
import { HeldUpdates } from "./held-updates.ts";
import { takeOverBroadcasts } from "./hocuspocus-document.ts";
import type { RoomParts } from "./room-parts.ts";
import type { Session } from "./session.ts";
import { StateAnswers } from "./state-answers.ts";
import { TickLength } from "./tick-length.ts";
import { Tick } from "./tick.ts";

/** A slow commit holds presence, and what other nodes sent, up no longer than this. */
const PRESENCE_GUARD_MS = 8;

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
  readonly #bindings = new ClientBindings((clientId) => this.#presence.actorElsewhere(clientId));
  readonly #held: HeldUpdates;
  readonly #size: DocumentSize;
  readonly #answers: StateAnswers;
  readonly #commits: CommitLoop;
  readonly #catchUp: CatchUp;
  readonly #tickLength = new TickLength();
  readonly #presenceTick = new Tick(this.#tickLength, () => this.#flush());
  readonly #channel: FanOutChannel | undefined;
  #waitsForLostRecord: boolean;
  #isBroken = false;
  /** What transactions told Hocuspocus to broadcast and has not gone out yet. */
  #applied: Uint8Array[] = [];

  constructor(yDocument: Document, loaded: { version: number; bytes: number }, parts: RoomParts) {
    this.document = yDocument.name;
    this.#yDocument = yDocument;
    this.#parts = parts;
    this.#presence = new RoomPresence(() => parts.metrics.refusals.inc({ reason: "presence" }));
    this.#held = new HeldUpdates(parts.limits);
    this.#size = new DocumentSize(yDocument, loaded.bytes, parts.limits.maxDocumentBytes);
    this.#answers = new StateAnswers(yDocument);
    // After a corrupt record the rest may wait for it: a client that still has the missing part closes the gap.
    this.#waitsForLostRecord = yDocument.store.pendingStructs !== null;
    takeOverBroadcasts(yDocument, (update) => this.#applied.push(update));
    const { store, metrics } = parts;
    this.#commits = new CommitLoop({
      document: this.document,
      store,
      metrics,
      tickLength: this.#tickLength,
      takeBatch: (inbox) => this.#takeBatch(inbox),
      finish: (batch, commit, isFollowed) => this.#finish(batch, commit, isFollowed),
      broken: (error) => this.#endAll(error),
    });
    this.#catchUp = new CatchUp(loaded.version, {
      document: this.document,
      store,
      receive: (updates) => this.receiveUpdates(updates, true),
      failed: () => metrics.refusals.inc({ reason: "catch-up" }),
    });
    this.#channel = parts.fanOut?.join(this);
  }

  enter(session: Session): void {
    if (this.#isBroken) {
      session.socket.end("restarting");
      return;
    }
    this.#sessions.add(session);
    this.sendPresence(session);
  }

  leave(session: Session): void {
    if (!this.#sessions.delete(session)) return;
    this.#presence.leave(session);
    this.#held.drop(session);
    this.#unbind(this.#bindings.release(session));
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
    if (this.#commits.waitingBytes + payload.length > this.#parts.limits.maxWaitingBytes) {
      session.socket.end("storage");
      return;
    }
    const update = Uint8Array.from(payload);
    this.#commits.receive({ update, facts, session, isSyncStep2, isLogged: false });
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

  /** Everyone's: for one who has none, or missed some. */
  sendPresence(session: Session, isAfterGap = false): void {
    const { presenceFormat, wire, socket } = session;
    const whole = isAfterGap
      ? this.#presence.wholeAfterGap(presenceFormat)
      : this.#presence.whole(presenceFormat);
    if (whole) socket.writeFrames([wire.presence(presenceFormat, whole)]);
  }

  receiveUpdates(updates: readonly Uint8Array[], isLogged: boolean, commit?: Commit): void {
    if (commit) this.#catchUp.note(commit);
    for (const update of updates) {
      const facts = walkUpdate(update);
      if (facts) this.#commits.receive({ update, facts, session: undefined, isSyncStep2: false, isLogged });
      else this.#parts.metrics.refusals.inc({ reason: "fan-out" });
    }
  }

  receivePresence(nodeId: string, entries: readonly PresenceEntry[]): void {
    this.#presence.receiveRemote(nodeId, entries);
    this.#unbind(entries.filter(({ state }) => state === "null").map(({ clientId }) => clientId));
    this.#schedule();
  }

  dropPresence(nodeId: string): void {
    this.#unbind(this.#presence.dropNode(nodeId));
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
    return this.#catchUp.sequence;
  }

  catchUp(): void {
    this.#catchUp.request();
  }

  /** Resolves when nothing waits to be made durable any more. */
  settle(): Promise<void> {
    return this.#commits.settle();
  }

  close(): void {
    this.#channel?.leave();
    this.#commits.stop();
    this.#catchUp.stop();
    this.#presenceTick.stop();
  }

  #schedule(): void {
    this.#commits.schedule();
    if (this.#commits.isCommitting && this.#presence.hasChanges())
      this.#presenceTick.schedule(PRESENCE_GUARD_MS);
  }

  /** What others carried of these client ids waited for whoever was here under them. */
  #unbind(clientIds: readonly number[]): void {
    this.#commits.receiveAgain(this.#held.release(clientIds));
  }

  #takeBatch(inbox: Arrival[]): Batch {
    const batch = takeBatch(inbox, {
      document: this.#yDocument,
      bindings: this.#bindings,
      size: this.#size,
      hold: (arrival, missingClient) => this.#hold(arrival, missingClient),
      refuse: (arrival, reason) => this.#refuse(arrival, reason),
    });
    for (const session of this.#held.takeToAsk())
      session.socket.writeFrames([session.wire.syncStep1(this.#answers.stateVector())]);
    // Until the commit it would have gone out with is over.
    if (batch.arrivals.length > 0 && this.#presence.hasChanges())
      this.#presenceTick.schedule(PRESENCE_GUARD_MS);
    return batch;
  }

  #finish(batch: Batch, commit: Commit | undefined, isFollowed: boolean): void {
    if (commit) this.#catchUp.note(commit);
    if (batch.arrivals.length > 0) this.#apply(batch);
    for (const session of batch.duplicatesOf) session.unansweredSaves += 1;
    // One write per peer for what other nodes and our own people did, unless our commit takes long.
    if (isFollowed) this.#presenceTick.schedule(PRESENCE_GUARD_MS);
    else this.#flush(batch, commit);
    this.#commits.receiveAgain(this.#held.release(batch.clocks.keys()));
  }

  #apply(batch: Batch): void {
    const { offenders, failure } = applyBatch(this.#yDocument, batch.arrivals, this.#waitsForLostRecord);
    this.#waitsForLostRecord &&= this.#yDocument.store.pendingStructs !== null;
    this.#answers.forget();
    this.#size.add(batch.bytes);
    for (const { session } of batch.arrivals) if (session) session.unansweredSaves += 1;
    for (const arrival of offenders) this.#refuse(arrival, "malformed");
    if (failure !== undefined) this.#endAll(failure);
  }

  /** Its state is unknown now. When everyone has left, it is loaded anew without what cannot be applied. */
  #endAll(error: unknown): void {
    this.#isBroken = true;
    this.#parts.logger.error({ err: error, document: this.document }, "document-broken");
    for (const session of this.#sessions) session.socket.end("restarting");
  }

  #flush(batch?: Batch, commit?: Commit): void {
    // What it was to guard goes out now; else each commit would be followed by a second write to everyone.
    this.#presenceTick.stop();
    const changes = this.#presence.takeChanges();
    const outgoing: Outgoing = { updates: this.#applied, presence: changes };
    this.#applied = [];
    const startedAt = performance.now();
    flushTo(this.#sessions, outgoing, (session) => this.#presence.wholeAfterGap(session.presenceFormat));
    this.#tickLength.noteFlush(performance.now() - startedAt);
    if (!this.#channel) return;
    // Each once, by the node where it entered.
    const updates = batch?.arrivals.filter(({ session }) => session).map(({ update }) => update) ?? [];
    const presence = changes?.own ?? [];
    if (updates.length > 0 || presence.length > 0) this.#channel.publish({ updates, commit, presence });
  }

  #hold(arrival: Arrival, missingClient: number): void {
    const { session } = arrival;
    // Who has left cannot be asked for what is missing, and still has what was not acknowledged.
    if (session && !this.#sessions.has(session)) return;
    if (session) this.#held.hold(arrival, session, missingClient);
    else this.#catchUp.readAgain();
    // What an offline client builds on may have come in by another node.
    if (this.#channel) this.#catchUp.request();
  }

  #refuse({ session }: Arrival, reason: CloseReason): void {
    if (!session) {
      this.#parts.metrics.refusals.inc({ reason: "fan-out" });
      return;
    }
    session.isRefused = true;
    // Garbage is not worth an answer; an honest client learns which of its changes was refused.
    if (reason !== "malformed") session.answerStatus(false);
    session.socket.end(reason);
  }
}
