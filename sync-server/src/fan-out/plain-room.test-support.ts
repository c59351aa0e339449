import * as Y from "yjs";
import type { Commit } from "../document-store/document-store.ts";
import type { FanOut, FanOutChannel } from "./fan-out.ts";
import type { PresenceEntry } from "../presence/room-presence.ts";
import type { FanOutRoom, RoomChanges } from "./fan-out-room.ts";

/** The log that several nodes share: what a commit is durable in. */
export interface SharedLog {
  commits: { commit: Commit; update: Uint8Array }[];
}

export interface TestRoom extends FanOutRoom {
  doc: Y.Doc;
  channel: FanOutChannel;
  /** States by node and client, as told by other nodes. */
  others: Map<string, Map<number, string>>;
  /** Everybody's states, without saying where they are. */
  seen(): string[];
  catchUps: number;
  /** Calls of `publish`. */
  publishes: number;
  received: { bytes: number; isLogged: boolean; commit: Commit | undefined }[];
  setPresence(clientId: number, state: unknown): void;
}

/** A small room: each transaction of the document is committed and published at once. */
export const joinTestRoom = (fanOut: FanOut, document: string, log?: SharedLog): TestRoom => {
  const doc = new Y.Doc();
  const own = new Map<number, PresenceEntry>();
  const others = new Map<string, Map<number, string>>();
  const room: Omit<TestRoom, "channel"> = {
    document,
    doc,
    others,
    catchUps: 0,
    publishes: 0,
    received: [],
    seen: () => [...others.values()].flatMap((states) => [...states.values()]).toSorted(),
    receiveUpdates(updates, isLogged, commit) {
      for (const update of updates) {
        room.received.push({ bytes: update.length, isLogged, commit });
        try {
          Y.applyUpdate(doc, update, "fan-out");
        } catch {
          // Malformed: the real room counts it.
        }
      }
    },
    receivePresence(nodeId, entries) {
      const states = others.get(nodeId) ?? new Map<number, string>();
      others.set(nodeId, states);
      for (const { clientId, state } of entries) {
        if (state === "null") states.delete(clientId);
        else states.set(clientId, state);
      }
    },
    dropPresence: (nodeId) => void others.delete(nodeId),
    ownPresence: () => [...own.values()],
    stateVector: () => Y.encodeStateVector(doc),
    encodeStateSince: (stateVector) => Y.encodeStateAsUpdate(doc, stateVector),
    catchUp() {
      room.catchUps += 1;
      for (const { update } of log?.commits ?? []) Y.applyUpdate(doc, update, "log");
    },
    setPresence(clientId, state) {
      const clock = (own.get(clientId)?.clock ?? 0) + 1;
      const entry = { clientId, clock, state: JSON.stringify(state) };
      if (state === null) own.delete(clientId);
      else own.set(clientId, entry);
      publish({ updates: [], commit: undefined, presence: [entry] });
    },
  };
  for (const { update } of log?.commits ?? []) Y.applyUpdate(doc, update, "log");
  const channel = fanOut.join(room);
  const publish = (changes: RoomChanges): void => {
    room.publishes += 1;
    channel.publish(changes);
  };
  doc.on("update", (update: Uint8Array, origin: unknown) => {
    if (origin === "fan-out" || origin === "log") return;
    const previous = log?.commits.at(-1)?.commit.sequence ?? 0;
    const commit = { sequence: previous + 1, previous };
    log?.commits.push({ commit, update });
    publish({ updates: [update], commit, presence: [] });
  });
  return Object.assign(room, { channel: { ...channel, publish } });
};
