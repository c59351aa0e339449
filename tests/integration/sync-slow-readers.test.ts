import { rmSync } from "node:fs";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as Y from "yjs";
import { eventually } from "../support/eventually.ts";
import { findFreePort } from "../support/free-port.ts";
import { openRawClient, type RawSyncClient } from "../support/raw-sync-client.ts";
import { spawnSyncServer, type SpawnedSyncServer } from "../support/spawn-sync.ts";
import { joinCanvas, makeDataDir, signTestToken } from "../support/start-sync.ts";

const MEBIBYTE = 1024 * 1024;
const LIVE_PEERS = 20;
const STOPPED_READERS = 6;
/** Far beyond what a reader may leave unread (8 MiB) and what the kernel takes for it. */
const WRITTEN_MEBIBYTES = 18;

let port: number;
let server: SpawnedSyncServer;
const dataDir = makeDataDir();
beforeAll(async () => {
  port = await findFreePort();
  server = await spawnSyncServer(port, dataDir);
});
afterAll(async () => {
  await server.kill("SIGTERM");
  rmSync(dataDir, { recursive: true, force: true });
});

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${name} `))
      ?.split(" ")[1] ?? 0,
  );
};
const join = async (actorId: string) =>
  joinCanvas(`ws://127.0.0.1:${port}/sync`, "room", await signTestToken("room", { actorId }));
const listen = async (actorId: string): Promise<RawSyncClient> => {
  const client = await openRawClient(`ws://127.0.0.1:${port}/sync`, "room");
  client.sendAuth(await signTestToken("room", { actorId }));
  client.sendSync(0, Y.encodeStateVector(new Y.Doc()));
  await eventually(() => expect(client.heard).toContain("sync-1"));
  return client;
};

it("readers that stop cost no memory and disturb nobody, are closed, and come back to everything", async () => {
  const mute = connect(port, "127.0.0.1");
  mute.on("error", () => undefined);
  const writers = [await join("ada"), await join("ben")];
  const bystander = await join("cleo");
  const [reader, other] = [await join("dan"), await join("eve")];
  const live = await Promise.all(Array.from({ length: LIVE_PEERS - 5 }, (_, i) => listen(`live-${i}`)));
  const stopped = await Promise.all(
    Array.from({ length: STOPPED_READERS }, (_, i) => listen(`stopped-${i}`)),
  );
  for (const { ws } of stopped) ws.pause();
  let edits = 0;
  const waits: number[] = [];
  const sent = new Map<number, number>();
  reader.doc.getMap("clock").observe((event) => {
    if (!event.keysChanged.has("now")) return;
    const number = reader.doc.getMap("clock").get("now") as number;
    waits.push(performance.now() - (sent.get(number) ?? 0));
  });
  const clock = setInterval(() => {
    sent.set(++edits, performance.now());
    bystander.doc.getMap("clock").set("now", edits);
  }, 50);

  const big = "x".repeat(MEBIBYTE);
  let mostWaiting = 0;
  for (let i = 0; i < WRITTEN_MEBIBYTES; i++) {
    const writer = writers[i % 2];
    writer?.doc.getMap("nodes").set(`big-${i % 2}`, `${i}${big}`);
    await eventually(() => expect(writer?.provider.unsyncedChanges).toBe(0), 10_000);
    mostWaiting = Math.max(mostWaiting, await metric("backlot_sync_backlog_bytes"));
  }
  await eventually(async () => {
    expect(await metric("backlot_sync_connections")).toBe(LIVE_PEERS);
    expect(await metric("backlot_sync_backlog_bytes")).toBe(0);
  }, 12_000);
  expect(mostWaiting).toBeGreaterThan(MEBIBYTE);
  expect(mostWaiting).toBeLessThan((STOPPED_READERS * 10 + LIVE_PEERS) * MEBIBYTE);

  clearInterval(clock);
  await eventually(() => expect(reader.doc.getMap("clock").get("now")).toBe(edits));
  // Who waited for a stopped reader would wait until that one is given up.
  expect(Math.max(...waits)).toBeLessThan(5_000);
  for (const peer of [...writers, bystander, reader, other]) expect(peer.closeCodes).toEqual([]);
  for (const { closeCode } of live) expect(closeCode).toBeUndefined();

  for (const { ws } of stopped) ws.resume();
  await eventually(() => {
    for (const { closeCode } of stopped) expect([1006, 1013]).toContain(closeCode);
  });
  const back = await join("stopped-0");
  await eventually(() => {
    expect(back.doc.getMap("nodes").size).toBe(2);
    expect(back.doc.getMap("clock").get("now")).toBe(edits);
    expect(Y.encodeStateVector(back.doc)).toEqual(Y.encodeStateVector(other.doc));
  });
  for (const peer of [...writers, bystander, reader, other, back]) peer.close();
  mute.resume();
  await eventually(() => expect(mute.closed, "a connection that never asks for anything").toBe(true), 10_000);
  for (const { ws } of live) ws.terminate();
}, 60_000);
