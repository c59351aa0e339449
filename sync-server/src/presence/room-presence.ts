import type { SyncGrant } from "@backlot/shared/protocol/sync-token";
import type { PresenceChange } from "@backlot/shared/presence/wire/write-presence";
import { encodeChanges, encodeEveryone, type PresenceFormat } from "./encode-presence.ts";
import { actorOf, parsePeerState, type PeerState } from "./peer-state.ts";
import { entryOf, takeOwnNews } from "./own-news.ts";
import { People } from "./people.ts";
import type { Person } from "./person.ts";
import { isUnfitState, readPresenceFrame, type RawPresence } from "./presence-frame.ts";
import { SlotPool } from "./slot-pool.ts";
import { MemberVoice, NodeVoice } from "./voice.ts";

export type { PresenceFormat };

/** One connection of a room. */
export interface PresenceMember {
  readonly grant: SyncGrant;
}

export interface PresenceEntry {
  clientId: number;
  clock: number;
  /** JSON of an object, or "null" for one who left. */
  state: string;
}

export interface PresenceChanges {
  /** The same bytes for all receivers of a format; encoded at most once. */
  encode(format: PresenceFormat): Uint8Array;
  /** What this node's own members changed, for the other nodes. */
  readonly own: PresenceEntry[];
}

/** More than leave while a slow peer is spared, before it is closed. */
const MAX_FAREWELLS = 256;

/**
 * Presence of everyone in one room. Pure bookkeeping: no timers, no sockets.
 *
 * A member speaks for one client id, the first that it names; an id belongs to one actor, and there to the newest connection
 * that has news of it. The outgoing clock of an id is the server's own and only counts up, so nobody is silenced by a clock; a
 * client that hears its own id with a clock above its own goes on from there, as y-protocols has it. y-websocket sends
 * back all that it hears: an entry no newer than what was published is such an echo and says nothing.
 */
export class RoomPresence {
  readonly #people = new People();
  readonly #voices = new Map<PresenceMember, MemberVoice>();
  readonly #changed = new Set<Person>();
  /** Whose newest state the other nodes do not have yet. */
  readonly #toTell = new Set<Person>();
  readonly #slots = new SlotPool();
  readonly #wholes = new Map<PresenceFormat | "after-gap", Uint8Array | undefined>();
  readonly #onBrokenState: () => void;
  /** Of the last frame of changes. */
  #sequence = 0;

  /** `onBrokenState`: a state was dropped because it turned out to be no JSON. */
  constructor(onBrokenState: () => void = () => undefined) {
    this.#onBrokenState = onBrokenState;
  }

  /**
   * The payload of an awareness message. "malformed": the peer does not speak the protocol. "unfit": a state too large or
   * too deep was not heard. "foreign": it spoke for somebody else; its own entry was heard all the same.
   */
  receive(member: PresenceMember, payload: Uint8Array): "ok" | "malformed" | "unfit" | "foreign" {
    const entries = readPresenceFrame(payload);
    if (entries === "malformed") return entries;
    let voice = this.#voices.get(member);
    if (!voice) this.#voices.set(member, (voice = new MemberVoice(member)));
    let result: "ok" | "unfit" | "foreign" = "ok";
    for (const entry of entries) {
      const person = this.#personOf(voice, entry);
      if (!person) {
        if (entry.clock > (this.#people.find(entry.clientId)?.clock ?? -1)) result = "foreign";
      } else if (entry.state && isUnfitState(entry.state)) result = "unfit";
      else if (voice.hear(entry, person.clock)) {
        person.letSpeak(voice);
        this.#changed.add(person);
      }
    }
    return result;
  }

  /** The connection is over: its presence goes with the next changes. */
  leave(member: PresenceMember): void {
    const voice = this.#voices.get(member);
    this.#voices.delete(member);
    const person = voice?.person;
    if (!person) return;
    person.ownVoice = undefined;
    person.silence(voice);
    if (voice.state) this.#toTell.add(person);
    this.#changed.add(person);
  }

  clientIdOf(member: PresenceMember): number | undefined {
    return this.#voices.get(member)?.person?.clientId;
  }

  /** Who is on another node under a client id. */
  actorElsewhere(clientId: number): string | undefined {
    const person = this.#people.find(clientId);
    return person?.isElsewhere ? person.actorId : undefined;
  }

  hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  /** What changed since the last call; undefined = nothing. */
  takeChanges(): PresenceChanges | undefined {
    if (this.#changed.size === 0) return undefined;
    const changes: PresenceChange[] = [];
    for (const person of this.#changed) {
      const change = this.#publish(person);
      if (change) changes.push(change);
      if (!person.hasVoices) this.#people.rememberGone(person);
    }
    this.#changed.clear();
    const own = takeOwnNews(this.#toTell);
    if (changes.length === 0 && own.length === 0) return undefined;
    this.#sequence += 1;
    this.#wholes.clear();
    for (const { after, slot } of changes) if (!after) this.#slots.giveBack(slot);
    return {
      encode: encodeChanges(this.#sequence, changes),
      get own() {
        return own.map(entryOf);
      },
    };
  }

  /** Everyone, as of the last changes; undefined = nobody. */
  whole(format: PresenceFormat): Uint8Array | undefined {
    return this.#rememberWhole(format, () => encodeEveryone(format, this.#sequence, this.#people.all()));
  }

  /**
   * Everyone, for one who was spared some changes. Whole states do not say who left meanwhile, so a reader of them is told; to a
   * newcomer that would be noise, and to a peer on its way back news of its own leave.
   */
  wholeAfterGap(format: PresenceFormat): Uint8Array | undefined {
    if (format === "delta") return this.whole(format);
    return this.#rememberWhole("after-gap", () =>
      encodeEveryone(format, this.#sequence, this.#people.all(), this.#people.absent(MAX_FAREWELLS)),
    );
  }

  /** From another node, where they were pinned. */
  receiveRemote(nodeId: string, entries: readonly PresenceEntry[]): void {
    for (const { clientId, clock, state: json } of entries) {
      const state = json === "null" ? undefined : parsePeerState(json);
      if (state || json === "null") this.#hearNode(nodeId, clientId, clock, state);
      else this.#onBrokenState();
    }
  }

  /** The node is gone, or has this document open no more; answers the client ids that were there. */
  dropNode(nodeId: string): number[] {
    const dropped: number[] = [];
    for (const person of this.#people.all()) {
      const voice = person.voiceOfNode(nodeId);
      if (!voice) continue;
      person.silence(voice);
      this.#changed.add(person);
      dropped.push(person.clientId);
    }
    return dropped;
  }

  /** Everyone of this node, as published. */
  ownEntries(): PresenceEntry[] {
    const entries: PresenceEntry[] = [];
    for (const { person, state } of this.#voices.values()) {
      if (person && state)
        entries.push({ clientId: person.clientId, clock: person.clock, state: state.json });
    }
    return entries;
  }

  /** Whom the entry is about, if the voice may speak for them; binds a voice that had no id yet. */
  #personOf(voice: MemberVoice, entry: RawPresence): Person | undefined {
    if (voice.person) return voice.person.clientId === entry.clientId ? voice.person : undefined;
    // Nobody enters by leaving.
    if (voice.isSuperseded || !entry.state) return undefined;
    const person = this.#people.findOrMeet(entry.clientId);
    if (!voice.mayBecome(person, entry.clock)) return undefined;
    this.#people.welcome(person);
    const { ownVoice } = person;
    if (ownVoice) {
      voice.state = ownVoice.state;
      ownVoice.isSuperseded = true;
      ownVoice.person = undefined;
      person.silence(ownVoice);
    }
    person.actorId = voice.member.grant.actorId;
    person.ownVoice = voice;
    person.letSpeak(voice);
    voice.person = person;
    return person;
  }

  #hearNode(nodeId: string, clientId: number, clock: number, state: PeerState | undefined): void {
    const person = this.#people.findOrMeet(clientId);
    const actorId = state && actorOf(state);
    if (state && person.actorId !== undefined && person.actorId !== actorId) return;
    const voice = person.voiceOfNode(nodeId) ?? new NodeVoice(nodeId);
    if (clock <= voice.clock) return;
    person.actorId ??= actorId;
    this.#people.welcome(person);
    person.heardClock = Math.max(person.heardClock, clock);
    voice.clock = clock;
    voice.state = state;
    voice.hasNews = true;
    if (state) person.letSpeak(voice);
    else person.silence(voice);
    this.#changed.add(person);
  }

  /** Brings what receivers have of a person up to what is said of it now. */
  #publish(person: Person): PresenceChange | undefined {
    const { ownVoice, shown, clock } = person;
    if (ownVoice?.hasNews) {
      const had = ownVoice.state;
      if (!ownVoice.settle()) this.#onBrokenState();
      else if (had || ownVoice.state) this.#toTell.add(person);
    }
    const voice = person.speaker;
    const after = voice?.state;
    const isNews = voice?.hasNews === true || after !== shown;
    if (voice) voice.hasNews = false;
    if (ownVoice) ownVoice.hasNews = false;
    if (!isNews) return undefined;
    person.countUp(voice);
    if (voice === ownVoice && ownVoice && person.clock > ownVoice.clock) ownVoice.noteAdopted(person.clock);
    if (!shown) person.slot = this.#slots.take();
    person.shown = after;
    const before = shown && { clock, value: shown.value };
    return { slot: person.slot, clientId: person.clientId, clock: person.clock, before, after };
  }

  #rememberWhole(
    kind: PresenceFormat | "after-gap",
    make: () => Uint8Array | undefined,
  ): Uint8Array | undefined {
    if (!this.#wholes.has(kind)) this.#wholes.set(kind, make());
    return this.#wholes.get(kind);
  }
}
