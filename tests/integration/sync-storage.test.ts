import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as Y from "yjs";
import { canvasLogPath } from "@backlot/shared/server/canvas-log/canvas-log-path";
import { createLogger } from "@backlot/shared/server/logger";
import { openDocumentStore } from "../../sync-server/src/document-store/open-document-store.ts";
import { eventually } from "../support/eventually.ts";
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

const readiness = async () => {
  const response = await fetch(`${server.url}/readyz`);
  return { code: response.status, ...((await response.json()) as object) };
};

it("acknowledges nothing while the store is locked, says so, and saves everything afterwards without a restart", async () => {
  const peer = joinCanvas(server.syncUrl, "locked", () => signTestToken("locked"));
  await eventually(() => expect(peer.provider.unsyncedChanges).toBe(0));
  const other = new DatabaseSync(canvasLogPath(server.dataDir));
  other.exec("begin immediate");
  peer.doc.getMap("nodes").set("a", 1);
  await eventually(() => expect(peer.closeCodes[0]).toBe(4500));
  expect(await readiness()).toEqual({ code: 200, status: "degraded", dependencies: { store: "degraded" } });
  expect(peer.provider.isSynced && peer.provider.unsyncedChanges === 0).toBe(false);
  peer.doc.getMap("nodes").set("b", 2);
  other.exec("rollback");
  other.close();
  await eventually(
    () => expect(peer.provider.isSynced && peer.provider.unsyncedChanges === 0).toBe(true),
    10_000,
  );
  expect(await readiness()).toEqual({ code: 200, status: "ok", dependencies: { store: "ok" } });
  const reader = joinCanvas(server.syncUrl, "locked", await signTestToken("locked"));
  await eventually(() => expect(reader.doc.getMap("nodes").toJSON()).toEqual({ a: 1, b: 2 }));
  reader.close();
  peer.close();
});

it("closes retryably when a document cannot be loaded, and lets the client in when it can", async () => {
  const database = new DatabaseSync(canvasLogPath(server.dataDir));
  database.exec("alter table canvas_snapshots rename to elsewhere");
  const peer = joinCanvas(server.syncUrl, "unreadable", () => signTestToken("unreadable"));
  let denials = 0;
  peer.provider.on("authenticationFailed", () => (denials += 1));
  await eventually(() => expect(peer.closeCodes[0]).toBe(4504));
  expect(denials).toBe(0);
  database.exec("alter table elsewhere rename to canvas_snapshots");
  database.close();
  await eventually(() => expect(peer.provider.isSynced).toBe(true));
  peer.close();
});

it("serves what is left when a record is corrupt, and takes the lost part back from a client that has it", async () => {
  const holder = joinCanvas(server.syncUrl, "corrupt", () => signTestToken("corrupt"));
  for (const key of ["a", "b", "c"]) holder.doc.getMap("nodes").set(key, key);
  await eventually(() => expect(holder.provider.unsyncedChanges).toBe(0));
  holder.socket.disconnect();
  await eventually(async () => expect(await metric("backlot_sync_documents")).toBe(0));
  const database = new DatabaseSync(canvasLogPath(server.dataDir), { timeout: 2_000 });
  const snapshots = database.prepare("select count(*) as count from canvas_snapshots where document = ?");
  await eventually(() => expect(snapshots.get("canvas/corrupt")).toEqual({ count: 1 }));
  // Undo the compaction that unloading did, and leave one bad record.
  database.exec(`delete from canvas_snapshots where document = 'canvas/corrupt';
    insert into canvas_updates (document, record, checksum, created_at) values ('canvas/corrupt', x'0200', 1, 1)`);
  database.close();
  const reader = joinCanvas(server.syncUrl, "corrupt", () => signTestToken("corrupt"));
  await eventually(() => expect(reader.provider.isSynced).toBe(true));
  await holder.socket.connect();
  await eventually(() => expect(reader.doc.getMap("nodes").toJSON()).toEqual({ a: "a", b: "b", c: "c" }));
  reader.close();
  holder.close();
});

it("serves the rest of a document when an update in its log cannot be applied, and keeps that update", async () => {
  const doc = new Y.Doc();
  doc.clientID = 1;
  doc.transact(() => {
    let inner: Y.Map<unknown> = doc.getMap("nodes");
    for (let left = 20_000; left > 0; left--) inner = inner.set("deep", new Y.Map<unknown>());
  });
  const chain = Y.encodeStateAsUpdate(doc);
  const deletionOfItsFirst = Uint8Array.of(0, 1, 1, 1, 0, 1);
  const later = new Y.Doc();
  later.getMap("nodes").set("later", "kept");
  const store = await openDocumentStore({ dataDir: server.dataDir, logger: createLogger("test", "silent") });
  await store.append("canvas/unapplicable", [chain]);
  await store.append("canvas/unapplicable", [deletionOfItsFirst]);
  await store.append("canvas/unapplicable", [Y.encodeStateAsUpdate(later)]);
  const corruptBefore = await metric("backlot_sync_corrupt_records_total");

  const peer = joinCanvas(server.syncUrl, "unapplicable", () => signTestToken("unapplicable"));
  await eventually(() => expect(peer.provider.isSynced).toBe(true), 10_000);
  expect(peer.closeCodes).toEqual([4504]);
  expect(peer.doc.getMap("nodes").get("later")).toBe("kept");
  peer.doc.getMap("nodes").set("more", "saved");
  await eventually(() => expect(peer.provider.unsyncedChanges).toBe(0));
  expect(await metric("backlot_sync_corrupt_records_total")).toBe(corruptBefore + 1);
  peer.close();
  await eventually(async () => expect(await metric("backlot_sync_documents")).toBe(0));
  const kept = (await store.load("canvas/unapplicable")).updates.map((update) => Buffer.from(update));
  expect(kept).toContainEqual(Buffer.from(deletionOfItsFirst));
  await store.close();
});

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const value = new RegExp(`^${name} (.+)$`, "m").exec(text)?.[1];
  if (value === undefined) throw new Error(`No metric ${name}`);
  return Number(value);
};

it("counts what it does", async () => {
  expect(await metric("backlot_sync_updates_total")).toBeGreaterThan(0);
  expect(await metric("backlot_sync_log_bytes_total")).toBeGreaterThan(0);
  expect(await metric("backlot_sync_append_seconds_count")).toBeGreaterThan(0);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${server.url}/elsewhere`)).status).toBe(404);
});
