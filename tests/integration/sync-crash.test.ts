import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { createLogger } from "@backlot/shared/server/logger";
import { createCanvasPeers } from "@backlot/shared/server/canvas-peer";
import { openCanvasLogReader } from "@backlot/shared/server/canvas-log/read-canvas-log";
import { eventually } from "../support/eventually.ts";
import { findFreePort } from "../support/free-port.ts";
import { openRawClient } from "../support/raw-sync-client.ts";
import { spawnSyncServer, type SpawnedSyncServer } from "../support/spawn-sync.ts";
import { joinCanvas, makeDataDir, signTestToken, TEST_SECRET } from "../support/start-sync.ts";

const KILLS = 4;
const MAX_UNANSWERED = 30;
let dataDir: string;
let port: number;
let syncUrl: string;
beforeAll(async () => {
  dataDir = makeDataDir();
  port = await findFreePort();
  syncUrl = `ws://127.0.0.1:${port}/sync`;
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** A client that never comes back: what it was told is saved must be found by others. */
const writeUntilKilled = async (
  server: SpawnedSyncServer,
  canvasId: string,
  run: number,
): Promise<number> => {
  const doc = new Y.Doc();
  const client = await openRawClient(syncUrl, canvasId);
  client.sendAuth(await signTestToken(canvasId));
  doc.on("update", (update: Uint8Array) => client.sendSync(2, update));
  let written = 0;
  const killAfter = 20 + Math.floor(Math.random() * 200);
  while (client.statuses.length < killAfter) {
    const room = MAX_UNANSWERED - (written - client.statuses.length);
    for (let i = 0; i < room; i++) doc.getMap("nodes").set(`run${run}-${written++}`, true);
    await wait(1);
  }
  await server.kill("SIGKILL");
  await eventually(() => expect(client.closeCode).toBeDefined());
  return client.statuses.filter((status) => status === 1).length;
};

const keysInLog = async (canvasId: string): Promise<Set<string>> => {
  const log = openCanvasLogReader({ dataDir });
  const doc = new Y.Doc();
  for (const update of (await log.read(canvasId))?.updates ?? []) Y.applyUpdate(doc, update);
  await log.close();
  return new Set(doc.getMap("nodes").keys());
};

describe("kill -9 of the sync-server", () => {
  it("loses no acknowledged update, for a fresh reader of the log and of a new server", async () => {
    const acknowledged: number[] = [];
    for (let run = 0; run < KILLS; run++) {
      const server = await spawnSyncServer(port, dataDir);
      acknowledged.push(await writeUntilKilled(server, "killed", run));
    }
    const expected = acknowledged.flatMap((count, run) =>
      Array.from({ length: count }, (_, i) => `run${run}-${i}`),
    );
    const logged = await keysInLog("killed");
    expect(expected.filter((key) => !logged.has(key))).toEqual([]);

    const server = await spawnSyncServer(port, dataDir);
    const reader = joinCanvas(syncUrl, "killed", await signTestToken("killed"));
    await eventually(() => expect(reader.provider.isSynced).toBe(true));
    const seen = reader.doc.getMap("nodes");
    expect(expected.filter((key) => !seen.has(key))).toEqual([]);
    reader.close();
    await server.kill("SIGTERM");
    expect(server.exitCode()).toBe(0);
  }, 120_000);

  it("loses nothing when it strikes while documents are compacted", async () => {
    let expected = 0;
    for (let run = 0; run < KILLS; run++) {
      const server = await spawnSyncServer(port, dataDir);
      const peer = joinCanvas(syncUrl, "compacted", await signTestToken("compacted"));
      await eventually(() => expect(peer.provider.isSynced).toBe(true));
      for (let i = 0; i < 100; i++) peer.doc.getMap("nodes").set(`run${run}-${i}`, "x".repeat(1000));
      expected += 100;
      await eventually(() => expect(peer.provider.unsyncedChanges).toBe(0));
      // Leaving unloads the document, and unloading compacts it.
      peer.close();
      await wait(run * 15);
      await server.kill("SIGKILL");
      expect((await keysInLog("compacted")).size).toBe(expected);
    }
  }, 120_000);

  it("lets providers finish what they were saying once it is back", async () => {
    let server = await spawnSyncServer(port, dataDir);
    const ada = joinCanvas(syncUrl, "resumed", () => signTestToken("resumed"));
    const ben = joinCanvas(syncUrl, "resumed", () => signTestToken("resumed", { actorId: "ben" }));
    await eventually(() => expect(ada.provider.isSynced && ben.provider.isSynced).toBe(true));
    for (let i = 0; i < 150; i++) {
      ada.doc.getMap("nodes").set(`a${i}`, i);
      ben.doc.getMap("nodes").set(`b${i}`, i);
      if (i === 70) await server.kill("SIGKILL");
      if (i === 110) server = await spawnSyncServer(port, dataDir);
    }
    await eventually(() => {
      expect(ada.doc.getMap("nodes").size).toBe(300);
      expect(ben.doc.getMap("nodes").size).toBe(300);
      expect(ada.provider.unsyncedChanges + ben.provider.unsyncedChanges).toBe(0);
    }, 15_000);
    expect((await keysInLog("resumed")).size).toBe(300);
    ada.close();
    ben.close();
    await server.kill("SIGTERM");
  }, 120_000);
});

describe("a canvas peer", () => {
  const makePeers = (syncDeadlineMs?: number) =>
    createCanvasPeers({
      syncUrl,
      secret: TEST_SECRET,
      logger: createLogger("test", "silent"),
      actor: { id: "worker", kind: "worker", name: "Worker" },
      syncDeadlineMs,
    });

  it("keeps one client id per canvas, shows its presence, and saves through a crash", async () => {
    let server = await spawnSyncServer(port, dataDir);
    const watcher = joinCanvas(syncUrl, "peer", () => signTestToken("peer"));
    const peers = makePeers();
    const clientIds = new Set<number>();
    await peers.use("peer", async (peer) => {
      clientIds.add(peer.canvas.doc.clientID);
      peer.setPresence({ cursor: { x: 1, y: 2 } });
      await eventually(() =>
        expect(watcher.provider.awareness?.getStates().get(peer.canvas.doc.clientID)).toMatchObject({
          user: { kind: "worker", name: "Worker" },
          cursor: { x: 1, y: 2 },
        }),
      );
      peer.setPresence(null);
      await eventually(() =>
        expect(watcher.provider.awareness?.getStates().has(peer.canvas.doc.clientID)).toBe(false),
      );
      await server.kill("SIGKILL");
      peer.canvas.meta.set("title", "Written while away");
      const saved = peer.saved();
      server = await spawnSyncServer(port, dataDir);
      await saved;
    });
    await peers.use("peer", (peer) => Promise.resolve(clientIds.add(peer.canvas.doc.clientID)));
    expect(clientIds.size).toBe(1);
    await server.kill("SIGKILL");
    const log = openCanvasLogReader({ dataDir });
    const doc = new Y.Doc();
    for (const update of (await log.read("peer"))?.updates ?? []) Y.applyUpdate(doc, update);
    await log.close();
    expect(doc.getMap("meta").get("title")).toBe("Written while away");
    watcher.close();
    await peers.close();
  }, 120_000);

  it("says clearly that there is no sync-server", async () => {
    const peers = makePeers(300);
    await expect(peers.use("nobody", () => Promise.resolve())).rejects.toThrow(
      /did not answer in time .*nobody/,
    );
    await peers.close();
    await expect(peers.use("nobody", () => Promise.resolve())).rejects.toThrow("closed");
  }, 60_000);
});

describe("the process", () => {
  it("ends with one clear line when the port is taken or the settings are wrong", async () => {
    const server = await spawnSyncServer(port, dataDir);
    const second = await spawnSyncServer(port, dataDir);
    expect(second.exitCode()).toBe(1);
    expect(second.output()).toBe(`sync-server: port ${port} is taken; set SYNC_PORT to a free one\n`);
    const wrong = await spawnSyncServer(port, dataDir, { SECRET: "short", REDIS_URL: "ftp://x" });
    expect(wrong.exitCode()).toBe(1);
    expect(wrong.output().trim().split("\n")).toEqual([
      expect.stringContaining("REDIS_URL"),
      expect.stringContaining("SECRET"),
    ]);
    const file = join(dataDir, "a-file");
    writeFileSync(file, "");
    for (const folder of [file, join(file, "below")]) {
      const lost = await spawnSyncServer(port, folder);
      expect(lost.exitCode()).toBe(1);
      expect(lost.output()).toBe(
        `sync-server: ${folder} is not a folder; set DATA_DIR to a writable folder\n`,
      );
    }
    const client = await openRawClient(syncUrl, "stopping");
    client.sendAuth(await signTestToken("stopping"));
    await eventually(() => expect(client.heard.length).toBeGreaterThan(0));
    await server.kill("SIGTERM");
    expect(server.exitCode()).toBe(0);
    await eventually(() => expect(client.closeCode).toBe(1012));
  }, 60_000);
});
