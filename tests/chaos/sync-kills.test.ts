import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as Y from "yjs";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { eventually } from "../support/eventually.ts";
import { findFreePort } from "../support/free-port.ts";
import { openRawPeer } from "../support/raw-peer.ts";
import { spawnSyncServer, type SpawnedSyncServer } from "../support/spawn-sync.ts";
import { hasPostgres } from "../support/start-postgres.ts";
import { signTestToken } from "../support/start-sync.ts";
import { startAcknowledgedWriter, type AcknowledgedWriter } from "./acknowledged-writer.ts";
import { makePostgresLog, makeSqliteLog, type LogUnderTest } from "./log-under-test.ts";
import { chooseSeed, createRandom } from "./seeded-random.ts";
import { contentOf, startStockWriters } from "./stock-writers.ts";

/** Kills per database; the full run is `SYNC_KILLS=200`. */
const KILLS = Number(process.env["SYNC_KILLS"] ?? 6);
const SEED = chooseSeed(process.env["SYNC_KILLS_SEED"]);
/** After so many kills the canvases are left for fresh ones: reading the log after each kill must stay quick. */
const KILLS_PER_ROUND = 10;
const FOLDING_KILLS = Math.max(2, Math.round(KILLS / 10));

type MakeLog = () => LogUnderTest | Promise<LogUnderTest>;
const DATABASES: [string, MakeLog][] = [["SQLite", () => makeSqliteLog()]];
if (hasPostgres("sync-kills.test.ts")) DATABASES.push(["PostgreSQL", makePostgresLog]);

describe.each(DATABASES)("kill -9 of the sync-server on %s", (database, makeLog) => {
  const random = createRandom(SEED);
  let log: LogUnderTest;
  let port: number;
  let syncUrl: string;
  let server: SpawnedSyncServer | undefined;

  beforeAll(async () => {
    log = await makeLog();
    port = await findFreePort();
    syncUrl = `ws://127.0.0.1:${port}/sync`;
  });
  afterAll(async () => {
    await server?.kill("SIGKILL");
    await log.remove();
  });

  const start = async (): Promise<void> => {
    server = await spawnSyncServer(port, log.dataDir, log.settings);
    expect(server.exitCode(), server.output()).toBeNull();
  };
  const readThroughServer = async (canvasId: string): Promise<Y.Doc> => {
    const token = await signTestToken(canvasId, { actorId: "reader" });
    const reader = openRawPeer(syncUrl, token, documentNameOf("canvas", canvasId));
    await reader.synced;
    reader.close();
    return reader.doc;
  };

  /** Kills while everyone writes; returns how many edits were acknowledged. */
  const runRound = async (round: number, kills: number): Promise<number> => {
    const alone = `alone-${round}`;
    const mixed = `mixed-${round}`;
    const writer = (canvasId: string, name: string): AcknowledgedWriter =>
      startAcknowledgedWriter({ syncUrl, canvasId, name: `${name}-${round}`, random });
    const writers = [writer(alone, "w1"), writer(alone, "w2"), writer(mixed, "w3")];
    const stock = await startStockWriters({ port, canvasId: mixed, random });
    const readBoth = async (read: (canvasId: string) => Promise<Y.Doc>) =>
      new Map([
        [alone, await read(alone)],
        [mixed, await read(mixed)],
      ]);
    const expectNothingLost = (docs: ReadonlyMap<string, Y.Doc>, when: string): void => {
      for (const one of writers) {
        const doc = docs.get(one.canvasId);
        expect(doc && one.findLost(doc), `lost ${when}, seed ${SEED}`).toEqual([]);
      }
    };
    try {
      for (let kill = 0; kill < kills; kill++) {
        await start();
        const before = writers.map((one) => one.acknowledgedCount());
        // A kill counts only when it takes something away: every writer is at work again.
        await eventually(() => {
          for (const [index, one] of writers.entries())
            expect(one.acknowledgedCount()).toBeGreaterThan(before[index] ?? 0);
        }, 20_000);
        await wait(50 + random.below(350));
        // A commit takes far less than a millisecond here: only one that is held up shows an answer that came too early.
        const release = kill % 2 === 0 ? await log.holdWrites() : undefined;
        if (release) await wait(10 + random.below(100));
        await server?.kill("SIGKILL");
        await release?.();
        // What the kernel still delivers of the dead server's answers counts.
        await eventually(() => expect(writers.some((one) => one.isConnected())).toBe(false));
        expectNothingLost(await readBoth(log.readCanvas), `in the log after kill ${kill} of round ${round}`);
      }
      await start();
      await Promise.all(writers.map((one) => one.stop()));
      const settled = await stock.settle();
      const seen = await readBoth(readThroughServer);
      expectNothingLost(seen, `for a fresh reader after round ${round}`);
      const logged = await readBoth(log.readCanvas);
      expectNothingLost(logged, `in the log after round ${round}`);
      expect(contentOf(logged.get(mixed) as Y.Doc)).toEqual(contentOf(settled));
      expect(contentOf(seen.get(mixed) as Y.Doc)).toEqual(contentOf(settled));
    } finally {
      stock.close();
      await server?.kill("SIGKILL");
      await Promise.all(writers.map((one) => one.stop()));
    }
    return writers.reduce((sum, one) => sum + one.acknowledgedCount(), 0);
  };

  it(
    `loses no acknowledged edit in ${KILLS} kills under load, and stock clients end equal with nothing unsaved`,
    async () => {
      const startedAt = performance.now();
      let acknowledged = 0;
      for (let done = 0, round = 0; done < KILLS; done += KILLS_PER_ROUND, round++)
        acknowledged += await runRound(round, Math.min(KILLS_PER_ROUND, KILLS - done));
      expect(acknowledged).toBeGreaterThan(KILLS * 10);
      report(`${database}: ${KILLS} kills under load, ${acknowledged} acknowledged edits, 0 lost`, startedAt);
    },
    60_000 + KILLS * 10_000,
  );

  it(
    `loses nothing in ${FOLDING_KILLS} kills while a canvas is folded and ${FOLDING_KILLS} while it is loaded`,
    async () => {
      const startedAt = performance.now();
      const written = new Set<string>();
      const expectAllThere = (doc: Y.Doc, when: string): void => {
        const present = doc.getMap("entries");
        expect(
          [...written].filter((id) => !present.has(id)),
          `lost ${when}, seed ${SEED}`,
        ).toEqual([]);
      };
      const open = async () =>
        openRawPeer(syncUrl, await signTestToken("folded"), documentNameOf("canvas", "folded"));
      for (let kill = 0; kill < FOLDING_KILLS; kill++) {
        await start();
        const peer = await open();
        await peer.synced;
        const edits = Array.from({ length: 300 }, (_, index) => {
          const id = `k${kill}-${index}`;
          return peer
            .write((doc) => doc.getMap("entries").set(id, "x".repeat(500)))
            .then(() => void written.add(id));
        });
        await Promise.all(edits);
        // The last one leaves: the document is unloaded and its tail folded into the snapshot.
        peer.close();
        await wait(random.below(60));
        await server?.kill("SIGKILL");
        expectAllThere(await log.readCanvas("folded"), `while folding, kill ${kill}`);

        await start();
        const readers = await Promise.all([open(), open(), open()]);
        await wait(random.below(40));
        await server?.kill("SIGKILL");
        for (const reader of readers) reader.close();
        expectAllThere(await log.readCanvas("folded"), `while loading, kill ${kill}`);
      }
      await start();
      expectAllThere(await readThroughServer("folded"), "for a fresh reader");
      await server?.kill("SIGTERM");
      report(
        `${database}: ${2 * FOLDING_KILLS} kills while folding and loading, ${written.size} edits, 0 lost`,
        startedAt,
      );
    },
    60_000 + FOLDING_KILLS * 20_000,
  );
});

const report = (line: string, startedAt: number): void => {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  process.stdout.write(`chaos ${line} (${seconds} s, seed ${SEED})\n`);
};
