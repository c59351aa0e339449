import { rmSync } from "node:fs";
import * as encoding from "lib0/encoding";
import { expect, it } from "vitest";
import * as Y from "yjs";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { eventually } from "../support/eventually.ts";
import { findFreePort } from "../support/free-port.ts";
import { openRawPeer } from "../support/raw-peer.ts";
import { openRawClient } from "../support/raw-sync-client.ts";
import { spawnSyncServer } from "../support/spawn-sync.ts";
import { makeDataDir, signTestToken } from "../support/start-sync.ts";

const VALUES = 60_000;
const CLIENT_ID = 1;
const CONTENT_ANY = 8;
const HAS_ORIGIN = 0x80;
const NULL = 126;

/** An array of nulls, each a struct of its own: Yjs joins them when it applies them, and needs no memory to speak of. */
const writeValuesOneByOne = (): Uint8Array => {
  const encoder = encoding.createEncoder();
  const writeUints = (...values: number[]): void =>
    values.forEach((value) => encoding.writeVarUint(encoder, value));
  writeUints(1, VALUES, CLIENT_ID, 0);
  for (let clock = 0; clock < VALUES; clock++) {
    encoding.writeUint8(encoder, clock === 0 ? CONTENT_ANY : CONTENT_ANY | HAS_ORIGIN);
    writeUints(1);
    if (clock === 0) encoding.writeVarString(encoder, "list");
    else writeUints(clock - 1);
    writeUints(1);
    encoding.writeUint8(encoder, NULL);
  }
  writeUints(0);
  return encoding.toUint8Array(encoder);
};

it("an update of many single values neither ends the server nor keeps it from loading them again", async () => {
  const dataDir = makeDataDir();
  const port = await findFreePort();
  const syncUrl = `ws://127.0.0.1:${port}/sync`;
  const start = () => spawnSyncServer(port, dataDir, {}, [process.execPath, "--max-old-space-size=1024"]);
  const first = await start();
  const writer = await openRawClient(syncUrl, "values");
  writer.sendAuth(await signTestToken("values"));
  writer.sendSync(0, Y.encodeStateVector(new Y.Doc()));
  await eventually(() => expect(writer.heard).toContain("sync-1"));
  writer.sendSync(2, writeValuesOneByOne());
  await eventually(() => expect([writer.statuses, writer.closeCode]).toEqual([[1], undefined]), 10_000);
  await first.kill("SIGKILL");
  const second = await start();
  const reader = openRawPeer(syncUrl, await signTestToken("values"), documentNameOf("canvas", "values"));
  await reader.synced;
  expect(reader.doc.getArray("list")).toHaveLength(VALUES);
  reader.close();
  await second.kill("SIGTERM");
  expect(second.exitCode(), second.output()).toBe(0);
  rmSync(dataDir, { recursive: true, force: true });
});
