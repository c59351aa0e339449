import { Document } from "@hocuspocus/server";
import * as Y from "yjs";

interface Broadcasts {
  broadcastUpdate(update: Uint8Array): void;
  broadcastAwarenessUpdate(clients: number[]): void;
}

/**
 * With `flushDelay: false` Hocuspocus calls this private method once for each transaction, with the merged update. The
 * room sends it in its own frames instead. Guarded by `assertBroadcastsCanBeTakenOver` at start.
 */
export const takeOverBroadcasts = (document: Document, onUpdate: (update: Uint8Array) => void): void => {
  document.flushDelay = false;
  const broadcasts = document as unknown as Broadcasts;
  broadcasts.broadcastUpdate = onUpdate;
  broadcasts.broadcastAwarenessUpdate = () => undefined;
};

/** One letter each, by two clients. */
const TWO_UPDATES = [5, 6].map((client) => Uint8Array.of(1, 1, client, 0, 4, 1, 1, 0x61, 1, 0x62, 0));

/** Throws when the Hocuspocus that is installed is not the one this was written for. */
export const assertBroadcastsCanBeTakenOver = (): void => {
  const document = new Document("start-check");
  const before = document as unknown as Partial<Broadcasts>;
  const isKnown =
    typeof before.broadcastUpdate === "function" && typeof before.broadcastAwarenessUpdate === "function";
  let updates = 0;
  takeOverBroadcasts(document, () => (updates += 1));
  document.transact(() => {
    for (const update of TWO_UPDATES) Y.applyUpdate(document, update);
  });
  document.destroy();
  if (!isKnown || updates !== 1) throw new Error("This version of @hocuspocus/server does not fit the room");
};
