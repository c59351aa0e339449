import { execFileSync } from "node:child_process";
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { eventually } from "../support/eventually.ts";
import { findFreePort } from "../support/free-port.ts";
import { openRawPeer } from "../support/raw-peer.ts";
import { spawnSyncServer } from "../support/spawn-sync.ts";
import { hasPostgres } from "../support/start-postgres.ts";
import { joinCanvas, signTestToken } from "../support/start-sync.ts";
import { startAcknowledgedWriter } from "./acknowledged-writer.ts";
import { makePostgresLog, makeSqliteLog, type LogUnderTest } from "./log-under-test.ts";
import { chooseSeed, createRandom } from "./seeded-random.ts";
import { readStoreState, watchStalls } from "./server-gauge.ts";

const SEED = chooseSeed(process.env["SYNC_KILLS_SEED"]);
/** Long enough for every time-out of the store to have struck. */
const TROUBLE_MS = 2_500;
const QUIET_MS = 500;
const RECOVERY_DEADLINE_MS = 10_000;
const MAX_STALL_MS = 100;
const CHANGE_BYTES = 2_000;

interface Trouble {
  log: LogUnderTest;
  /** Documents that are not in memory can be read meanwhile. */
  canLoad: boolean;
  begin(): Promise<() => Promise<void>>;
  remove(): Promise<void>;
}

const canMount = process.getuid?.() === 0 && process.platform === "linux";
if (!canMount) process.stderr.write("Only root may mount a small disk: the test of a full one is skipped\n");
const withPostgres = hasPostgres("store-trouble.test.ts");

const lockedSqlite = (): Promise<Trouble> => {
  const log = makeSqliteLog();
  return Promise.resolve({ log, canLoad: true, begin: log.holdWrites, remove: log.remove });
};
const fullDisk = (): Promise<Trouble> => {
  const folder = mkdtempSync(join(tmpdir(), "backlot-full-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=12m", "backlot-full", folder]);
  return Promise.resolve({
    log: makeSqliteLog(folder),
    canLoad: true,
    begin: () => {
      fill(join(folder, "filler"));
      return Promise.resolve(() => Promise.resolve(rmSync(join(folder, "filler"))));
    },
    remove: () => {
      execFileSync("umount", ["-l", folder]);
      return Promise.resolve(rmSync(folder, { recursive: true, force: true }));
    },
  });
};
const lockedPostgres = async (): Promise<Trouble> => {
  const log = await makePostgresLog();
  return { log, canLoad: true, begin: log.holdWrites, remove: log.remove };
};
const killedPostgres = async (): Promise<Trouble> => {
  const log = await makePostgresLog();
  const begin = () => log.postgres.kill().then(() => log.postgres.start);
  return { log, canLoad: false, begin, remove: log.remove };
};

const TROUBLES: [string, boolean, () => Promise<Trouble>][] = [
  ["SQLite is locked by another program", true, lockedSqlite],
  ["the disk is full", canMount, fullDisk],
  ["PostgreSQL's log is locked", withPostgres, lockedPostgres],
  ["PostgreSQL is killed", withPostgres, killedPostgres],
];

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

describe.each(TROUBLES)("while %s", (name, isPossible, make) => {
  it.skipIf(!isPossible)(
    "nothing is acknowledged, presence and reading go on, and everything is saved afterwards without a restart",
    async () => {
      const trouble = await make();
      cleanUps.push(trouble.remove);
      const { log } = trouble;
      const port = await findFreePort();
      const syncUrl = `ws://127.0.0.1:${port}/sync`;
      const server = await spawnSyncServer(port, log.dataDir, log.settings);
      cleanUps.push(() => server.kill("SIGKILL"));
      expect(server.exitCode(), server.output()).toBeNull();
      const join = (canvasId: string, actorId: string) =>
        joinCanvas(syncUrl, canvasId, () => signTestToken(canvasId, { actorId }));
      const readFresh = async (canvasId: string) => {
        const token = await signTestToken(canvasId, { actorId: "reader" });
        const reader = openRawPeer(syncUrl, token, documentNameOf("canvas", canvasId));
        await reader.synced;
        reader.close();
        return reader.doc;
      };

      // Something to read that is not in memory any more.
      const earlier = join("asleep", "ada");
      earlier.doc.getMap("entries").set("kept", 1);
      await eventually(() => expect(earlier.provider.unsyncedChanges).toBe(0), 10_000);
      earlier.close();
      const [ada, ben] = [join("awake", "ada"), join("awake", "ben")];
      cleanUps.push(ada.close, ben.close);
      const editAsAda = (id: string): void => {
        ada.doc.getMap("entries").set(id, "x".repeat(CHANGE_BYTES));
      };
      editAsAda("before");
      await eventually(() => {
        expect(ada.provider.unsyncedChanges).toBe(0);
        expect(ben.doc.getMap("entries").has("before")).toBe(true);
      }, 10_000);
      const writer = startAcknowledgedWriter({
        syncUrl,
        canvasId: "busy",
        name: "w",
        random: createRandom(SEED),
      });
      cleanUps.push(writer.stop);
      await eventually(() => expect(writer.acknowledgedCount()).toBeGreaterThan(50), 10_000);

      const end = await trouble.begin();
      let hasEnded = false;
      cleanUps.push(() => hasEnded || end());
      const stalls = watchStalls({ port, pid: server.pid });
      // A full disk still takes what fits into files that are there already.
      await eventually(async () => {
        const before = writer.acknowledgedCount();
        await wait(QUIET_MS);
        expect(writer.acknowledgedCount()).toBe(before);
      }, 20_000);
      const acknowledgedBefore = writer.acknowledgedCount();
      const deadline = performance.now() + TROUBLE_MS;
      editAsAda("during");
      await eventually(async () => expect(await readStoreState(port)).toBe("degraded"));
      for (let x = 0; performance.now() < deadline; x++) {
        ada.provider.setAwarenessField("cursor", { x, y: 0 });
        await eventually(
          () =>
            expect(ben.provider.awareness?.getStates().get(ada.doc.clientID)).toMatchObject({
              cursor: { x },
            }),
          2_000,
        );
        await wait(100);
      }
      expect((await readFresh("awake")).getMap("entries").has("before")).toBe(true);
      if (trouble.canLoad) expect((await readFresh("asleep")).getMap("entries").get("kept")).toBe(1);
      expect(writer.acknowledgedCount(), "acknowledged without a disk").toBe(acknowledgedBefore);
      expect(ada.provider.isSynced && ada.provider.unsyncedChanges === 0).toBe(false);
      expect(ben.doc.getMap("entries").has("during")).toBe(false);
      const longestStallMs = await stalls.stop();

      hasEnded = true;
      await end();
      const endedAt = performance.now();
      await eventually(async () => {
        expect(writer.acknowledgedCount()).toBeGreaterThan(acknowledgedBefore + 10);
        expect(ada.provider.isSynced && ada.provider.unsyncedChanges === 0).toBe(true);
        expect(ben.doc.getMap("entries").has("during")).toBe(true);
        expect(await readStoreState(port)).toBe("ok");
      }, RECOVERY_DEADLINE_MS);
      const recoveredMs = Math.round(performance.now() - endedAt);
      process.stdout.write(
        `chaos ${name}: recovered in ${recoveredMs} ms; longest stall ${longestStallMs} ms\n`,
      );
      expect(longestStallMs).toBeLessThan(MAX_STALL_MS);

      expect(server.exitCode()).toBeNull();
      await server.kill("SIGKILL");
      await writer.stop();
      expect(writer.findLost(await log.readCanvas("busy")), `seed ${SEED}`).toEqual([]);
      expect([...(await log.readCanvas("awake")).getMap("entries").keys()].sort()).toEqual([
        "before",
        "during",
      ]);
    },
    90_000,
  );
});

/** To the last byte. */
const fill = (path: string): void => {
  const file = openSync(path, "w");
  for (let bytes = 1024 * 1024; bytes >= 1;) {
    try {
      writeSync(file, Buffer.alloc(bytes));
    } catch {
      // This much is no more left.
      bytes = Math.floor(bytes / 2);
    }
  }
  fsyncSync(file);
  closeSync(file);
};
