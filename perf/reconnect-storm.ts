/**
 * How long after a kill -9 of the sync-server are 1,000 peers of one canvas in sync again? One document of 500 nodes, a
 * signed token per peer, no jitter: all come back at the moment the port answers. "Back" peers still have the document
 * and ask for what they miss; "new" ones have lost it and take it whole. Every tenth has an edit that nobody has seen.
 * The server is on core 0, the peers are on core 1. Usage: node perf/reconnect-storm.ts [peers] [repeats]
 */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import * as Y from "yjs";
import { newCanvasId } from "@backlot/shared/canvas/ids";
import { findFreePort } from "../tests/support/free-port.ts";
import { spawnSyncServer, type SpawnedSyncServer } from "../tests/support/spawn-sync.ts";
import { makeDataDir, signTestToken } from "../tests/support/start-sync.ts";
import { residentMiBOf } from "./canvas-room/process-usage.ts";
import { seedUpdate } from "./canvas-room/room-document.ts";
import { describeMachine, percentile, printTable } from "./report.ts";
import { startStormPeer, type StormPeer } from "./reconnect-storm-peer.ts";

const PEERS = Number(process.argv[2] ?? 1_000);
const REPEATS = Number(process.argv[3] ?? 3);
const SERVER_COMMAND = ["/usr/bin/taskset", "-c", "0", process.execPath] as const;
const PROBE_INTERVAL_MS = 5;
const ROUND_DEADLINE_MS = 60_000;

execFileSync("taskset", ["-acp", "1", String(process.pid)]);
const dataDir = makeDataDir();
const port = await findFreePort();
const canvasId = newCanvasId();
const tokens = await Promise.all(
  Array.from({ length: PEERS }, (_, index) => signTestToken(canvasId, { actorId: `person-${index}` })),
);
const state = seedUpdate();
const stateVector = Y.encodeStateVectorFromUpdate(state);
let server: SpawnedSyncServer | undefined;

const start = async (): Promise<SpawnedSyncServer> => {
  // As the supervisor starts it.
  const settings = { LOG_LEVEL: "info", NODE_COMPILE_CACHE: join(dataDir, "compile-cache") };
  server = await spawnSyncServer(port, dataDir, settings, SERVER_COMMAND);
  if (server.exitCode() !== null) throw new Error(server.output());
  return server;
};
const untilItAnswers = async (): Promise<void> => {
  for (;;) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true));
      socket.on("connect", () => socket.destroy());
      socket.on("error", () => resolve(false));
    });
    if (isThere) return;
    await wait(PROBE_INTERVAL_MS);
  }
};
const openAll = (kind: "back" | "new", edits: boolean): StormPeer[] =>
  tokens.map((token, index) =>
    startStormPeer({
      port,
      canvasId,
      token,
      stateVector: kind === "back" ? stateVector : undefined,
      edit: edits && index % 10 === 0 ? editOf(index) : undefined,
    }),
  );
const editOf = (index: number): Uint8Array => {
  const doc = new Y.Doc();
  doc.getMap("storm").set(`edit-${index}-${doc.clientID}`, 1);
  return Y.encodeStateAsUpdate(doc);
};
const within = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    wait(ROUND_DEADLINE_MS).then(() => {
      throw new Error("Not all peers came back in time");
    }),
  ]);

const measure = async (kind: "back" | "new"): Promise<Record<string, number>> => {
  await start();
  const seeder = startStormPeer({
    port,
    canvasId,
    token: tokens[0] ?? "",
    stateVector: undefined,
    edit: state,
  });
  await within(seeder.saved);
  const before = openAll("back", false);
  seeder.close();
  await within(Promise.all(before.map((peer) => peer.synced)));
  const killedAt = performance.now();
  await server?.kill("SIGKILL");
  for (const peer of before) peer.close();
  const restarting = start();
  await untilItAnswers();
  const answersAt = performance.now();
  const peers = openAll(kind, true);
  const syncedAt = await within(Promise.all(peers.map((peer) => peer.synced)));
  const allSyncedAt = performance.now();
  await within(Promise.all(peers.map((peer) => peer.saved)));
  const allSavedAt = performance.now();
  const rssMiB = residentMiBOf((await restarting).pid);
  for (const peer of peers) peer.close();
  await server?.kill("SIGTERM");
  const waits = syncedAt.map((at) => at - answersAt);
  return {
    "port answers after": answersAt - killedAt,
    "synced p50": percentile(waits, 50),
    "synced p99": percentile(waits, 99),
    "all synced after kill": allSyncedAt - killedAt,
    "all edits saved after kill": allSavedAt - killedAt,
    "sockets tried again": peers.reduce((sum, peer) => sum + peer.attempts() - 1, 0),
    "RSS MiB": rssMiB,
  };
};

try {
  const rows: Record<string, string | number>[] = [];
  for (const kind of ["back", "new"] as const) {
    const rounds: Record<string, number>[] = [];
    for (let round = 0; round < REPEATS; round++) rounds.push(await measure(kind));
    const medians = Object.keys(rounds[0] ?? {}).map((name) => [
      name,
      Math.round(
        percentile(
          rounds.map((one) => one[name] ?? Number.NaN),
          50,
        ),
      ),
    ]);
    rows.push({ peers: `${PEERS} ${kind}`, ...(Object.fromEntries(medians) as Record<string, number>) });
  }
  printTable(
    `Reconnect storm: times in ms, medians of ${REPEATS}; document ${(state.length / 1024).toFixed(0)} KiB; budget: all synced < 4,000 ms after the kill`,
    rows,
  );
  process.stdout.write(`${describeMachine()}\n`);
} finally {
  await server?.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
}
