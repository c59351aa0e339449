import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { eventually } from "../support/eventually.ts";
import { findFreePort } from "../support/free-port.ts";
import { openRawPeer } from "../support/raw-peer.ts";
import { spawnSyncServer } from "../support/spawn-sync.ts";
import { joinCanvas, signTestToken } from "../support/start-sync.ts";
import { makeSqliteLog } from "./log-under-test.ts";
import { watchStalls } from "./server-gauge.ts";

const SYNC_DELAY_MS = 200;
const WRITERS = 20;
const WRITING_MS = 4_000;
/** The commit that is under way, its own, and a busy machine. */
const MAX_ACKNOWLEDGED_P95_MS = 3 * SYNC_DELAY_MS;
const MAX_PRESENCE_P95_MS = 150;
const MAX_STALL_MS = 100;

/** Put in front of libc, it makes every flush of a file to the disk take its time. */
const SLOW_SYNC = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
int fsync(int fd) { usleep(${SYNC_DELAY_MS * 1_000}); return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd); }
int fdatasync(int fd) { usleep(${SYNC_DELAY_MS * 1_000}); return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd); }
`;

const folder = mkdtempSync(join(tmpdir(), "backlot-slow-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const buildSlowSync = (): string | undefined => {
  const library = join(folder, "slow-sync.so");
  writeFileSync(join(folder, "slow-sync.c"), SLOW_SYNC);
  try {
    execFileSync("cc", ["-shared", "-fPIC", "-o", library, join(folder, "slow-sync.c"), "-ldl"]);
    return library;
  } catch {
    process.stderr.write("There is no C compiler: the test of a slow disk is skipped\n");
    return undefined;
  }
};
const library = buildSlowSync();

it.skipIf(library === undefined)(
  `on a disk that takes ${SYNC_DELAY_MS} ms for a flush, a hundred edits share one, and presence does not wait`,
  async () => {
    const log = makeSqliteLog();
    const port = await findFreePort();
    const syncUrl = `ws://127.0.0.1:${port}/sync`;
    const server = await spawnSyncServer(port, log.dataDir, { LD_PRELOAD: library ?? "" });
    const writers = await Promise.all(
      Array.from({ length: WRITERS }, async (_, index) => {
        const token = await signTestToken("slow", { actorId: `writer-${index}` });
        const peer = openRawPeer(syncUrl, token, documentNameOf("canvas", "slow"));
        await peer.synced;
        return peer;
      }),
    );
    const [ada, ben] = await Promise.all(
      ["ada", "ben"].map(async (actorId) =>
        joinCanvas(syncUrl, "slow", await signTestToken("slow", { actorId })),
      ),
    );
    try {
      if (!ada || !ben) throw new Error("Two people are needed");
      await eventually(() => expect(ben.provider.isSynced && ada.provider.isSynced).toBe(true));
      // The first commits of a log write its header, too.
      await Promise.all(
        writers.map((peer, index) => peer.write((doc) => doc.getMap("entries").set(`${index}`, 1))),
      );
      const stalls = watchStalls({ port, pid: server.pid });
      const deadline = performance.now() + WRITING_MS;
      const acknowledgedMs: number[] = [];
      const write = async (index: number): Promise<void> => {
        for (let count = 0; performance.now() < deadline; count++) {
          const at = performance.now();
          await writers[index]?.write((doc) => doc.getMap("entries").set(`${index}-${count}`, 1));
          acknowledgedMs.push(performance.now() - at);
        }
      };
      const presenceMs: number[] = [];
      const point = async (): Promise<void> => {
        for (let x = 1; performance.now() < deadline; x++) {
          const at = performance.now();
          ada.provider.setAwarenessField("cursor", { x, y: 0 });
          await eventually(() =>
            expect(ben.provider.awareness?.getStates().get(ada.doc.clientID)).toMatchObject({
              cursor: { x },
            }),
          );
          presenceMs.push(performance.now() - at);
          await wait(50);
        }
      };
      await Promise.all([point(), ...writers.map((_, index) => write(index))]);
      const measured = {
        edits: acknowledgedMs.length,
        acknowledgedP95Ms: p95(acknowledgedMs),
        presenceP95Ms: p95(presenceMs),
        longestStallMs: await stalls.stop(),
      };
      process.stdout.write(`chaos slow disk: ${JSON.stringify(measured)}\n`);
      expect(Math.min(...acknowledgedMs)).toBeGreaterThanOrEqual(SYNC_DELAY_MS - 1);
      expect(measured.acknowledgedP95Ms).toBeLessThan(MAX_ACKNOWLEDGED_P95_MS);
      expect(measured.presenceP95Ms).toBeLessThan(MAX_PRESENCE_P95_MS);
      expect(measured.longestStallMs).toBeLessThan(MAX_STALL_MS);
    } finally {
      for (const peer of [...writers, ada, ben]) peer?.close();
      await server.kill("SIGKILL");
      await log.remove();
    }
  },
  60_000,
);

const p95 = (samples: readonly number[]): number =>
  Math.round(samples.toSorted((a, b) => a - b)[Math.floor(0.95 * samples.length)] ?? Infinity);
