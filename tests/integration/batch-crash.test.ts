import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import { readNode } from "@backlot/shared/canvas/queries/read-node";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { readBatch } from "@backlot/shared/server/batches/read-batch";
import { functionImplementations } from "../../job-worker/src/functions/registry.ts";
import { eventually } from "../support/eventually.ts";
import { addShots, killProcess, startRunner, type TestRunner } from "../support/start-runner.ts";

let runner: TestRunner;
beforeAll(async () => (runner = await startRunner()));
afterEach(() => runner.stopWorkers());
afterAll(() => runner.stop());

const expectOneTakeEach = async (canvas: CanvasDocument, batch: BatchView): Promise<void> => {
  expect(batch).toMatchObject({ status: "done", counts: { done: batch.jobs.length } });
  await eventually(() => {
    for (const job of batch.jobs) {
      expect(readNode(canvas, job.nodeId ?? "")?.takes.map((take) => take.id)).toEqual([job.id]);
    }
  });
};

const awaitDone = (batchId: string, count: number) =>
  eventually(async () => {
    expect((await readBatch(runner.records, batchId))?.counts.done).toBeGreaterThanOrEqual(count);
  }, 15_000);

describe("a crash in the middle of a batch", () => {
  it("of the worker loses no job and doubles none", async () => {
    const { canvas, peer } = await runner.openCanvas("worker-crash");
    const shots = addShots(canvas, 30);
    await eventually(() => expect(peer.provider.hasUnsyncedChanges).toBe(false));
    const first = await runner.spawnWorker();
    const batch = await runner.submit(canvas, "worker-crash", shots);
    await awaitDone(batch.id, 5);
    await killProcess(first);
    const afterCrash = await readBatch(runner.records, batch.id);
    expect(afterCrash?.counts.running).toBeGreaterThan(0);
    const restartedAt = Date.now();
    await runner.spawnWorker();
    const ended = await runner.awaitEnd(batch.id, 40_000);
    await expectOneTakeEach(canvas, ended);
    const lost = ended.jobs.filter(
      (job) => afterCrash?.jobs.find(({ id }) => id === job.id)?.status === "running",
    );
    for (const job of lost) expect(Date.parse(job.startedAt ?? "") - restartedAt).toBeLessThan(15_000);
  }, 90_000);

  it("of Redis leaves the batch waiting, and it goes on when Redis is back and empty", async () => {
    const { canvas } = await runner.openCanvas("redis-crash");
    const shots = addShots(canvas, 12);
    await runner.redis.kill();
    const batch = await runner.submit(canvas, "redis-crash", shots);
    expect(batch).toMatchObject({ status: "queued", counts: { queued: 12 } });
    await runner.startWorker();
    await runner.redis.start();
    await expectOneTakeEach(canvas, await runner.awaitEnd(batch.id, 20_000));
  }, 90_000);
});

describe("a sync-server that goes away", () => {
  it("in the middle of a batch costs no take and doubles none", async () => {
    const { canvas, peer } = await runner.openCanvas("sync-away");
    const shots = addShots(canvas, 20);
    await eventually(() => expect(peer.provider.hasUnsyncedChanges).toBe(false));
    await runner.startWorker();
    const batch = await runner.submit(canvas, "sync-away", shots);
    await awaitDone(batch.id, 3);
    await runner.withoutSyncServer(async () => {
      const before = await readBatch(runner.records, batch.id);
      expect(before?.counts.done).toBeLessThan(20);
    });
    await expectOneTakeEach(canvas, await runner.awaitEnd(batch.id, 40_000));
  }, 60_000);
});

describe("a job that was running at two deaths", () => {
  it("runs by itself, while the others wait", async () => {
    const { canvas } = await runner.openCanvas("suspect");
    const shots = addShots(canvas, 8);
    let inFlight = 0;
    const neighbours = new Map<string, number>();
    const batch = await runner.submit(canvas, "suspect", shots);
    const suspect = batch.jobs[3];
    await runner.records
      .updateTable("jobs")
      .set({ lost_runs: 2 })
      .where("id", "=", suspect?.id ?? "")
      .execute();
    await runner.startWorker({
      ...functionImplementations,
      storyboard: async (run) => {
        inFlight += 1;
        await new Promise((resolve) => setTimeout(resolve, 50));
        neighbours.set(run.nodeId, inFlight);
        await new Promise((resolve) => setTimeout(resolve, 50));
        inFlight -= 1;
        return { kind: "take", take: { parameters: {}, inputHash: "0" } };
      },
    });
    await expectOneTakeEach(canvas, await runner.awaitEnd(batch.id));
    expect(neighbours.get(suspect?.nodeId ?? "")).toBe(1);
    expect(Math.max(...neighbours.values())).toBeGreaterThan(1);
  }, 30_000);
});

describe("a worker that is stopped", () => {
  it("gives back what it has not finished, without counting it as a failure", async () => {
    const { canvas } = await runner.openCanvas("stopped");
    const shots = addShots(canvas, 3);
    const worker = await runner.startWorker({
      ...functionImplementations,
      storyboard: ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    });
    const batch = await runner.submit(canvas, "stopped", shots);
    await eventually(async () => expect((await readBatch(runner.records, batch.id))?.counts.running).toBe(3));
    await worker.stop();
    expect(await readBatch(runner.records, batch.id)).toMatchObject({ counts: { queued: 3 } });
    const rows = await runner.records
      .selectFrom("jobs")
      .selectAll()
      .where("batch_id", "=", batch.id)
      .execute();
    expect(rows.map(({ attempts, lost_runs }) => [attempts, lost_runs])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    await runner.startWorker();
    await expectOneTakeEach(canvas, await runner.awaitEnd(batch.id));
  }, 30_000);
});
