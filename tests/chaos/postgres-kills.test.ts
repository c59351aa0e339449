import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { findFreePort } from "../support/free-port.ts";
import { spawnSyncServer } from "../support/spawn-sync.ts";
import { hasPostgres } from "../support/start-postgres.ts";
import { startAcknowledgedWriter } from "./acknowledged-writer.ts";
import { makePostgresLog } from "./log-under-test.ts";
import { chooseSeed, createRandom } from "./seeded-random.ts";
import { readStoreState } from "./server-gauge.ts";
import { contentOf, startStockWriters } from "./stock-writers.ts";

/** A tenth of the kills of `sync-kills.test.ts`: each costs a recovery of the database. */
const KILLS = Math.max(2, Math.round(Number(process.env["SYNC_KILLS"] ?? 0) / 10));
const SEED = chooseSeed(process.env["SYNC_KILLS_SEED"]);
const RECOVERY_DEADLINE_MS = 20_000;

it.skipIf(!hasPostgres("postgres-kills.test.ts"))(
  `loses no acknowledged edit when PostgreSQL is killed ${KILLS} times under load, and needs no restart of its own`,
  async () => {
    const random = createRandom(SEED);
    const log = await makePostgresLog();
    const port = await findFreePort();
    const server = await spawnSyncServer(port, log.dataDir, log.settings);
    expect(server.exitCode(), server.output()).toBeNull();
    const writers = ["w1", "w2", "w3"].map((name, index) =>
      startAcknowledgedWriter({
        syncUrl: `ws://127.0.0.1:${port}/sync`,
        canvasId: index < 2 ? "alone" : "mixed",
        name,
        random,
      }),
    );
    const stock = await startStockWriters({ port, canvasId: "mixed", random });
    const expectNothingLost = async (when: string): Promise<void> => {
      for (const one of writers) {
        const findLost = one.remember();
        expect(findLost(await log.readCanvas(one.canvasId)), `lost ${when}, seed ${SEED}`).toEqual([]);
      }
    };
    try {
      for (let kill = 0; kill < KILLS; kill++) {
        const before = writers.map((one) => one.acknowledgedCount());
        await eventually(async () => {
          for (const [index, one] of writers.entries())
            expect(one.acknowledgedCount()).toBeGreaterThan(before[index] ?? 0);
          expect(await readStoreState(port)).toBe("ok");
        }, RECOVERY_DEADLINE_MS);
        await wait(50 + random.below(400));
        await log.postgres.kill();
        await wait(random.below(500));
        await log.postgres.start();
        await expectNothingLost(`after kill ${kill}`);
        expect(server.exitCode()).toBeNull();
      }
      await eventually(async () => expect(await readStoreState(port)).toBe("ok"), RECOVERY_DEADLINE_MS);
      await Promise.all(writers.map((one) => one.stop()));
      const settled = await stock.settle();
      await expectNothingLost("at the end");
      expect(contentOf(await log.readCanvas("mixed"))).toEqual(contentOf(settled));
      expect(server.exitCode()).toBeNull();
      const acknowledged = writers.reduce((sum, one) => sum + one.acknowledgedCount(), 0);
      process.stdout.write(
        `chaos PostgreSQL killed ${KILLS} times: ${acknowledged} acknowledged edits, 0 lost\n`,
      );
    } finally {
      stock.close();
      await server.kill("SIGKILL");
      await Promise.all(writers.map((one) => one.stop()));
      await log.remove();
    }
  },
  60_000 + KILLS * 40_000,
);
