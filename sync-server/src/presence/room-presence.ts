import type { SyncGrant } from "@backlot/shared/protocol/sync-token";
import type { PresenceChange } from "@backlot/shared/presence/wire/write-presence";
import { encodeChanges, encodeEveryone, type PresenceFormat } from "./encode-presence.ts";
import { actorOf, parsePeerState, type PeerState } from "./peer-state.ts";
import { entryOf, takeOwnNews } from "./own-news.ts";
import { Person } from "./person.ts";
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

/** Who is gone is remembered, so that nobody else may be them and their clock goes on; the longest gone are forgotten. */
const MAX_REMEMBERED = 4096;

/**
 * Presence of everyone in one room. Pure bookkeeping: no timers, no sockets.
 *
 * A member speaks for one client id, the first that it names; an id belongs to one actor, and there to the newest connection
 * that has news of it. The outgoing clock of an id is the server's own and only counts up, so nobody is silenced by a clock; a
 * client that hears its own id with a clock above its own goes on from there, as y-protocols has it. y-websocket sends
 * back all that it hears: an entry no newer than what was published is such an echo and says nothing.
 */
export class RoomPresence {
  readonly #people = new Map<number, Person>();
  readonly #gone = new Set<Person>();
  readonly #voices = new Map<PresenceMember, MemberVoice>();
  readonly #changed = new Set<Person>();
  /** Whose newest state the other nodes do not have yet. */
  readonly #toTell = new Set<Person>();
  readonly #slots = new SlotPool();
  readonly #wholes = new Map<PresenceFormat, Uint8Array>();
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
        if (entry.clock > (this.#people.get(entry.clientId)?.clock ?? -1)) result = "foreign";
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
      if (!person.hasVoices) this.#remember(person);
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
    const made = this.#wholes.get(format) ?? encodeEveryone(format, this.#sequence, this.#people.values());
    if (made) this.#wholes.set(format, made);
    return made;
  }

  /** From another node, where they were pinned. */
  receiveRemote(nodeId: string, entries: readonly PresenceEntry[]): void {
    for (const { clientId, clock, state: json } of entries) {
      const state = json === "null" ? undefined : parsePeerState(json);
      if (state || json === "null") this.#hearNode(nodeId, clientId, clock, state);
      else this.#onBrokenState();
    }
  }

  /** The node is gone, or has this document open no more. */
  dropNode(nodeId: string): void {
    for (const person of this.#people.values()) {
      const voice = person.voiceOfNode(nodeId);
      if (!voice) continue;
      person.silence(voice);
      this.#changed.add(person);
    }
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
    const person = this.#people.get(entry.clientId) ?? new Person(entry.clientId);
    if (!mayBecome(voice, person, entry.clock)) return undefined;
    this.#people.set(person.clientId, person);
    this.#gone.delete(person);
    const { ownVoice } = person;
    if (ownVoice) {
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
    const known = this.#people.get(clientId);
    if (!known && !state) return;
    const person = known ?? new Person(clientId);
    const actorId = state && actorOf(state);
    if (state && person.actorId !== undefined && person.actorId !== actorId) return;
    const voice = person.voiceOfNode(nodeId) ?? new NodeVoice(nodeId);
    if (clock <= voice.clock) return;
    person.actorId ??= actorId;
    this.#people.set(clientId, person);
    this.#gone.delete(person);
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

  #remember(person: Person): void {
    this.#gone.delete(person);
    this.#gone.add(person);
    if (this.#gone.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#gone;
    if (!oldest) return;
    this.#gone.delete(oldest);
    this.#people.delete(oldest.clientId);
  }
}

const mayBecome = (voice: MemberVoice, person: Person, clock: number): boolean => {
  const { actorId } = voice.member.grant;
  if (person.actorId !== undefined && person.actorId !== actorId) return false;
  const isNews = clock > person.clock;
  if (!isNews && person.hasVoices) voice.hasEchoed = true;
  return isNews || !voice.hasEchoed;
};
