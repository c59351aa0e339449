import type { PresenceUser } from "@backlot/shared/presence/presence-state";
import type { SyncGrant } from "@backlot/shared/protocol/sync-token";
import { parsePinned, type PeerState } from "./peer-state.ts";
import type { Person } from "./person.ts";
import type { RawPresence } from "./presence-frame.ts";
import type { PresenceMember } from "./room-presence.ts";

/** One who speaks for a client id: a connection of this node, or another node that has it. */
export interface Voice {
  /** Of the newest entry, in the numbering of whoever speaks. */
  clock: number;
  /** Undefined = here, and showing nothing. */
  state: PeerState | undefined;
  /** Has spoken since the last changes were taken. */
  hasNews: boolean;
}

export class NodeVoice implements Voice {
  readonly nodeId: string;
  clock = -1;
  state: PeerState | undefined;
  hasNews = false;

  constructor(nodeId: string) {
    this.nodeId = nodeId;
  }
}

export class MemberVoice implements Voice {
  readonly member: PresenceMember;
  /** Whom it speaks for; undefined until it has named a client id that it may have. */
  person: Person | undefined;
  clock = -1;
  state: PeerState | undefined;
  hasNews = false;
  /** A newer connection of the same actor speaks for its client id. */
  isSuperseded = false;
  /** It has sent back what it heard of another connection, so equal clocks prove nothing of it. */
  #hasEchoed = false;
  /** From here on a clock no newer than the published one is an echo: the client has taken over our clock. */
  #adoptedClock = Infinity;
  #newest: RawPresence | undefined;
  #grant: SyncGrant | undefined;
  #user: PresenceUser | undefined;

  constructor(member: PresenceMember) {
    this.member = member;
  }

  /** Whether it may speak for the person, of whom it has said something with this clock. */
  mayBecome(person: Person, clock: number): boolean {
    if (person.actorId !== undefined && person.actorId !== this.member.grant.actorId) return false;
    const isNews = clock > person.clock;
    if (!isNews && person.hasVoices) this.#hasEchoed = true;
    return isNews || !this.#hasEchoed;
  }

  /** False = nothing new. A state is only kept here; `settle` reads it. */
  hear(entry: RawPresence, publishedClock: number): boolean {
    const { clock } = entry;
    if (clock < this.clock || (clock === this.clock && entry.state)) return false;
    this.clock = clock;
    if (clock <= publishedClock && clock >= this.#adoptedClock) return false;
    this.#newest = entry;
    this.hasNews = true;
    return true;
  }

  /** A clock above its own was published: the client will hear it and go on from there. */
  noteAdopted(publishedClock: number): void {
    this.#adoptedClock = Math.min(this.#adoptedClock, publishedClock);
  }

  /** Reads the newest state. False = it was no JSON, and the one before stands. */
  settle(): boolean {
    const newest = this.#newest;
    if (!newest) return true;
    this.#newest = undefined;
    if (!newest.state) {
      this.state = undefined;
      return true;
    }
    const state = parsePinned(newest.state, this.#pinnedUser());
    if (!state) {
      this.hasNews = false;
      return false;
    }
    this.state = state;
    return true;
  }

  /** Always the same object for the same grant, so that comparing it costs nothing. */
  #pinnedUser(): PresenceUser {
    const { grant } = this.member;
    if (!this.#user || this.#grant !== grant) {
      const { actorId: id, actorKind: kind, name, colorIndex } = grant;
      this.#user = { id, kind, name, colorIndex };
      this.#grant = grant;
    }
    return this.#user;
  }
}
