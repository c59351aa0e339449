import type { PresenceMember } from "../presence/room-presence.ts";

/** A session that brings more client ids than any honest client is not followed further. */
const MAX_BOUND_IDS = 256;

/**
 * Which actor's live connections write under which Yjs client id. Without it one writer could occupy the clocks that
 * another's next edits will use, and those would be taken for duplicates and lost.
 */
export class ClientBindings {
  readonly #sessionsOf = new Map<number, Set<PresenceMember>>();
  readonly #idsOf = new Map<PresenceMember, Set<number>>();
  /** What they sent last may be committed only now. */
  readonly #released = new WeakSet<PresenceMember>();
  readonly #elsewhere: (clientId: number) => string | undefined;

  /** `elsewhere`: the actor whom another node shows under a client id. */
  constructor(elsewhere: (clientId: number) => string | undefined = () => undefined) {
    this.#elsewhere = elsewhere;
  }

  /** The actor who is here with this client id, or shows presence under it on another node. */
  actorOf(clientId: number): string | undefined {
    for (const session of this.#sessionsOf.get(clientId) ?? []) return session.grant.actorId;
    return this.#elsewhere(clientId);
  }

  isForeign(clientId: number, session: PresenceMember): boolean {
    const actorId = this.actorOf(clientId);
    return actorId !== undefined && actorId !== session.grant.actorId;
  }

  bind(clientId: number, session: PresenceMember): void {
    if (this.#released.has(session)) return;
    const ids = this.#idsOf.get(session) ?? new Set();
    this.#idsOf.set(session, ids);
    if (ids.has(clientId) || ids.size >= MAX_BOUND_IDS || this.isForeign(clientId, session)) return;
    ids.add(clientId);
    const sessions = this.#sessionsOf.get(clientId) ?? new Set();
    this.#sessionsOf.set(clientId, sessions);
    sessions.add(session);
  }

  /** The connection is over; answers the ids that nobody is bound to any more. */
  release(session: PresenceMember): number[] {
    this.#released.add(session);
    const freed: number[] = [];
    for (const clientId of this.#idsOf.get(session) ?? []) {
      const sessions = this.#sessionsOf.get(clientId);
      sessions?.delete(session);
      if (sessions?.size !== 0) continue;
      this.#sessionsOf.delete(clientId);
      freed.push(clientId);
    }
    this.#idsOf.delete(session);
    return freed;
  }
}
