import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { eventually } from "../support/eventually.ts";
import { openRawClient, type RawSyncClient } from "../support/raw-sync-client.ts";
import {
  joinCanvas,
  signTestToken,
  startTestSyncServer,
  type TestSyncServer,
} from "../support/start-sync.ts";

let server: TestSyncServer;
beforeAll(async () => {
  server = await startTestSyncServer();
});
afterAll(() => server.stop());

const enter = async (canvasId: string, grant = {}): Promise<RawSyncClient> => {
  const client = await openRawClient(server.syncUrl, canvasId);
  client.sendAuth(await signTestToken(canvasId, grant));
  client.sendSync(0, Y.encodeStateVector(new Y.Doc()));
  await eventually(() => expect(client.heard).toContain("sync-1"));
  return client;
};
const join = async (canvasId: string, grant = {}) =>
  joinCanvas(server.syncUrl, canvasId, await signTestToken(canvasId, grant));

/** The updates of one client that sets `a`, then `b`, then `c`. */
const threeUpdates = (): [Uint8Array, Uint8Array, Uint8Array] => {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  for (const key of ["a", "b", "c"]) doc.getMap("nodes").set(key, key);
  return updates as [Uint8Array, Uint8Array, Uint8Array];
};

const nestedMaps = (depth: number): Uint8Array => {
  const doc = new Y.Doc();
  doc.transact(() => {
    let inner: Y.Map<unknown> = doc.getMap("nodes");
    for (let left = depth; left > 0; left--) inner = inner.set("child", new Y.Map<unknown>());
  });
  return Y.encodeStateAsUpdate(doc);
};

describe("a client that sends nonsense", () => {
  it.each([
    ["a garbage update", (c: RawSyncClient) => c.sendSync(2, Uint8Array.of(9, 200, 1, 7))],
    ["a truncated update", (c: RawSyncClient) => c.sendSync(2, threeUpdates()[0].subarray(0, 9))],
    ["a garbage SyncStep2", (c: RawSyncClient) => c.sendSync(1, Uint8Array.of(1, 255, 255, 255, 15))],
    ["maps nested 20000 deep", (c: RawSyncClient) => c.sendSync(2, nestedMaps(20_000))],
    ["an unknown message", (c: RawSyncClient) => c.sendBytes(Uint8Array.of(1, 97, 77))],
    ["half a message", (c: RawSyncClient) => c.sendBytes(Uint8Array.of(200))],
    ["an empty message", (c: RawSyncClient) => c.sendBytes(new Uint8Array(0))],
    [
      "presence that is no object",
      (c: RawSyncClient) => c.sendPresence([{ clientId: 1, clock: 1, state: 7 }]),
    ],
  ])("is closed for %s, unacknowledged, and nobody else notices", async (name, send) => {
    const canvasId = name.replaceAll(" ", "-");
    const other = await join(canvasId);
    const client = await enter(canvasId);
    send(client);
    await eventually(() => expect(client.closeCode).toBe(4501));
    expect(client.statuses).toEqual([]);
    other.doc.getMap("nodes").set("still", "here");
    await eventually(() => expect(other.provider.unsyncedChanges).toBe(0));
    expect(other.closeCodes).toEqual([]);
    other.close();
  });

  it("is closed for too large an update or question, and by the WebSocket itself for a frame beyond all limits", async () => {
    for (const syncType of [0, 2] as const) {
      const large = await enter("large");
      large.sendSync(syncType, new Uint8Array(2 * 1024 * 1024 + 1));
      await eventually(() => expect(large.closeCode).toBe(4502));
      expect(large.statuses).toEqual([]);
    }
    const huge = await enter("large");
    huge.sendBytes(new Uint8Array(17 * 1024 * 1024));
    await eventually(() => expect(huge.closeCode).toBe(1009));
    expect(huge.statuses).toEqual([]);
  });

  it("cannot make the server forget what it has: an honest update before the nonsense stays", async () => {
    const client = await enter("mixed");
    client.sendSync(2, threeUpdates()[0]);
    client.sendSync(2, Uint8Array.of(9, 9, 9));
    await eventually(() => expect(client.closeCode).toBe(4501));
    const reader = await join("mixed");
    await eventually(() => expect(reader.doc.getMap("nodes").toJSON()).toEqual({ a: "a" }));
    reader.close();
  });
});

describe("a client that asks for too much", () => {
  it("gets the document a few times and then the newest question answered, and stays", async () => {
    const viewer = await enter("greedy", { role: "viewer" });
    for (let i = 0; i < 400; i++) viewer.sendSync(0, Y.encodeStateVector(new Y.Doc()));
    const answers = () => viewer.heard.filter((kind) => kind === "sync-1").length;
    await eventually(() => expect(answers()).toBe(6), 5_000);
    expect(viewer.closeCode).toBeUndefined();
    viewer.ws.close();
  });

  it("is closed with a code of ours, and no stack trace, whatever it says first", async () => {
    const printed = [vi.spyOn(console, "error"), vi.spyOn(console, "warn")];
    for (const documentName of ["constructor", "__proto__", "toString\0x"]) {
      const client = await openRawClient(server.syncUrl, "x", { documentName });
      client.sendSync(0, Uint8Array.of(0));
      await eventually(() => expect(client.closeCode).toBe(4404));
    }
    const broken = await enter("broken");
    broken.sendSync(0, Uint8Array.of(200, 1, 1));
    await eventually(() => expect(broken.closeCode).toBe(4501));
    const flood = await openRawClient(server.syncUrl, "x");
    for (let i = 0; i < 1_200; i++) flood.sendSync(2, Uint8Array.of(0, 0));
    await eventually(() => expect(flood.closeCode).toBe(4503));
    for (const print of printed) {
      expect(print).not.toHaveBeenCalled();
      print.mockRestore();
    }
  });

  it("is closed for opening more sessions of one document than any page does", async () => {
    const client = await enter("many");
    for (let i = 0; i < 4; i++)
      client.sendBytes(
        Buffer.concat([Uint8Array.of(13), Buffer.from(`canvas/many\0${i}`), Uint8Array.of(3)]),
      );
    await eventually(() => expect(client.closeCode).toBe(4508));
  });
});

describe("an update whose predecessor is missing", () => {
  it("is neither acknowledged nor shown until the gap closes, and is asked for", async () => {
    const [first, second, third] = threeUpdates();
    const reader = await join("gap");
    const client = await enter("gap");
    client.sendSync(1, Y.encodeStateAsUpdate(new Y.Doc()));
    await eventually(() => expect(client.statuses).toEqual([1]));
    const questions = (): number => client.heard.filter((type) => type === "sync-0").length;
    const before = questions();
    client.sendSync(2, third);
    client.sendSync(2, second);
    await eventually(() => expect(questions()).toBe(before + 1));
    expect(client.statuses).toEqual([1]);
    client.sendSync(2, first);
    await eventually(() => expect(client.statuses).toEqual([1, 1, 1, 1]));
    await eventually(() => expect(reader.doc.getMap("nodes").toJSON()).toEqual({ a: "a", b: "b", c: "c" }));
    reader.close();
    client.ws.close();
    const fresh = await join("gap");
    await eventually(() => expect(fresh.doc.getMap("nodes").size).toBe(3));
    fresh.close();
  });

  it("lets a provider that edited offline catch up, whatever it sends first", async () => {
    const doc = new Y.Doc();
    const offline = await join("offline", {});
    await eventually(() => expect(offline.provider.isSynced).toBe(true));
    offline.socket.disconnect();
    await eventually(() => expect(offline.socket.status).toBe("disconnected"));
    for (let i = 0; i < 50; i++) offline.doc.getMap("nodes").set(`n${i}`, i);
    await offline.socket.connect();
    for (let i = 50; i < 60; i++) offline.doc.getMap("nodes").set(`n${i}`, i);
    await eventually(() => expect(offline.provider.unsyncedChanges).toBe(0));
    const fresh = joinCanvas(server.syncUrl, "offline", await signTestToken("offline"), doc);
    await eventually(() => expect(doc.getMap("nodes").size).toBe(60));
    fresh.close();
    offline.close();
  });
});

describe("presence", () => {
  it("carries the token's user, whatever the client claims", async () => {
    const ada = await join("who");
    const liar = await join("who", { actorId: "mallory", name: "Mallory", actorKind: "guest" });
    liar.provider.setAwarenessField("user", { id: "ada", name: "Ada", kind: "person", colorIndex: 1 });
    liar.provider.setAwarenessField("cursor", { x: 1, y: 2 });
    await eventually(() => {
      const seen = ada.provider.awareness?.getStates().get(liar.doc.clientID);
      expect(seen).toMatchObject({
        user: { id: "mallory", name: "Mallory", kind: "guest" },
        cursor: { x: 1, y: 2 },
      });
    });
    ada.close();
    liar.close();
  });

  it("cannot be spoken for another: neither changed, nor silenced, nor ended", async () => {
    const ada = await join("voice");
    const watcher = await join("voice", { actorId: "ben" });
    ada.provider.setAwarenessField("cursor", { x: 1, y: 1 });
    const seen = () => watcher.provider.awareness?.getStates().get(ada.doc.clientID);
    await eventually(() => expect(seen()).toMatchObject({ cursor: { x: 1, y: 1 } }));
    const liar = await enter("voice", { actorId: "mallory" });
    liar.sendPresence([
      { clientId: ada.doc.clientID, clock: 4_000_000_000, state: { cursor: { x: 9, y: 9 } } },
    ]);
    liar.sendPresence([{ clientId: ada.doc.clientID, clock: 4_000_000_001, state: null }]);
    liar.sendPresence([{ clientId: 77, clock: 1, state: { cursor: { x: 3, y: 3 } } }]);
    liar.sendPresence([{ clientId: 78, clock: 1, state: { cursor: { x: 4, y: 4 } } }]);
    await eventually(() => expect(watcher.provider.awareness?.getStates().get(77)).toBeDefined());
    ada.provider.setAwarenessField("cursor", { x: 2, y: 2 });
    await eventually(() => expect(seen()).toMatchObject({ cursor: { x: 2, y: 2 } }));
    expect(watcher.provider.awareness?.getStates().has(78)).toBe(false);
    liar.ws.close();
    await eventually(() => expect(watcher.provider.awareness?.getStates().has(77)).toBe(false));
    ada.close();
    watcher.close();
  });

  it("ends at once when a peer takes it back, and is not accepted beyond its size", async () => {
    const ada = await join("leave");
    const ben = await join("leave", { actorId: "ben" });
    const seen = () => ben.provider.awareness?.getStates().get(ada.doc.clientID);
    ada.provider.setAwarenessField("cursor", { x: 1, y: 1 });
    await eventually(() => expect(seen()).toBeDefined());
    ada.provider.awareness?.setLocalState(null);
    await eventually(() => expect(seen()).toBeUndefined());
    ada.provider.awareness?.setLocalState({ typing: "x".repeat(5000) });
    ada.doc.getMap("nodes").set("a", 1);
    await eventually(() => expect(ben.doc.getMap("nodes").get("a")).toBe(1));
    expect(seen()).toBeUndefined();
    ada.close();
    ben.close();
  });

  it("is not heard when it is nested beyond reason, and its sender stays", async () => {
    const ada = await join("deep");
    const client = await enter("deep", { actorId: "mallory" });
    const deep = JSON.parse(`${"[".repeat(1900)}${"]".repeat(1900)}`) as unknown;
    client.sendPresence([{ clientId: 9, clock: 1, state: { deep } }]);
    client.sendPresence([{ clientId: 9, clock: 2, state: { cursor: { x: 1, y: 1 } } }]);
    await eventually(() =>
      expect(ada.provider.awareness?.getStates().get(9)).toMatchObject({ cursor: { x: 1, y: 1 } }),
    );
    expect(client.closeCode).toBeUndefined();
    client.ws.close();
    ada.close();
  });

  it("follows a client id to the same actor's newest socket", async () => {
    const watcher = await join("moved", { actorId: "ben" });
    const old = await enter("moved");
    old.sendPresence([{ clientId: 5, clock: 1, state: { cursor: { x: 1, y: 1 } } }]);
    const seen = () => watcher.provider.awareness?.getStates().get(5);
    await eventually(() => expect(seen()).toMatchObject({ cursor: { x: 1, y: 1 } }));
    const newest = await enter("moved");
    newest.sendPresence([{ clientId: 5, clock: 2, state: { cursor: { x: 2, y: 2 } } }]);
    await eventually(() => expect(seen()).toMatchObject({ cursor: { x: 2, y: 2 } }));
    old.ws.close();
    newest.sendPresence([{ clientId: 5, clock: 3, state: { cursor: { x: 3, y: 3 } } }]);
    await eventually(() => expect(seen()).toMatchObject({ cursor: { x: 3, y: 3 } }));
    newest.ws.close();
    await eventually(() => expect(seen()).toBeUndefined());
    watcher.close();
  });
});
