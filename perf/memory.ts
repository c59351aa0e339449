/**
 * Does the sync-server give back what it took? 1,000 documents are opened, edited and left; then 10,000 connections come
 * with a forged token, with the token of another canvas, or for a canvas that nobody ever wrote. After each, garbage is
 * collected (node --expose-gc and a signal) and heap, RSS, documents, timers and sockets are read from /metrics.
 * Usage: node perf/memory.ts [documents] [strangers] [rounds]
 */
import { rmSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { eventually } from "../tests/support/eventually.ts";
import { findFreePort } from "../tests/support/free-port.ts";
import { openRawPeer, type RawPeer } from "../tests/support/raw-peer.ts";
import { spawnSyncServer } from "../tests/support/spawn-sync.ts";
import { makeDataDir, signTestToken } from "../tests/support/start-sync.ts";
import { describeMachine, printTable } from "./report.ts";

const DOCUMENTS = Number(process.argv[2] ?? 1_000);
const STRANGERS = Number(process.argv[3] ?? 10_000);
const ROUNDS = Number(process.argv[4] ?? 3);
const CHANGE_BYTES = 5_000;
const AT_ONCE = 50;
const SETTLE_DEADLINE_MS = 60_000;
/** Compiled code and grown tables count too; a leak of a document or a timer each is far beyond. */
const MAX_GROWTH_MIB = 8;

const dataDir = makeDataDir();
const port = await findFreePort();
const syncUrl = `ws://127.0.0.1:${port}/sync`;
const server = await spawnSyncServer(port, dataDir, {}, [
  process.execPath,
  "--expose-gc",
  "--import",
  new URL("memory-gc-on-signal.ts", import.meta.url).href,
]);

interface Reading {
  step: string;
  "heap MiB": number;
  "RSS MiB": number;
  documents: number;
  timers: number;
  sockets: number;
}

const readMetrics = async (): Promise<(name: string) => number> => {
  // `connection: close`: the reading itself must not leave a socket behind.
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { connection: "close" } });
  const text = await response.text();
  return (name) => Number(new RegExp(`^${name} (.+)$`, "m").exec(text)?.[1] ?? 0);
};
const read = async (step: string): Promise<Reading> => {
  for (let pass = 0; pass < 3; pass++) {
    process.kill(server.pid, "SIGUSR2");
    await wait(200);
  }
  const metric = await readMetrics();
  const toMiB = (bytes: number): number => Math.round((10 * bytes) / 2 ** 20) / 10;
  return {
    step,
    "heap MiB": toMiB(metric("nodejs_heap_size_used_bytes")),
    "RSS MiB": toMiB(metric("process_resident_memory_bytes")),
    documents: metric("backlot_sync_documents"),
    timers: metric('nodejs_active_resources\\{type="Timeout"\\}'),
    sockets: metric("backlot_sync_connections"),
  };
};
const untilAllAreGone = (): Promise<void> =>
  eventually(async () => {
    const metric = await readMetrics();
    const left = metric("backlot_sync_documents") + metric("backlot_sync_connections");
    if (left > 0) throw new Error(`${left} documents and connections are still there`);
  }, SETTLE_DEADLINE_MS);

const inParallel = async (count: number, work: (index: number) => Promise<void>): Promise<void> => {
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, run));
};
const open = (canvasId: string, token: string): RawPeer =>
  openRawPeer(syncUrl, token, documentNameOf("canvas", canvasId));

const openAndLeave = async (count: number, round: number): Promise<Reading> => {
  const peers: RawPeer[] = [];
  await inParallel(count, async (index) => {
    const canvasId = `memory-${round}-${index}`;
    const peer = open(canvasId, await signTestToken(canvasId));
    await peer.synced;
    await peer.write((doc) => doc.getMap("entries").set("text", "x".repeat(CHANGE_BYTES)));
    peers.push(peer);
  });
  const whileOpen = await read(`${count} documents open`);
  for (const peer of peers) peer.close();
  await untilAllAreGone();
  return whileOpen;
};
const strangers = (count: number): Promise<void> =>
  inParallel(count, async (index) => {
    const unknown = `unknown-${index}`;
    const tokens = [
      () => signTestToken(unknown, {}, { secret: "a secret that is not the server's own" }),
      () => signTestToken("another-canvas"),
      () => signTestToken(unknown),
    ];
    const peer = open(unknown, (await tokens[index % tokens.length]?.()) ?? "");
    await Promise.race([peer.synced, peer.closed]).catch(() => undefined);
    peer.close();
    await peer.closed;
  });

try {
  const rows: Reading[] = [];
  // The first round fills caches and compiles what is hot.
  await openAndLeave(Math.ceil(DOCUMENTS / 4), 0);
  await strangers(Math.ceil(STRANGERS / 20));
  await untilAllAreGone();
  const baseline = await read("baseline, after a smaller round of both");
  rows.push(baseline);
  for (let round = 1; round <= ROUNDS; round++) {
    const whileOpen = await openAndLeave(DOCUMENTS, round);
    if (round === 1) rows.push(whileOpen);
    rows.push(await read(`${DOCUMENTS} documents opened and left, round ${round}`));
  }
  await strangers(STRANGERS);
  await untilAllAreGone();
  rows.push(await read(`${STRANGERS} connections to unknown documents and with wrong tokens`));
  printTable(
    "Memory of the sync-server after it was used",
    rows.map((row) => ({ ...row })),
  );
  process.stdout.write(`${describeMachine()}\n`);
  const last = rows.at(-1) ?? baseline;
  const grown = last["heap MiB"] - baseline["heap MiB"];
  const isBack =
    grown < MAX_GROWTH_MIB && last.documents === 0 && last.sockets === 0 && last.timers <= baseline.timers;
  process.stdout.write(
    `${isBack ? "Back to the baseline" : "NOT back to the baseline"}: heap ${grown >= 0 ? "+" : ""}${grown.toFixed(1)} MiB (budget < ${MAX_GROWTH_MIB}), timers ${baseline.timers} → ${last.timers}.\n`,
  );
  process.exitCode = isBack ? 0 : 1;
} finally {
  await server.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
}
