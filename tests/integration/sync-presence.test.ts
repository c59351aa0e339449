import * as decoding from "lib0/decoding";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import WebSocket from "ws";
import type { Awareness } from "y-protocols/awareness";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { PRESENCE_CHANGES_FRAME, PRESENCE_SUBPROTOCOL } from "@backlot/shared/presence/wire/presence-format";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { SUBPROTOCOL } from "@backlot/shared/protocol/subprotocols";
import type { SyncGrant } from "@backlot/shared/protocol/sync-token";
import { createCanvasSession, type CanvasSession } from "../../web/src/lib/canvas/canvas-session.svelte.ts";
import type { GrantAnswer } from "../../web/src/lib/canvas/session/canvas-grant.ts";
import { createPresenceSocket } from "../../web/src/lib/canvas/session/presence-socket.ts";
import { eventually } from "../support/eventually.ts";
import { openRawClient, type RawSyncClient } from "../support/raw-sync-client.ts";
import {
  joinCanvas,
  signTestToken,
  startTestSyncServer,
  type TestSyncServer,
} from "../support/start-sync.ts";

const AWARENESS_FRAME = 1;
const TICK_MS = 16;

let server: TestSyncServer;
beforeAll(async () => {
  server = await startTestSyncServer();
});
afterAll(() => server.stop());

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

interface Person {
  clientId: number;
  awareness: Awareness;
  close(): void;
}

const personOf = (provider: { awareness: Awareness | null }, close: () => void): Person => {
  const awareness = provider.awareness!;
  cleanUps.push(close);
  return { clientId: awareness.clientID, awareness, close };
};
const tokenOf = (canvasId: string, actorId: string): Promise<string> =>
  signTestToken(canvasId, { actorId, name: actorId, colorIndex: 5 } satisfies Partial<SyncGrant>);

const joinStock = async (canvasId: string, actorId: string): Promise<Person> => {
  const { provider, close } = joinCanvas(server.syncUrl, canvasId, await tokenOf(canvasId, actorId));
  return personOf(provider, close);
};

const joinByYWebsocket = async (canvasId: string, actorId: string): Promise<Person> => {
  const provider = new WebsocketProvider(`ws://127.0.0.1:${server.port}/yjs`, canvasId, new Y.Doc(), {
    params: { token: await tokenOf(canvasId, actorId) },
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  return personOf(provider, () => provider.destroy());
};

/** As our page joins: a stock provider over the socket that reads changes. */
const joinAsOurs = async (canvasId: string, actorId: string): Promise<Person> => {
  const socket = new HocuspocusProviderWebsocket({
    url: server.syncUrl,
    WebSocketPolyfill: createPresenceSocket(),
    delay: 50,
    minDelay: 20,
    maxDelay: 200,
  });
  const provider = new HocuspocusProvider({
    websocketProvider: socket,
    name: documentNameOf("canvas", canvasId),
    document: new Y.Doc(),
    token: await tokenOf(canvasId, actorId),
  });
  provider.attach();
  await eventually(() => expect(socket.webSocket?.protocol).toBe(PRESENCE_SUBPROTOCOL));
  return personOf(provider, () => {
    provider.destroy();
    socket.destroy();
  });
};

const enter = async (canvasId: string, actorId: string, protocols: string[] = []): Promise<RawSyncClient> => {
  const client = await openRawClient(server.syncUrl, canvasId, { protocols });
  client.sendAuth(await tokenOf(canvasId, actorId));
  cleanUps.push(() => client.ws.terminate());
  return client;
};

/** Presence frames of a raw client from now on, their bytes and the types they had. */
const watchPresence = (client: RawSyncClient) => {
  const seen = { frames: 0, bytes: 0, types: new Set<number>() };
  client.ws.on("message", (data: Buffer) => {
    const decoder = decoding.createDecoder(new Uint8Array(data));
    decoding.readVarString(decoder);
    const type = decoding.readVarUint(decoder);
    if (type !== AWARENESS_FRAME && type !== PRESENCE_CHANGES_FRAME) return;
    seen.frames += 1;
    seen.bytes += data.length;
    seen.types.add(type);
  });
  return seen;
};

const seenBy = (watcher: Person, who: { clientId: number }) =>
  watcher.awareness.getStates().get(who.clientId);
const userOf = (id: string) => ({ id, kind: "person", name: id, colorIndex: 5 });

/** One of each kind that the room may hold. */
const joinAll = async (canvasId: string): Promise<Person[]> =>
  Promise.all([
    joinStock(canvasId, "stock"),
    joinByYWebsocket(canvasId, "plain"),
    joinAsOurs(canvasId, "ours"),
  ]);

describe("a room of HocuspocusProvider, y-websocket and our own page", () => {
  it("shows all of them the same people, late joiners too", async () => {
    const people = await joinAll("mixed");
    people.forEach(({ awareness }, index) => awareness.setLocalStateField("cursor", { x: index, y: 0.5 }));
    people.push(await joinAsOurs("mixed", "late"), await joinStock("mixed", "later"));
    for (let round = 1; round <= 3; round++) {
      people.forEach(({ awareness }, index) => {
        awareness.setLocalStateField("cursor", { x: index, y: round });
        awareness.setLocalStateField("selection", { ids: [`n${round}`], count: 1 });
      });
      await eventually(() => {
        for (const [index, person] of people.entries()) {
          for (const watcher of people) {
            if (watcher === person) continue;
            expect(seenBy(watcher, person)).toMatchObject({
              user: { kind: "person", colorIndex: 5 },
              cursor: { x: index, y: round },
              selection: { ids: [`n${round}`] },
            });
          }
        }
      });
    }
    people[1]!.close();
    await eventually(() => {
      for (const watcher of [people[0]!, people[2]!, people[3]!]) {
        expect(watcher.awareness.getStates().size).toBe(4);
      }
    });
  });

  it("sees an explicit leave, a closed and a cut connection within a second", async () => {
    const [stock, plain, ours] = (await joinAll("leaving")) as [Person, Person, Person];
    const raw = await enter("leaving", "raw");
    raw.sendPresence([{ clientId: 4242, clock: 1, state: { cursor: { x: 1, y: 1 } } }]);
    for (const { awareness } of [stock, plain, ours]) awareness.setLocalStateField("cursor", { x: 1, y: 1 });
    const expectSeen = (watcher: Person, who: { clientId: number }, isSeen: boolean) =>
      eventually(() => expect(seenBy(watcher, who) !== undefined).toBe(isSeen), 1_000);
    const cut = { clientId: 4242 };
    for (const watcher of [stock, plain, ours]) await expectSeen(watcher, cut, true);
    raw.ws.terminate();
    for (const watcher of [stock, plain, ours]) await expectSeen(watcher, cut, false);
    await expectSeen(ours, stock, true);
    stock.awareness.setLocalState(null);
    for (const watcher of [plain, ours]) await expectSeen(watcher, stock, false);
    stock.awareness.setLocalState({ cursor: { x: 2, y: 2 } });
    for (const watcher of [plain, ours]) await expectSeen(watcher, stock, true);
    plain.close();
    for (const watcher of [stock, ours]) await expectSeen(watcher, plain, false);
  });

  it("is rid of a peer whose network is gone within ten seconds", async () => {
    const watchers = await joinAll("gone");
    const lost = await enter("gone", "lost");
    lost.sendPresence([{ clientId: 4343, clock: 1, state: { cursor: { x: 1, y: 1 } } }]);
    const expectSeen = (isSeen: boolean, deadlineMs: number) =>
      eventually(() => {
        const seen = watchers.map((watcher) => seenBy(watcher, { clientId: 4343 }) !== undefined);
        expect(seen).toEqual([isSeen, isSeen, isSeen]);
      }, deadlineMs);
    await expectSeen(true, 5_000);
    // Neither reads nor says goodbye.
    lost.ws.pause();
    await expectSeen(false, 10_000);
  });

  it("believes nobody's name, color, client id or clock", async () => {
    const [stock, plain, ours] = (await joinAll("lies")) as [Person, Person, Person];
    stock.awareness.setLocalStateField("cursor", { x: 1, y: 1 });
    const liar = await enter("lies", "mallory");
    const user = { id: "stock", kind: "person", name: "stock", colorIndex: 1 };
    liar.sendPresence([{ clientId: stock.clientId, clock: 4e9, state: { user, cursor: { x: 9, y: 9 } } }]);
    liar.sendPresence([{ clientId: stock.clientId, clock: 4e9 + 1, state: null }]);
    liar.sendPresence([{ clientId: 66, clock: 1, state: { user, cursor: { x: 6, y: 6 } } }]);
    liar.sendPresence([{ clientId: 67, clock: 1, state: { user } }]);
    await eventually(() => {
      for (const watcher of [plain, ours]) {
        expect(seenBy(watcher, { clientId: 66 })).toEqual({
          user: userOf("mallory"),
          cursor: { x: 6, y: 6 },
        });
      }
    });
    stock.awareness.setLocalStateField("cursor", { x: 2, y: 2 });
    await eventually(() => {
      for (const watcher of [plain, ours]) {
        expect(seenBy(watcher, stock)).toEqual({ user: userOf("stock"), cursor: { x: 2, y: 2 } });
        expect(seenBy(watcher, { clientId: 67 })).toBeUndefined();
      }
    });
  });

  it("does not hear a state of more than 4 KiB, and hears the next one", async () => {
    const [stock, plain, ours] = (await joinAll("large")) as [Person, Person, Person];
    stock.awareness.setLocalState({ note: "x".repeat(5_000) });
    stock.awareness.setLocalState({ note: "y".repeat(3_000) });
    await eventually(() => {
      for (const watcher of [plain, ours]) {
        expect(seenBy(watcher, stock)).toEqual({ user: userOf("stock"), note: "y".repeat(3_000) });
      }
    });
  });
});

describe("the presence that goes out", () => {
  it("is one frame per peer and tick, however much comes in", async () => {
    const watcher = await enter("flood", "ada");
    const changes = await enter("flood", "ben", [PRESENCE_SUBPROTOCOL, SUBPROTOCOL]);
    const sources = await Promise.all([enter("flood", "eve"), enter("flood", "eve")]);
    const last = await joinStock("flood", "last");
    await eventually(() => expect(watcher.heard).toContain("1"));
    const seen = [watchPresence(watcher), watchPresence(changes)];
    const startedAt = performance.now();
    for (let clock = 1; clock <= 200; clock++) {
      sources.forEach((source, index) =>
        source.sendPresence([{ clientId: 50 + index, clock, state: { cursor: { x: clock, y: index } } }]),
      );
    }
    await eventually(() => {
      for (const clientId of [50, 51])
        expect(seenBy(last, { clientId })).toMatchObject({ cursor: { x: 200 } });
    });
    const ticks = Math.ceil((performance.now() - startedAt) / TICK_MS) + 1;
    for (const { frames } of seen) {
      expect(frames).toBeGreaterThan(0);
      expect(frames).toBeLessThanOrEqual(ticks);
      expect(frames).toBeLessThan(200);
    }
  });

  it("is at most a third as large for a page that reads changes, while cursors move", async () => {
    const stock = await enter("bytes", "ada");
    const ours = await enter("bytes", "ben", [PRESENCE_SUBPROTOCOL, SUBPROTOCOL]);
    const movers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => enter("bytes", `mover-${index}`)),
    );
    const last = await joinStock("bytes", "last");
    const moveAll = async (clock: number): Promise<void> => {
      movers.forEach((mover, index) =>
        mover.sendPresence([
          { clientId: 70 + index, clock, state: { cursor: { x: clock + 0.25, y: 1 - clock } } },
        ]),
      );
      await eventually(() => {
        for (const index of movers.keys()) {
          expect(seenBy(last, { clientId: 70 + index })).toMatchObject({ cursor: { x: clock + 0.25 } });
        }
      });
    };
    await moveAll(1);
    const [stockBytes, ourBytes] = [watchPresence(stock), watchPresence(ours)];
    for (let clock = 2; clock <= 12; clock++) await moveAll(clock);
    expect([...stockBytes.types]).toEqual([AWARENESS_FRAME]);
    expect([...ourBytes.types]).toEqual([PRESENCE_CHANGES_FRAME]);
    expect(ourBytes.bytes).toBeLessThan(stockBytes.bytes / 3);
  });
});

describe("our page", () => {
  const openPage = (url: string, canvasId: string, actorId: string): CanvasSession => {
    const requestGrant = async (): Promise<GrantAnswer> => ({
      ok: true,
      grant: {
        token: await tokenOf(canvasId, actorId),
        url,
        role: "editor",
        expiresAt: new Date(Date.now() + 600_000).toISOString(),
        canvas: { id: canvasId, title: "Board", projectId: "p", projectName: "Film" },
        actor: { id: actorId, name: actorId, kind: "person", colorIndex: 5 },
      },
    });
    const page = createCanvasSession({ canvasId, requestGrant });
    cleanUps.push(() => page.destroy());
    return page;
  };

  it("has no ghost after a reconnect, and sees those at once who keep still", async () => {
    const first = await startTestSyncServer();
    const pages = [openPage(first.syncUrl, "back", "ada"), openPage(first.syncUrl, "back", "mei")];
    const expectEachOther = () =>
      eventually(() =>
        expect(pages.map(({ people }) => people.map(({ id }) => id))).toEqual([["mei"], ["ada"]]),
      );
    for (const page of pages) page.presence.set({ cursor: { x: 1, y: 1 } });
    await expectEachOther();
    await first.stop();
    await eventually(() => expect(pages.map(({ people }) => people.length)).toEqual([0, 0]));
    const second = await startTestSyncServer({ change: (config) => (config.port = first.port) });
    cleanUps.push(() => void second.stop());
    await expectEachOther();
  });
});
