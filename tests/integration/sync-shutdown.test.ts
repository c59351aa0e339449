import { rmSync } from "node:fs";
import { expect, it } from "vitest";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { findFreePort } from "../support/free-port.ts";
import { openRawPeer } from "../support/raw-peer.ts";
import { spawnSyncServer } from "../support/spawn-sync.ts";
import { hasPostgres, startPostgres } from "../support/start-postgres.ts";
import { startRelay } from "../support/start-relay.ts";
import { makeDataDir, signTestToken } from "../support/start-sync.ts";

const TEST_MS = 60_000;
const PROMISED_MS = 10_000;

it.skipIf(!hasPostgres("sync-shutdown.test.ts")).each(["saved", "waiting to be saved"])(
  "ends in time and with 0 on SIGTERM while PostgreSQL hangs and edits are %s",
  async (edits) => {
    const postgres = await startPostgres();
    const relay = await startRelay(postgres.url);
    const port = await findFreePort();
    const dataDir = makeDataDir();
    const server = await spawnSyncServer(port, dataDir, { DATABASE_URL: relay.url });
    const peers = await Promise.all(
      ["a", "b", "c"].map(async (canvasId) => {
        const token = await signTestToken(canvasId);
        const peer = openRawPeer(`ws://127.0.0.1:${port}/sync`, token, documentNameOf("canvas", canvasId));
        await peer.synced;
        await peer.write((doc) => doc.getMap("nodes").set("a", 1));
        return peer;
      }),
    );
    relay.stall();
    const lost =
      edits === "saved"
        ? []
        : peers.map((peer) => expect(peer.write((doc) => doc.getMap("nodes").set("b", 2))).rejects.toThrow());
    const stoppedAt = performance.now();
    await server.kill("SIGTERM");
    expect(server.exitCode(), server.output()).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(PROMISED_MS);
    await Promise.all(lost);
    expect(await Promise.all(peers.map(({ closed }) => closed))).toEqual(peers.map(() => ({ code: 1012 })));
    await relay.stop();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  },
  TEST_MS,
);
