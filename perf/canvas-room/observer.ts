import * as decoding from "lib0/decoding";
import { PRESENCE_CHANGES_FRAME } from "@backlot/shared/presence/wire/presence-format";
import { PresenceReader } from "@backlot/shared/presence/wire/read-presence";
import * as Y from "yjs";
import { MESSAGE } from "./dialects.ts";
import { CLOCKS_PER_EDIT } from "./editor.ts";
import { sampleOfCursor, type Peer } from "./peer.ts";

/** What one follower of the room saw and how late. */
export interface Observer {
  readonly doc: Y.Doc;
  readonly editLatenciesMs: number[];
  readonly presenceLatenciesMs: number[];
  readonly messagesByType: Map<number, number>;
  hear(type: number, decoder: decoding.Decoder): void;
  /** How many edits of this author stand in the document. */
  seenEditsOf(clientId: number): number;
}

/** Latencies are taken of what was sent from `fromMs` on, until `toMs`. */
export interface SamplingWindow {
  fromMs: number;
  toMs: number;
}

export const createObserver = ({
  seed,
  peers = new Map(),
  editors = [],
  window = { fromMs: Infinity, toMs: Infinity },
  readsPresence = false,
}: {
  /** What the document begins with. */
  seed?: Uint8Array | undefined;
  /** By client id. */
  peers?: ReadonlyMap<number, Peer>;
  editors?: readonly Peer[];
  window?: SamplingWindow;
  readsPresence?: boolean;
}): Observer => {
  const doc = new Y.Doc();
  if (seed) Y.applyUpdate(doc, seed);
  const presenceReader = new PresenceReader();
  const seenEdits = new Map<number, number>();
  const editLatenciesMs: number[] = [];
  const presenceLatenciesMs: number[] = [];
  const messagesByType = new Map<number, number>();

  const sample = (latencies: number[], sentAt: number | undefined, now: number): void => {
    if (sentAt !== undefined && sentAt >= window.fromMs && sentAt < window.toMs) latencies.push(now - sentAt);
  };
  /**
   * An edit has arrived when its author's clock in the document has passed it: that holds for edits that were merged
   * with others or already overwritten on the way, and not for one whose predecessor is missing.
   */
  const noteArrivals = (): void => {
    const now = performance.now();
    for (const { clientId, editSentAt } of editors) {
      const seen = Math.floor(Y.getState(doc.store, clientId) / CLOCKS_PER_EDIT);
      for (let i = seenEdits.get(clientId) ?? 0; i < seen; i++) sample(editLatenciesMs, editSentAt[i], now);
      seenEdits.set(clientId, seen);
    }
  };
  const notePresence = (payload: Uint8Array): void => {
    const decoder = decoding.createDecoder(payload);
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const clientId = decoding.readVarUint(decoder);
      decoding.readVarUint(decoder);
      const state = JSON.parse(decoding.readVarString(decoder)) as { cursor?: { x: number } } | null;
      const sentAt = peers.get(clientId)?.presenceSentAt;
      if (state?.cursor)
        sample(presenceLatenciesMs, sentAt?.[sampleOfCursor(state.cursor.x)], performance.now());
    }
  };

  return {
    doc,
    editLatenciesMs,
    presenceLatenciesMs,
    messagesByType,
    seenEditsOf: (clientId) => seenEdits.get(clientId) ?? 0,
    hear: (type, decoder) => {
      messagesByType.set(type, (messagesByType.get(type) ?? 0) + 1);
      if (type === MESSAGE.sync || type === MESSAGE.syncReply) {
        decoding.readVarUint(decoder);
        // A copy, for Yjs may keep what it is given and the bytes lie in the sockets' common buffer.
        Y.applyUpdate(doc, decoding.readVarUint8Array(decoder).slice());
        noteArrivals();
      } else if (!readsPresence) {
        return;
      } else if (type === MESSAGE.presence) {
        notePresence(decoding.readVarUint8Array(decoder));
      } else if (type === PRESENCE_CHANGES_FRAME) {
        const payload = presenceReader.read(decoding.readVarUint8Array(decoder));
        if (payload) notePresence(payload);
      }
    },
  };
};
