import { setTimeout as wait } from "node:timers/promises";
import * as Y from "yjs";
import { createObserver, type Observer } from "./observer.ts";
import { joinRoom, type Peer, type Room } from "./peer.ts";
import { readRoom } from "./room-document.ts";

const JOIN_DEADLINE_MS = 30_000;
const POLL_MS = 20;

/** Keeps its connection: a server without a store forgets a document that nobody has open. */
export const seedRoom = async (room: Room, seed: Uint8Array): Promise<Peer | undefined> => {
  if (!room.dialect.keepsDocument) return undefined;
  const options = { index: 9_999, clientId: randomClientId(), wantsDelta: false };
  const seeder = await joinRoom(room, options, JOIN_DEADLINE_MS);
  seeder.sendUpdate(seed);
  const expected = new Y.Doc();
  Y.applyUpdate(expected, seed);
  const deadline = performance.now() + JOIN_DEADLINE_MS;
  while (readRoom(await readFresh(room)) !== readRoom(expected)) {
    if (performance.now() > deadline) throw new Error("The room could not be seeded");
    await wait(POLL_MS);
  }
  return seeder;
};

/** The document as a newcomer gets it. */
const readFresh = async (room: Room): Promise<Y.Doc> => {
  const newcomer = createObserver({});
  const options = { index: 9_998, clientId: randomClientId(), wantsDelta: false, hear: newcomer.hear };
  (await joinRoom(room, options, JOIN_DEADLINE_MS)).close();
  return newcomer.doc;
};

/** Whether two observers and a newcomer hold the same room. */
export const haveConverged = async (room: Room, observers: readonly Observer[]): Promise<boolean> => {
  const docs = observers.slice(0, 2).map(({ doc }) => doc);
  if (room.dialect.keepsDocument) {
    const fresh = await readFresh(room).catch(() => undefined);
    if (!fresh) return false;
    docs.push(fresh);
  }
  return new Set(docs.map(readRoom)).size === 1;
};

export const randomClientId = (): number => 2 ** 30 + Math.floor(Math.random() * 2 ** 31);
