import type { HocuspocusProvider } from "@hocuspocus/provider";
import WebSocket from "ws";
import { expect } from "vitest";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { eventually } from "../support/eventually.ts";
import { joinCanvas, signTestToken } from "../support/start-sync.ts";
import type { SeededRandom } from "./seeded-random.ts";

const EDIT_INTERVAL_MS = 8;
const MAX_BACKOFF_MS = 200;
/** Reconnecting with back-off, twice the silence a provider allows, and a busy machine. */
const SETTLE_DEADLINE_MS = 45_000;

export interface StockWriters {
  /** Ends the editing; resolves when every provider is in sync, has nothing unsaved, and all documents are equal. */
  settle(): Promise<Y.Doc>;
  close(): void;
}

/** Two stock HocuspocusProviders and one stock y-websocket client that edit one canvas and come back by themselves. */
export const startStockWriters = async (parts: {
  port: number;
  canvasId: string;
  random: SeededRandom;
}): Promise<StockWriters> => {
  const { canvasId, random } = parts;
  const providers = ["ada", "ben"].map((actorId) =>
    joinCanvas(`ws://127.0.0.1:${parts.port}/sync`, canvasId, () => signTestToken(canvasId, { actorId })),
  );
  const plainDoc = new Y.Doc();
  const plain = new WebsocketProvider(`ws://127.0.0.1:${parts.port}/yjs`, canvasId, plainDoc, {
    params: { token: await signTestToken(canvasId, { actorId: "cleo" }) },
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    maxBackoffTime: MAX_BACKOFF_MS,
  });
  const docs = [...providers.map((peer) => peer.doc), plainDoc];
  let count = 0;
  const editing = setInterval(
    () => editOnce(random.pick(docs), `stock-${count++}`, random),
    EDIT_INTERVAL_MS,
  );

  return {
    settle: async () => {
      clearInterval(editing);
      await eventually(() => {
        expect(plain.synced).toBe(true);
        for (const { provider } of providers) expect(stateOf(provider)).toEqual(SETTLED);
        const [first, ...others] = docs.map(contentOf);
        for (const other of others) expect(other).toEqual(first);
      }, SETTLE_DEADLINE_MS);
      return plainDoc;
    },
    close: () => {
      clearInterval(editing);
      for (const peer of providers) peer.close();
      plain.destroy();
    },
  };
};

const SETTLED = { isSynced: true, unsyncedChanges: 0 };
const stateOf = ({ isSynced, unsyncedChanges }: HocuspocusProvider) => ({ isSynced, unsyncedChanges });

const editOnce = (doc: Y.Doc, id: string, random: SeededRandom): void => {
  const map = doc.getMap("stock");
  const list = doc.getArray("stock-list");
  const text = doc.getText("stock-text");
  const dice = random.next();
  if (dice < 0.5) map.set(id, { id, x: random.below(1_000) });
  else if (dice < 0.6) map.set(`shared-${random.below(5)}`, id);
  else if (dice < 0.7) map.delete(random.pick([...map.keys(), id]));
  else if (dice < 0.8) list.insert(random.below(list.length + 1), [id]);
  else if (dice < 0.85 && list.length > 0) list.delete(random.below(list.length), 1);
  else if (dice < 0.95) text.insert(random.below(text.length + 1), id);
  else if (text.length > 3) text.delete(random.below(text.length - 3), 3);
};

/** Everything a reader can see, and which structs are there: two documents with the same answer are the same. */
export const contentOf = (doc: Y.Doc): unknown => ({
  stock: doc.getMap("stock").toJSON(),
  list: doc.getArray("stock-list").toJSON(),
  text: doc.getText("stock-text").toString(),
  entries: doc.getMap("entries").toJSON(),
  entryList: doc.getArray("list").toJSON(),
  entryText: doc.getText("text").toString(),
  clocks: Object.fromEntries(Y.decodeStateVector(Y.encodeStateVector(doc))),
});
