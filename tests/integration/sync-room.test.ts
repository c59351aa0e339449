import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { canvasLogPath } from "@backlot/shared/server/canvas-log/canvas-log-path";
import { eventually } from "../support/eventually.ts";
import { openRawClient, type RawSyncClient } from "../support/raw-sync-client.ts";
import {
  joinCanvas,
  signTestToken,
  startTestSyncServer,
  type TestSyncServer,
} from "../support/start-sync.ts";

const MAX_DOCUMENT_BYTES = 200_000;
let server: TestSyncServer;
beforeAll(async () => {
  server = await startTestSyncServer({
    change: ({ limits }) => {
      limits.maxDocumentBytes = MAX_DOCUMENT_BYTES;
      limits.heldDeadlineMs = 500;
    },
  });
});
afterAll(() => server.stop());

const join = async (canvasId: string, grant = {}) =>
  joinCanvas(server.syncUrl, canvasId, await signTestToken(canvasId, grant));

/** Speaks by hand and has had its SyncStep1 answered. */
const enter = async (canvasId: string, grant = {}): Promise<RawSyncClient> => {
  const client = await openRawClient(server.syncUrl, canvasId);
  client.sendAuth(await signTestToken(canvasId, grant));
  client.sendSync(0, Y.encodeStateVector(new Y.Doc()));
  await eventually(() => expect(client.heard).toContain("sync-1"));
  return client;
};

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const value = new RegExp(`^${name} (.+)$`, "m").exec(text)?.[1];
  if (value === undefined) throw new Error(`No metric ${name}`);
  return Number(value);
};

const updatesOf = (clientId: number, keys: readonly string[]): Uint8Array[] => {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  for (const key of keys) doc.getMap("nodes").set(key, key);
  return updates;
};
const [A = new Uint8Array(), B = new Uint8Array(), C = new Uint8Array()] = updatesOf(4242, ["a", "b", "c"]);

const heardAfter = (client: RawSyncClient, type: string): number =>
  client.heard.filter((heard) => heard === type).length;

describe("while the log is slow", () => {
  it("nothing is acknowledged or passed on, presence is, and everything follows when it is durable", async () => {
    const reader = await enter("slow", { actorId: "ben" });
    const writer = await enter("slow");
    const database = new DatabaseSync(canvasLogPath(server.dataDir), { timeout: 2_000 });
    database.exec("begin immediate");
    writer.sendSync(2, A);
    writer.sendSync(2, A);
    writer.sendSync(2, B);
    writer.sendPresence([{ clientId: 4242, clock: 1, state: { cursor: { x: 1, y: 2 } } }]);
    await eventually(() => expect(heardAfter(reader, "1")).toBeGreaterThan(0));
    expect(writer.statuses).toEqual([]);
    expect(heardAfter(reader, "sync-2")).toBe(0);
    database.exec("rollback");
    database.close();
    await eventually(() => expect(writer.statuses).toEqual([1, 1, 1]), 5_000);
    await eventually(() => expect(heardAfter(reader, "sync-2")).toBeGreaterThan(0));
    expect([writer.closeCode, reader.closeCode]).toEqual([undefined, undefined]);
    writer.ws.close();
    reader.ws.close();
  });
});

describe("a document that broke while an update was applied", () => {
  it("is entered by nobody until everyone has left, and then has all that was made durable", async () => {
    const [slow, writer] = [await enter("broken"), await enter("broken")];
    // It does not answer the goodbye, and so stays for another second.
    slow.ws.pause();
    const integrate = vi.spyOn(Y.Item.prototype, "integrate").mockImplementationOnce(() => {
      throw new Error("not to be foreseen");
    });
    writer.sendSync(2, A);
    await eventually(() => expect(writer.closeCode).toBe(1012));
    expect(integrate).toHaveBeenCalledOnce();
    integrate.mockRestore();
    const early = await openRawClient(server.syncUrl, "broken");
    early.sendAuth(await signTestToken("broken"));
    await eventually(() => expect(early.closeCode).toBe(1012));
    expect(early.heard).not.toContain("sync-1");

    const late = await join("broken");
    await eventually(() => expect(late.doc.getMap("nodes").toJSON()).toEqual({ a: "a" }), 10_000);
    late.close();
    slow.ws.terminate();
  });
});

describe("a document that cannot be loaded", () => {
  it("closes retryably all who wait for it, not only the first, and denies nobody", async () => {
    const database = new DatabaseSync(canvasLogPath(server.dataDir), { timeout: 2_000 });
    database.exec("alter table canvas_snapshots rename to elsewhere");
    const peers = await Promise.all(Array.from({ length: 5 }, () => join("unreadable")));
    let denials = 0;
    for (const { provider } of peers) provider.on("authenticationFailed", () => (denials += 1));
    for (const { closeCodes } of peers) await eventually(() => expect(closeCodes[0]).toBe(4504));
    expect(denials).toBe(0);
    database.exec("alter table elsewhere rename to canvas_snapshots");
    database.close();
    for (const { provider, close } of peers) {
      await eventually(() => expect(provider.isSynced).toBe(true));
      close();
    }
  });
});

describe("what many say within a tick", () => {
  it("reaches each peer in one write of one update, and the document of a fresh reader", async () => {
    const reader = await enter("burst", { actorId: "ben" });
    const writers = await Promise.all([1, 2, 3, 4].map((n) => enter("burst", { actorId: `w${n}` })));
    const before = heardAfter(reader, "sync-2");
    for (const [index, writer] of writers.entries())
      for (const update of updatesOf(
        500 + index,
        ["a", "b", "c", "d", "e"].map((key) => `${key}${index}`),
      ))
        writer.sendSync(2, update);
    for (const writer of writers) await eventually(() => expect(writer.statuses).toHaveLength(5));
    expect(heardAfter(reader, "sync-2") - before).toBeLessThan(8);
    const fresh = await join("burst");
    await eventually(() => expect(fresh.doc.getMap("nodes").size).toBe(20));
    fresh.close();
    for (const client of [reader, ...writers]) client.ws.close();
  });
});

describe("an update that brings nothing", () => {
  it("is acknowledged and not logged again", async () => {
    const client = await enter("twice");
    client.sendSync(2, A);
    await eventually(() => expect(client.statuses).toEqual([1]));
    const logged = await metric("backlot_sync_log_bytes_total");
    client.sendSync(2, A);
    client.sendSync(1, A);
    await eventually(() => expect(client.statuses).toEqual([1, 1, 1]));
    expect(await metric("backlot_sync_log_bytes_total")).toBe(logged);
    client.ws.close();
  });

  it("is all that a reader may send", async () => {
    const writer = await enter("readers");
    writer.sendSync(2, A);
    await eventually(() => expect(writer.statuses).toEqual([1]));
    const reader = await enter("readers", { actorId: "ben", role: "viewer" });
    reader.sendSync(1, A);
    reader.sendSync(2, B);
    await eventually(() => expect(reader.statuses).toEqual([1, 0]));
    const fresh = await join("readers");
    await eventually(() => expect(fresh.doc.getMap("nodes").toJSON()).toEqual({ a: "a" }));
    fresh.close();
    writer.ws.close();
    reader.ws.close();
  });
});

describe("a client id", () => {
  it("cannot be written under by another while its owner is here", async () => {
    const owner = await enter("owned", { actorId: "ada" });
    owner.sendSync(2, A);
    await eventually(() => expect(owner.statuses).toEqual([1]));
    const thief = await enter("owned", { actorId: "mallory" });
    thief.sendSync(2, B);
    const [later = new Uint8Array()] = updatesOf(5555, ["said after it"]);
    thief.sendSync(2, later);
    await eventually(() => expect(thief.closeCode).toBe(4506));
    expect(thief.statuses).toEqual([0]);
    owner.sendSync(2, B);
    await eventually(() => expect(owner.statuses).toEqual([1, 1]));
    const fresh = await join("owned");
    await eventually(() => expect(fresh.doc.getMap("nodes").toJSON()).toEqual({ a: "a", b: "b" }));
    fresh.close();
    owner.ws.close();
  });

  it("is its owner's from the first sign of presence", async () => {
    const owner = await enter("announced", { actorId: "ada" });
    owner.sendPresence([{ clientId: 4242, clock: 1, state: { cursor: { x: 1, y: 1 } } }]);
    await eventually(() => expect(heardAfter(owner, "1")).toBeGreaterThan(0));
    const thief = await enter("announced", { actorId: "mallory" });
    thief.sendSync(2, A);
    await eventually(() => expect(thief.closeCode).toBe(4506));
    owner.ws.close();
  });

  it("may be carried by others in a SyncStep2 once its owner has left or said the same", async () => {
    const owner = await enter("carried", { actorId: "ada" });
    owner.sendSync(2, A);
    await eventually(() => expect(owner.statuses).toEqual([1]));
    const carrier = await enter("carried", { actorId: "ben" });
    const both = Y.mergeUpdates([A, B]);
    carrier.sendSync(1, both);
    owner.sendSync(2, B);
    await eventually(() => expect(carrier.statuses).toEqual([1]));
    carrier.sendSync(1, Y.mergeUpdates([A, B, C]));
    owner.ws.close();
    await eventually(() => expect(carrier.statuses).toEqual([1, 1]));
    carrier.ws.close();
  });

  it("is free again when its owner left while the last updates still waited for the log", async () => {
    const owner = await enter("owned-late", { actorId: "ada" });
    const watcher = await enter("owned-late", { actorId: "ben" });
    owner.sendPresence([{ clientId: 4242, clock: 1, state: {} }]);
    await eventually(() => expect(heardAfter(watcher, "1")).toBe(1));
    const database = new DatabaseSync(canvasLogPath(server.dataDir), { timeout: 2_000 });
    database.exec("begin immediate");
    owner.sendSync(2, A);
    await eventually(async () => expect(await metric('backlot_sync_degraded{dependency="store"}')).toBe(1));
    owner.sendSync(2, B);
    owner.ws.close();
    await eventually(() => expect(heardAfter(watcher, "1")).toBe(2));
    database.exec("rollback");
    database.close();
    await eventually(() => expect(heardAfter(watcher, "sync-2")).toBe(2));
    watcher.sendSync(2, C);
    await eventually(() => expect([watcher.statuses, watcher.closeCode]).toEqual([[1], undefined]));
    watcher.ws.close();
  });

  it("is free again when its owner has left", async () => {
    const owner = await enter("freed", { actorId: "ada" });
    owner.sendSync(2, A);
    await eventually(() => expect(owner.statuses).toEqual([1]));
    owner.ws.close();
    await eventually(() => expect(owner.closeCode).toBeDefined());
    const heir = await enter("freed", { actorId: "ben" });
    heir.sendSync(2, B);
    await eventually(() => expect(heir.statuses).toEqual([1]));
    heir.ws.close();
  });
});

describe("limits", () => {
  it("end a connection whose gap does not close, so that it syncs anew", async () => {
    const client = await enter("gap");
    client.sendSync(2, C);
    await eventually(() => expect(client.closeCode).toBe(4507));
    expect(client.statuses).toEqual([]);
  });

  it("keep a document from growing without end, and let it shrink", async () => {
    const author = new Y.Doc();
    const client = await enter("full");
    author.on("update", (update: Uint8Array) => client.sendSync(2, update));
    author.getMap("nodes").set("large", "x".repeat(MAX_DOCUMENT_BYTES - 5_000));
    await eventually(() => expect(client.statuses).toEqual([1]));
    author.getMap("nodes").set("more", "x".repeat(10_000));
    await eventually(() => expect(client.closeCode).toBe(4505));
    expect(client.statuses).toEqual([1, 0]);

    const other = await join("full", { actorId: "ben" });
    await eventually(() => expect(other.provider.isSynced).toBe(true));
    other.doc.getMap("nodes").delete("large");
    await eventually(() => expect(other.provider.unsyncedChanges).toBe(0));
    other.close();
  });
});

describe("coming and going", () => {
  it("loses nothing of what was acknowledged, and leaves no document behind", async () => {
    const expected: string[] = [];
    for (let turn = 0; turn < 40; turn++) {
      const client = await enter("brief", { actorId: `visitor${turn % 3}` });
      const [update = new Uint8Array()] = updatesOf(9_000 + turn, [`turn${turn}`]);
      client.sendSync(2, update);
      await eventually(() => expect(client.statuses).toEqual([1]));
      expected.push(`turn${turn}`);
      client.ws.close();
    }
    const fresh = await join("brief");
    await eventually(() => expect([...fresh.doc.getMap("nodes").keys()].sort()).toEqual(expected.sort()));
    fresh.close();
    await eventually(async () => expect(await metric("backlot_sync_documents")).toBe(0), 5_000);
  });

  it("keeps what was said right behind the token until the document is open, and logs it then", async () => {
    const client = await openRawClient(server.syncUrl, "eager");
    client.sendAuth(await signTestToken("eager"));
    client.sendSync(2, A);
    client.sendSync(2, B);
    client.sendSync(0, Y.encodeStateVector(new Y.Doc()));
    await eventually(() => expect(client.statuses).toEqual([1, 1]));
    client.ws.close();
    const fresh = await join("eager");
    await eventually(() => expect(fresh.doc.getMap("nodes").toJSON()).toEqual({ a: "a", b: "b" }));
    fresh.close();
  });

  it("hears nothing after a word that ends the connection, said before the document is open", async () => {
    const client = await openRawClient(server.syncUrl, "ended-early");
    client.sendAuth(await signTestToken("ended-early"));
    client.sendSync(2, Uint8Array.of(7, 7, 7));
    client.sendSync(2, A);
    await eventually(() => expect(client.closeCode).toBe(4501));
    const fresh = await join("ended-early");
    await eventually(() => expect(fresh.provider.isSynced).toBe(true));
    expect(fresh.doc.getMap("nodes").size).toBe(0);
    fresh.close();
  });

  it("takes all that was written in a long time offline, however soon it comes behind the token", async () => {
    const client = await openRawClient(server.syncUrl, "long-offline");
    client.sendAuth(await signTestToken("long-offline"));
    const keys = Array.from({ length: 3_000 }, (_, index) => `a key, number ${index}`);
    for (const update of updatesOf(77, keys)) client.sendSync(2, update);
    await eventually(
      () => expect([client.closeCode, client.statuses.length]).toEqual([undefined, 3_000]),
      10_000,
    );
    expect(client.closeCode).toBeUndefined();
    client.ws.close();
  });
});
