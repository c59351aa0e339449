import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import type { Arrival } from "./arrival.ts";
import type { Session } from "./session.ts";

export interface HeldLimits {
  maxHeldBytes: number;
  maxHeldBytesBeforeSync: number;
  heldDeadlineMs: number;
}

interface Waiting {
  bytes: number;
  count: number;
  hasAsked: boolean;
  deadline: NodeJS.Timeout;
}

/**
 * Updates whose predecessors are missing here: neither logged nor applied nor acknowledged until the gap closes. They
 * wait under the client id whose struct is missing, so that a commit looks only at those it may have freed. Yjs must
 * never hold them: it merges all it holds again with each further update.
 */
export class HeldUpdates {
  readonly #limits: HeldLimits;
  readonly #byMissingClient = new Map<number, Arrival[]>();
  readonly #waiting = new Map<Session, Waiting>();

  constructor(limits: HeldLimits) {
    this.#limits = limits;
  }

  hold(arrival: Arrival, session: Session, missingClient: number): void {
    const waiting = this.#waiting.get(session) ?? this.#startWaiting(session);
    waiting.bytes += arrival.update.length;
    waiting.count += 1;
    const ofClient = this.#byMissingClient.get(missingClient);
    if (ofClient) ofClient.push(arrival);
    else this.#byMissingClient.set(missingClient, [arrival]);
    // Providers send what was queued offline before the SyncStep2 that holds its predecessors; that may be a lot.
    const max = session.hasSynced ? this.#limits.maxHeldBytes : this.#limits.maxHeldBytesBeforeSync;
    if (waiting.bytes > max) this.#giveUp(session, "tooLarge");
  }

  /** Those that waited for one of these clients, in the order of their arrival; they have to be judged anew. */
  release(clients: Iterable<number>): Arrival[] {
    if (this.#byMissingClient.size === 0) return [];
    const released: Arrival[] = [];
    for (const client of clients) {
      const ofClient = this.#byMissingClient.get(client);
      if (!ofClient) continue;
      this.#byMissingClient.delete(client);
      for (const arrival of ofClient) {
        released.push(arrival);
        this.#stopWaiting(arrival);
      }
    }
    return released;
  }

  /** Sessions whose client has to be asked for what is missing; each gap is asked for once, and the handshake asks by itself. */
  takeToAsk(): Session[] {
    const toAsk: Session[] = [];
    for (const [session, waiting] of this.#waiting) {
      if (waiting.hasAsked || !session.hasSynced) continue;
      waiting.hasAsked = true;
      toAsk.push(session);
    }
    return toAsk;
  }

  drop(session: Session): void {
    const waiting = this.#waiting.get(session);
    if (!waiting) return;
    clearTimeout(waiting.deadline);
    this.#waiting.delete(session);
    for (const [client, ofClient] of this.#byMissingClient) {
      const others = ofClient.filter((arrival) => arrival.session !== session);
      if (others.length > 0) this.#byMissingClient.set(client, others);
      else this.#byMissingClient.delete(client);
    }
  }

  #startWaiting(session: Session): Waiting {
    const deadline = setTimeout(() => this.#giveUp(session, "missingChanges"), this.#limits.heldDeadlineMs);
    const waiting = { bytes: 0, count: 0, hasAsked: false, deadline };
    this.#waiting.set(session, waiting);
    return waiting;
  }

  #stopWaiting({ session, update }: Arrival): void {
    const waiting = session && this.#waiting.get(session);
    if (!waiting) return;
    waiting.bytes -= update.length;
    waiting.count -= 1;
    if (waiting.count > 0) return;
    clearTimeout(waiting.deadline);
    this.#waiting.delete(session);
  }

  #giveUp(session: Session, reason: CloseReason): void {
    this.drop(session);
    session.socket.end(reason);
  }
}
