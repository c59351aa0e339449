import { createClient } from "redis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import { readNode } from "@backlot/shared/canvas/queries/read-node";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import type { PresenceState } from "@backlot/shared/presence/presence-state";
import { cancelBatch } from "@backlot/shared/server/batches/cancel-batch";
import { cancelJob } from "@backlot/shared/server/batches/cancel-job";
import { readBatch } from "@backlot/shared/server/batches/read-batch";
import { functionImplementations } from "../../job-worker/src/functions/registry.ts";
import { eventually } from "../support/eventually.ts";
import {
  addShots,
  killProcess,
  SCRIPTED_ISOLATED_RUN,
  SCRIPTED_WORKER_MAIN,
  startRunner,
  type TestRunner,
} from "../support/start-runner.ts";

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

describe("a Redis that forgets everything", () => {
  it("has tickets for the waiting jobs again within 30 s, also when its scripts are gone", async () => {
    const { canvas } = await runner.openCanvas("flushed");
    const shots = addShots(canvas, 40, () => "wait 200");
    const worker = await runner.spawnWorker(SCRIPTED_WORKER_MAIN);
    const batch = await runner.submit(canvas, "flushed", shots);
    await awaitDone(batch.id, 5);
    const client = createClient({ socket: { path: runner.redis.url.slice("unix:".length), tls: false } });
    await client.connect();
    await client.sendCommand(["FLUSHALL"]);
    await client.sendCommand(["SCRIPT", "FLUSH"]);
    client.destroy();
    const flushedAt = Date.now();
    const queued = (await readBatch(runner.records, batch.id))?.counts.queued ?? 0;
    expect(queued).toBeGreaterThan(10);
    await expectOneTakeEach(canvas, await runner.awaitEnd(batch.id, 30_000));
    expect(Date.now() - flushedAt).toBeLessThan(30_000);
    await killProcess(worker);
  }, 60_000);
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
  it("runs in a process of its own, and the others go on meanwhile", async () => {
    const { canvas, peer } = await runner.openCanvas("suspect");
    const shots = addShots(canvas, 8);
    await eventually(() => expect(peer.provider.hasUnsyncedChanges).toBe(false));
    const steps = new Set<string>();
    peer.provider.awareness?.on("change", () => {
      for (const state of peer.provider.awareness?.getStates().values() ?? [])
        for (const [jobId, job] of Object.entries((state as PresenceState).jobs ?? {}))
          if (jobId === suspect?.id) steps.add(job.step);
    });
    const batch = await runner.submit(canvas, "suspect", shots);
    const suspect = batch.jobs[3];
    await runner.records
      .updateTable("jobs")
      .set({ lost_runs: 2 })
      .where("id", "=", suspect?.id ?? "")
      .execute();
    const worker = await runner.startWorker({
      ...functionImplementations,
      storyboard: (run) => {
        // The child has the product's own functions.
        if (run.jobId === suspect?.id) throw new Error("It runs in company");
        return functionImplementations.storyboard(run);
      },
    });
    const ended = await runner.awaitEnd(batch.id);
    await expectOneTakeEach(canvas, ended);
    const alone = ended.jobs[3];
    for (const other of ended.jobs.filter(({ id }) => id !== suspect?.id))
      expect(Date.parse(other.finishedAt ?? "")).toBeLessThan(Date.parse(alone?.finishedAt ?? ""));
    // Reviewers see its progress as they see that of all others.
    expect([...steps].filter((step) => step !== "Starting")).not.toEqual([]);
    const metrics = await (await fetch(`http://127.0.0.1:${worker.port}/metrics`)).text();
    expect(metrics).toContain("backlot_job_isolated_runs_total 1");
    expect(metrics).toContain("backlot_job_isolated_deaths_total 0");
  }, 30_000);

  it("is canceled there as anywhere, and given back when the worker stops", async () => {
    const { canvas, peer } = await runner.openCanvas("suspects");
    const shots = addShots(canvas, 2, () => "wait 20000");
    await eventually(() => expect(peer.provider.hasUnsyncedChanges).toBe(false));
    const batch = await runner.submit(canvas, "suspects", shots);
    await runner.records.updateTable("jobs").set({ lost_runs: 2 }).where("batch_id", "=", batch.id).execute();
    const worker = await runner.startWorker(undefined, SCRIPTED_ISOLATED_RUN);
    await eventually(
      async () => expect((await readBatch(runner.records, batch.id))?.counts.running).toBe(2),
      15_000,
    );
    const [first] = batch.jobs;
    await cancelJob(runner, first?.id ?? "");
    await eventually(async () => {
      const metrics = await (await fetch(`http://127.0.0.1:${worker.port}/metrics`)).text();
      expect(metrics).toContain('backlot_jobs_in_flight{function="storyboard"} 1');
    }, 10_000);
    await worker.stop();
    const row = await runner.records
      .selectFrom("jobs")
      .select(["state", "lost_runs"])
      .where("id", "=", batch.jobs[1]?.id ?? "")
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ state: "queued", lost_runs: 2 });
    await cancelBatch(runner, batch.id);
  }, 60_000);
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
