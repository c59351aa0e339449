import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readNode } from "@backlot/shared/canvas/queries/read-node";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { readBatch } from "@backlot/shared/server/batches/read-batch";
import { eventually } from "../support/eventually.ts";
import {
  addShots,
  killProcess,
  SCRIPTED_WORKER_MAIN,
  startRunner,
  type TestRunner,
} from "../support/start-runner.ts";
import { chooseSeed, createRandom } from "./seeded-random.ts";

/** The full run is `WORKER_KILLS=50`, with ten jobs for each kill. */
const KILLS = Number(process.env["WORKER_KILLS"] ?? 6);
const SEED = chooseSeed(process.env["WORKER_KILLS_SEED"]);
const JOBS = KILLS * 10;
const BATCHES = 10;

let runner: TestRunner;
beforeAll(async () => (runner = await startRunner()));
afterAll(() => runner.stop());

it(
  `${JOBS} jobs under ${KILLS} kill -9 of their worker at random moments: each result is there exactly once (seed ${SEED})`,
  async () => {
    const random = createRandom(SEED);
    const { canvas, peer } = await runner.openCanvas("killed");
    // Long enough that a kill meets ten of them at work, each at another point.
    const shots = addShots(canvas, JOBS / BATCHES, (index) => `wait ${200 + (index % 5) * 150}`);
    await eventually(() => expect(peer.provider.hasUnsyncedChanges).toBe(false));
    const batches: BatchView[] = [];
    for (let index = 0; index < BATCHES; index += 1)
      batches.push(await runner.submit(canvas, "killed", shots));

    for (let kill = 0; kill < KILLS; kill += 1) {
      const worker = await runner.spawnWorker(SCRIPTED_WORKER_MAIN);
      await wait(50 + random.below(1_200));
      await killProcess(worker);
    }
    await runner.spawnWorker(SCRIPTED_WORKER_MAIN);
    const ended = await Promise.all(
      batches.map((batch) => runner.awaitEnd(batch.id, 60_000 + KILLS * 20_000)),
    );

    const jobs = ended.flatMap((batch) => batch.jobs);
    expect(jobs).toHaveLength(JOBS);
    expect(jobs.filter((job) => job.status !== "done")).toEqual([]);
    await eventually(() => {
      for (const shot of shots) {
        const expected = jobs.filter((job) => job.nodeId === shot).map((job) => job.id);
        const takes = readNode(canvas, shot)?.takes.map((take) => take.id) ?? [];
        expect(takes.toSorted()).toEqual(expected.toSorted());
      }
    });
    for (const batch of ended) expect(await readBatch(runner.records, batch.id)).toEqual(batch);
    // A kill that meets nobody at work proves nothing.
    const { lost, most, isolated } = await countRuns();
    expect(lost).toBeGreaterThan(KILLS);
    process.stdout.write(
      `worker kills: ${JOBS} jobs, ${KILLS} kills that broke off ${lost} runs, at most ${most} runs of one job, ` +
        `${isolated} jobs run by themselves, each take once\n`,
    );
  },
  120_000 + KILLS * 30_000,
);

const countRuns = async (): Promise<{ lost: number; most: number; isolated: number }> => {
  const rows = await runner.records.selectFrom("jobs").select(["lease", "lost_runs"]).execute();
  return {
    lost: rows.reduce((sum, row) => sum + row.lease - 1, 0),
    most: Math.max(...rows.map((row) => row.lease)),
    isolated: rows.filter((row) => row.lost_runs >= 2).length,
  };
};
