import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { canvasLogPath } from "@backlot/shared/server/canvas-log/schema";
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
