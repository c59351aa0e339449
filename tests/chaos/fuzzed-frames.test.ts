import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { createYDoc } from "@backlot/shared/canvas/y-doc";
import { findFreePort } from "../support/free-port.ts";
import { openRawPeer } from "../support/raw-peer.ts";
import { describeDocument } from "../support/same-document.ts";
import { spawnSyncServer, type SpawnedSyncServer } from "../support/spawn-sync.ts";
import { signTestToken } from "../support/start-sync.ts";
import type { BystanderReport } from "./bystander.ts";
import { runFuzzLane, type LaneCounts } from "./fuzz-lane.ts";
import { makeNoise } from "./fuzz-noise.ts";
import { addressOf, openFuzzSocket, updateFrame, type Wire } from "./fuzz-socket.ts";
import { makeSqliteLog, type LogUnderTest } from "./log-under-test.ts";
import { updateAtRandom } from "./random-edit.ts";
import { chooseSeed, createRandom } from "./seeded-random.ts";

/** The full run is `FUZZ_FRAMES=100000`. */
const FRAMES = Number(process.env["FUZZ_FRAMES"] ?? 3_000);
const SEED = chooseSeed(process.env["FUZZ_SEED"]);
const LANES = 8;
const FRAMES_PER_CANVAS = 100;
const NOISE_MAKERS = 4;
/** Of all frames; the others go through the lanes, one at a time. */
const NOISE_SHARE = 0.3;
const MAX_DELIVERY_P99_MS = 250;
const MAX_HANG_MS = 1_000;
const MAX_RSS_MIB = 512;
const MAX_LATE_GROWTH_MIB = 64;
const ARENA = "arena";

let log: LogUnderTest;
let port: number;
let server: SpawnedSyncServer;
beforeAll(async () => {
  log = makeSqliteLog();
  port = await findFreePort();
  server = await spawnSyncServer(port, log.dataDir);
  process.stdout.write(`fuzz: FUZZ_SEED=${SEED} FUZZ_FRAMES=${FRAMES}\n`);
});
afterAll(async () => {
  await server.kill("SIGKILL");
  await log.remove();
});

const readFresh = async (canvasId: string): Promise<Y.Doc> => {
  const token = await signTestToken(canvasId, { actorId: "reader", role: "viewer" });
  const reader = openRawPeer(`ws://127.0.0.1:${port}/sync`, token, addressOf(canvasId));
  await reader.synced;
  reader.close();
  return reader.doc;
};

describe("frames that no honest client sends", () => {
  it(
    `${FRAMES} of them neither end, nor hang, nor mislead the server, and nobody else notices`,
    async () => {
      const startedAt = performance.now();
      const bystander = new Worker(new URL("./bystander.ts", import.meta.url), {
        workerData: { port, canvasId: ARENA },
      });
      const [{ clientId }] = (await once(bystander, "message")) as [{ clientId: number }];
      const counts: LaneCounts = {
        accepted: 0,
        duplicates: 0,
        held: 0,
        harmless: 0,
        leftOut: 0,
        refused: {},
      };
      const models = new Map<string, string>();

      const runLane = async (lane: number): Promise<void> => {
        const random = createRandom(SEED + lane);
        const wire: Wire = lane % 4 === 3 ? "y-websocket" : "hocuspocus";
        let left = Math.ceil((FRAMES * (1 - NOISE_SHARE)) / LANES);
        for (let round = 0; left > 0; round++) {
          const canvasId = `lane${lane}-${round}`;
          const frames = Math.min(left, FRAMES_PER_CANVAS);
          const model = await runFuzzLane({
            port,
            wire,
            canvasId,
            random,
            frames,
            otherClients: [clientId],
            counts,
          });
          const expected = describeDocument(model);
          expect(describeDocument(await readFresh(canvasId)), `${canvasId} for a fresh reader`).toBe(
            expected,
          );
          expect(describeDocument(await log.readCanvas(canvasId)), `${canvasId} in the log`).toBe(expected);
          models.set(canvasId, expected);
          left -= frames;
        }
      };
      const noise = (index: number): Promise<void> =>
        makeNoise({
          port,
          wire: index % 2 === 0 ? "hocuspocus" : "y-websocket",
          canvasId: ARENA,
          name: `mallory-${index}`,
          random: createRandom(SEED + 1_000 + index),
          frames: Math.ceil((FRAMES * NOISE_SHARE) / NOISE_MAKERS),
          otherClients: [clientId],
        });
      await Promise.all([
        ...Array.from({ length: LANES }, (_, lane) => runLane(lane)),
        ...Array.from({ length: NOISE_MAKERS }, (_, index) => noise(index)),
      ]);

      bystander.postMessage("stop");
      const [report] = (await once(bystander, "message")) as [BystanderReport];
      const measured = summarize(report);
      process.stdout.write(
        `fuzz: ${FRAMES} frames in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s, ${JSON.stringify({ ...counts, ...measured })}\n`,
      );
      expect(server.exitCode(), server.output()).toBeNull();
      expect(report.problems).toEqual([]);
      // On a machine that is busy with something else, calm was slow, too.
      expect(measured.deliveryP99Ms).toBeLessThan(Math.max(MAX_DELIVERY_P99_MS, 4 * measured.calmP99Ms));
      expect(measured.longestHangMs).toBeLessThan(MAX_HANG_MS);
      // A long run fills the allocator and the arena's document; then it has to stop.
      const [, , third = 0, last = Infinity] = measured.rssQuartersMiB;
      if (measured.peakRssMiB >= MAX_RSS_MIB) expect(last - third).toBeLessThan(MAX_LATE_GROWTH_MIB);
      const arena = await readFresh(ARENA);
      expect(Y.getState(arena.store, clientId)).toBe(report.edits);

      // Whatever was let in can be loaded again, by another process.
      await server.kill("SIGKILL");
      server = await spawnSyncServer(port, log.dataDir);
      expect(describeDocument(await readFresh(ARENA))).toBe(describeDocument(arena));
      for (const [canvasId, expected] of models)
        expect(describeDocument(await readFresh(canvasId)), `${canvasId} after a restart`).toBe(expected);
    },
    120_000 + FRAMES * 20,
  );
});

describe("honest updates that come in any order, several times", () => {
  it(
    "make the same document",
    async () => {
      const random = createRandom(SEED);
      for (let run = 0; run < Math.max(10, FRAMES / 300); run++) {
        const canvasId = `shuffled-${run}`;
        const whole = createYDoc();
        const updates = Array.from({ length: 2 + random.below(12) }, () => {
          const update = updateAtRandom(random, whole);
          Y.applyUpdate(whole, update);
          return update;
        });
        const sent = random.shuffle([...updates, ...updates.filter(() => random.chance(0.4))]);
        const target = { port, wire: "hocuspocus" as const, canvasId, token: await signTestToken(canvasId) };
        const sockets = [await openFuzzSocket(target), await openFuzzSocket(target)];
        for (const update of sent) random.pick(sockets).send(updateFrame(target, update));
        const saved = (): number => sockets.flatMap(({ statuses }) => statuses).length;
        await expect
          .poll(saved, { timeout: 10_000, interval: 5, message: `run ${run}, seed ${SEED}` })
          .toBe(sent.length);
        expect(describeDocument(await readFresh(canvasId)), `run ${run}, seed ${SEED}`).toBe(
          describeDocument(whole),
        );
        for (const socket of sockets) socket.end();
      }
    },
    60_000 + FRAMES,
  );
});

const summarize = (report: BystanderReport) => {
  const at = (samples: readonly number[], share: number): number =>
    Math.round(samples.toSorted((a, b) => a - b)[Math.floor(share * (samples.length - 1))] ?? Infinity);
  return {
    edits: report.edits,
    calmP99Ms: at(report.calmDeliveryMs, 0.99),
    deliveryP50Ms: at(report.deliveryMs, 0.5),
    deliveryP99Ms: at(report.deliveryMs, 0.99),
    longestHangMs: Math.round(Math.max(...report.healthMs, ...report.deliveryMs)),
    peakRssMiB: Math.round(Math.max(...report.rssBytes) / 2 ** 20),
    rssQuartersMiB: quartersOf(report.rssBytes).map((samples) => Math.round(at(samples, 0.5) / 2 ** 20)),
  };
};

const quartersOf = (samples: readonly number[]): number[][] =>
  [0, 1, 2, 3].map((quarter) =>
    samples.slice(
      Math.floor((quarter * samples.length) / 4),
      Math.floor(((quarter + 1) * samples.length) / 4),
    ),
  );
