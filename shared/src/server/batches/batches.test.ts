import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertCanvas, storyboardOf } from "../../../../tests/support/batch-records.ts";
import { describeRecords, type TestRecords } from "../../../../tests/support/describe-records.ts";
import { startRedis, type TestRedis } from "../../../../tests/support/start-redis.ts";
import { functionContracts } from "../../functions/registry.ts";
import type { Records } from "../database/records.ts";
import { createLogger } from "../logger.ts";
import { parseRedisAddress } from "../redis-address.ts";
import { cancelBatch } from "./cancel-batch.ts";
import { cancelJob } from "./cancel-job.ts";
import { claimJob } from "./claim-job.ts";
import { endRun, holdsLease, type RunRef } from "./end-run.ts";
import { createJobQueue, type JobQueue } from "./job-queue.ts";
import { listBatches, readBatch } from "./read-batch.ts";
import { beatWorker, loseRunAlone, recoverLostRuns, removeWorker } from "./recover-jobs.ts";
import { LOST_RUNS_BEFORE_ALONE } from "../../functions/batch-states.ts";
import { pauseBatch } from "./pause-batch.ts";
import { retryBatch, retryJob } from "./retry-batch.ts";
import { submitBatch, type NewBatch } from "./submit-batch.ts";
import { findOverdueTickets, readWaiting } from "./waiting-jobs.ts";
import { findLostLeases, writeProgress } from "./watch-runs.ts";

const logger = createLogger("test", "silent");
let opened: TestRecords;
let records: Records;
let redis: TestRedis;
let queue: JobQueue;

beforeAll(async () => {
  redis = await startRedis();
  queue = createJobQueue({ redis: parseRedisAddress(redis.url), logger });
});

afterAll(async () => {
  await queue.close();
  await redis.stop();
});

const submit = async (nodeIds: readonly string[]) => {
  const result = await submitBatch({ records, queue }, storyboardOf(nodeIds));
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.batch;
};

const refuse = async (changes: Partial<NewBatch>) => {
  const result = await submitBatch({ records, queue }, storyboardOf(["shot-1"], changes));
  if (result.ok) throw new Error("The batch was accepted");
  return result.errors;
};

const claim = async (jobId: string | undefined, workerId = "worker-1"): Promise<RunRef> => {
  const claimed = await claimJob(records, { jobId: jobId ?? "", workerId });
  if (!claimed) throw new Error("Nothing to claim");
  return { jobId: claimed.job.id, batchId: claimed.batch.id, lease: claimed.job.lease };
};

describeRecords("batches", (open) => {
  beforeAll(async () => {
    opened = await open();
    records = opened.records;
    await insertCanvas(records, "canvas-1");
  });
  afterAll(() => opened.close());

  describe("submitting a batch", () => {
    it("makes one queued job per node, in the order given, and a node named twice is run once", async () => {
      const batch = await submit(["shot-2", "shot-1", "shot-2"]);
      expect(batch.status).toBe("queued");
      expect(batch.jobs.map((job) => job.nodeId)).toEqual(["shot-2", "shot-1"]);
      expect(batch.counts).toMatchObject({ queued: 2, total: 2, done: 0 });
      expect(batch.createdBy).toEqual({ id: "ada", name: "Ada Lindqvist" });
      expect(await readBatch(records, batch.id)).toEqual(batch);
    });

    it("makes one job without a node for a canvas function", async () => {
      const result = await submitBatch(
        { records, queue },
        storyboardOf([], { function: "breakdown", nodes: new Map() }),
      );
      expect(result).toMatchObject({ ok: true, batch: { jobs: [{ status: "queued" }] } });
    });

    it("refuses nodes for a canvas function", async () => {
      expect(await refuse({ function: "breakdown", nodeIds: ["shot-1"] })).toMatchObject([
        { path: "nodeIds" },
      ]);
    });

    it("refuses an unknown function and names the known ones", async () => {
      expect(await refuse({ function: "toString" })).toEqual([
        {
          path: "function",
          message: `There is no such function. Known: ${Object.keys(functionContracts).join(", ")}.`,
        },
      ]);
    });

    it("refuses 0 and 1,001 nodes", async () => {
      expect(await refuse({ nodeIds: [] })).toMatchObject([{ path: "nodeIds" }]);
      const many = Array.from({ length: 1001 }, (_, index) => `shot-${index}`);
      expect(await refuse({ nodeIds: many })).toMatchObject([
        { path: "nodeIds", message: "At most 1000 nodes in one batch, not 1001." },
      ]);
    });

    it("says per node what is wrong and submits nothing", async () => {
      const before = (await listBatches(records, "canvas-1", { limit: 100 })).items.length;
      expect(await refuse({ nodeIds: ["shot-1", "gone", "scene-1"], options: { marks: "yes" } })).toEqual([
        { path: "options.marks", message: expect.stringContaining("boolean") as string },
        { path: "nodeIds.1", message: "There is no such node on this canvas." },
        { path: "nodeIds.2", message: "Storyboard runs on shots, not on a node of type scene." },
      ]);
      expect((await listBatches(records, "canvas-1", { limit: 100 })).items.length).toBe(before);
    });

    it("takes 1,000 nodes", async () => {
      const ids = Array.from({ length: 1000 }, (_, index) => `many-${index}`);
      const nodes = new Map(ids.map((id) => [id, "shot"]));
      const result = await submitBatch({ records, queue }, storyboardOf(ids, { nodes }));
      expect(result).toMatchObject({ ok: true, batch: { counts: { queued: 1000 } } });
    });
  });

  describe("listing batches", () => {
    it("shows the newest first and pages with a cursor", async () => {
      await insertCanvas(records, "canvas-2");
      const ids: string[] = [];
      for (let index = 0; index < 3; index++) {
        const result = await submitBatch(
          { records, queue },
          storyboardOf(["shot-1"], { canvasId: "canvas-2" }),
        );
        if (result.ok) ids.push(result.batch.id);
        await records
          .updateTable("batches")
          .set({ created_at: index })
          .where("id", "=", ids[index] ?? "")
          .execute();
      }
      const first = await listBatches(records, "canvas-2", { limit: 2 });
      expect(first.items.map((batch) => batch.id)).toEqual([ids[2], ids[1]]);
      const second = await listBatches(records, "canvas-2", { limit: 2, cursor: first.nextCursor });
      expect(second.items.map((batch) => batch.id)).toEqual([ids[0]]);
      expect(second.nextCursor).toBeUndefined();
      expect((await listBatches(records, "canvas-2", { limit: 5, cursor: "nonsense" })).items).toHaveLength(
        3,
      );
    });
  });

  describe("a run", () => {
    it("is claimed once, and its batch runs", async () => {
      const batch = await submit(["shot-1"]);
      const jobId = batch.jobs[0]?.id ?? "";
      const claims = await Promise.all(
        [1, 2, 3].map(() => claimJob(records, { jobId, workerId: "worker-1" })),
      );
      expect(claims.filter((claimed) => claimed !== undefined)).toHaveLength(1);
      expect(await readBatch(records, batch.id)).toMatchObject({ status: "running", counts: { running: 1 } });
    });

    it("ends done with its result, and the batch is done when every job is", async () => {
      const batch = await submit(["shot-1", "shot-2"]);
      const first = await claim(batch.jobs[0]?.id);
      expect(await endRun(records, first, { state: "done", result: { scenes: 3 } })).toBe(true);
      expect(await readBatch(records, batch.id)).toMatchObject({ status: "running" });
      await endRun(records, await claim(batch.jobs[1]?.id), { state: "done" });
      const ended = await readBatch(records, batch.id);
      expect(ended).toMatchObject({ status: "done", counts: { done: 2 } });
      expect(ended?.jobs[0]).toMatchObject({ progress: 1, result: { scenes: 3 } });
      expect(ended?.finishedAt).toBeDefined();
    });

    it("of an older lease changes nothing any more", async () => {
      const batch = await submit(["shot-1"]);
      const late = await claim(batch.jobs[0]?.id);
      await endRun(records, late, { state: "queued", dueAt: Date.now() });
      const newer = await claim(batch.jobs[0]?.id);
      expect(newer.lease).toBe(late.lease + 1);
      expect(await holdsLease(records, late)).toBe(false);
      expect(await holdsLease(records, newer)).toBe(true);
      expect(await endRun(records, late, { state: "failed", attempts: 1, error: "late" })).toBe(false);
      await writeProgress(records, [
        { ...late, progress: 0.9 },
        { ...newer, progress: 0.4 },
      ]);
      expect(await findLostLeases(records, [late, newer])).toEqual([late]);
      expect((await readBatch(records, batch.id))?.jobs[0]).toMatchObject({
        status: "running",
        progress: 0.4,
      });
    });

    it("that failed is retried and then failed for good, and only failed jobs are retried by a person", async () => {
      const batch = await submit(["shot-1", "shot-2"]);
      const [failing, fine] = batch.jobs;
      const run = await claim(failing?.id);
      await endRun(records, run, { state: "retrying", attempts: 1, error: "No light.", dueAt: Date.now() });
      expect(await readBatch(records, batch.id)).toMatchObject({
        status: "running",
        counts: { retrying: 1 },
      });
      await endRun(records, await claim(failing?.id), {
        state: "failed",
        attempts: 2,
        error: "Still no light.",
      });
      await endRun(records, await claim(fine?.id), { state: "done" });
      expect(await readBatch(records, batch.id)).toMatchObject({
        status: "failed",
        counts: { failed: 1, done: 1 },
      });

      const retried = await retryBatch({ records, queue }, batch.id);
      expect(retried).toMatchObject({ status: "running", counts: { queued: 1, done: 1 } });
      expect(retried?.finishedAt).toBeUndefined();
      await endRun(records, await claim(failing?.id), { state: "done" });
      expect(await readBatch(records, batch.id)).toMatchObject({ status: "done" });
    });
  });

  describe("canceling", () => {
    it("ends what has not ended, keeps what is done, and takes the lease from a running job", async () => {
      const batch = await submit(["shot-1", "shot-2", "shot-3"]);
      await endRun(records, await claim(batch.jobs[0]?.id), { state: "done" });
      const running = await claim(batch.jobs[1]?.id);
      const canceled = await cancelBatch({ records }, batch.id);
      expect(canceled).toMatchObject({ status: "canceled", counts: { done: 1, canceled: 2 } });
      expect(await holdsLease(records, running)).toBe(false);
      expect(await endRun(records, running, { state: "done" })).toBe(false);
      expect(
        await claimJob(records, { jobId: batch.jobs[2]?.id ?? "", workerId: "worker-1" }),
      ).toBeUndefined();
      expect(await cancelBatch({ records }, batch.id)).toEqual(canceled);
      expect(await cancelBatch({ records }, "unknown")).toBeUndefined();
    });

    it("of one job leaves the others, and the batch ends as failed", async () => {
      const batch = await submit(["shot-1", "shot-2"]);
      expect(await cancelJob({ records }, batch.jobs[0]?.id ?? "")).toMatchObject({
        status: "running",
        counts: { canceled: 1, queued: 1 },
      });
      await endRun(records, await claim(batch.jobs[1]?.id), { state: "done" });
      expect(await readBatch(records, batch.id)).toMatchObject({ status: "failed" });
      expect(await cancelJob({ records }, "unknown")).toBeUndefined();
    });
  });

  describe("recovery", () => {
    const recover = (workerId: string, ownRuns: [string, number][] = []) =>
      recoverLostRuns(records, {
        workerId,
        isOwnRun: ({ jobId, lease }) => new Map(ownRuns).get(jobId) === lease,
      });
    const endAllRuns = () =>
      records.updateTable("jobs").set({ state: "done" }).where("state", "=", "running").execute();
    const readLostRuns = async (jobId: string): Promise<number> => {
      const row = await records
        .selectFrom("jobs")
        .select("lost_runs")
        .where("id", "=", jobId)
        .executeTakeFirstOrThrow();
      return row.lost_runs;
    };

    it("takes back the runs of a dead worker and leaves those of a living one", async () => {
      await endAllRuns();
      await beatWorker(records, "living");
      const batch = await submit(["shot-1", "shot-2"]);
      const lost = await claim(batch.jobs[0]?.id, "dead");
      const kept = await claim(batch.jobs[1]?.id, "living");
      expect(await recover("me")).toEqual([{ jobId: lost.jobId, lease: lost.lease }]);
      expect(await readLostRuns(lost.jobId)).toBe(1);
      expect(await holdsLease(records, kept)).toBe(true);
      await removeWorker(records, "living");
      expect(await recover("me")).toEqual([{ jobId: kept.jobId, lease: kept.lease }]);
    });

    it("takes back a row that this worker does not run", async () => {
      await endAllRuns();
      await beatWorker(records, "me");
      const batch = await submit(["shot-1", "shot-2"]);
      const real = await claim(batch.jobs[0]?.id, "me");
      const ghost = await claim(batch.jobs[1]?.id, "me");
      expect(await recover("me", [[real.jobId, real.lease]])).toEqual([
        { jobId: ghost.jobId, lease: ghost.lease },
      ]);
    });

    it("never gives a job up for deaths of workers, however many: it may be innocent", async () => {
      await endAllRuns();
      const batch = await submit(["shot-1"]);
      const jobId = batch.jobs[0]?.id ?? "";
      for (let death = 1; death <= 6; death++) {
        await claim(jobId, "dead");
        expect(await recover("me")).toHaveLength(1);
        expect(await readLostRuns(jobId)).toBe(Math.min(death, LOST_RUNS_BEFORE_ALONE));
      }
    });

    it("gives a job up after the third death of its own, with the reason, and a person can have it tried again", async () => {
      await endAllRuns();
      const batch = await submit(["shot-1"]);
      const jobId = batch.jobs[0]?.id ?? "";
      await records
        .updateTable("jobs")
        .set({ lost_runs: LOST_RUNS_BEFORE_ALONE })
        .where("id", "=", jobId)
        .execute();
      const late = await claim(jobId);
      expect(await loseRunAlone(records, late, "it ended its process.")).toBe("queued");
      expect(await loseRunAlone(records, late, "it ended its process.")).toBeUndefined();
      expect(await loseRunAlone(records, await claim(jobId), "it ended its process.")).toBe("queued");
      expect(await loseRunAlone(records, await claim(jobId), "it ended its process.")).toBe("failed");
      expect(await readBatch(records, batch.id)).toMatchObject({
        status: "failed",
        jobs: [
          {
            status: "failed",
            error: "It broke off 3 times while it ran by itself: it ended its process.",
          },
        ],
      });
      await retryJob({ records, queue }, jobId);
      expect(await readLostRuns(jobId)).toBe(0);
      await claim(jobId);
    });

    it("finds waiting jobs whose ticket may be lost, and how long the oldest has waited", async () => {
      await records.updateTable("jobs").set({ state: "done" }).execute();
      expect(await readWaiting(records)).toEqual({ count: 0, oldestMs: 0 });
      const batch = await submit(["shot-1", "shot-2"]);
      expect(await findOverdueTickets(records, 10)).toEqual([]);
      await records
        .updateTable("jobs")
        .set({ due_at: Date.now() - 10_000 })
        .where("batch_id", "=", batch.id)
        .execute();
      expect(await findOverdueTickets(records, 1)).toHaveLength(1);
      expect(await findOverdueTickets(records, 10)).toEqual(
        expect.arrayContaining(batch.jobs.map((job) => ({ jobId: job.id, lease: 0 }))),
      );
      const { count, oldestMs } = await readWaiting(records);
      expect(count).toBe(2);
      expect(oldestMs).toBeGreaterThanOrEqual(10_000);
      await pauseBatch({ records }, batch.id);
      expect(await findOverdueTickets(records, 10)).toEqual([]);
      expect(await readWaiting(records)).toEqual({ count: 0, oldestMs: 0 });
    });
  });

  describe("from several processes at once", () => {
    it("lets one of two claimers have a job, each time", async () => {
      const others = [opened.openAnother(), opened.openAnother()];
      for (let round = 0; round < 10; round += 1) {
        const batch = await submit(["shot-1"]);
        const jobId = batch.jobs[0]?.id ?? "";
        const claims = await Promise.all(
          others.map((other, index) => claimJob(other, { jobId, workerId: `worker-${index}` })),
        );
        expect(claims.filter((claimed) => claimed !== undefined)).toHaveLength(1);
      }
    });

    it("settles a batch whose last jobs end at the same moment", async () => {
      const others = [opened.openAnother(), opened.openAnother(), opened.openAnother()];
      for (let round = 0; round < 10; round += 1) {
        const batch = await submit(["shot-1", "shot-2", "shot-3"]);
        const runs = await Promise.all(batch.jobs.map((job) => claim(job.id)));
        await Promise.all(runs.map((run, index) => endRun(others[index] ?? records, run, { state: "done" })));
        expect(await readBatch(records, batch.id)).toMatchObject({ status: "done" });
      }
    });

    it("submits once what two ask for once, and again after it has failed", async () => {
      await insertCanvas(records, "canvas-once");
      const ask = async (from: Records): Promise<string> => {
        const wanted = storyboardOf(["shot-1"], { canvasId: "canvas-once", once: true });
        const result = await submitBatch({ records: from, queue }, wanted);
        if (!result.ok) throw new Error("Refused");
        return result.batch.id;
      };
      const ids = await Promise.all([ask(opened.openAnother()), ask(opened.openAnother())]);
      expect(new Set(ids).size).toBe(1);
      await records.updateTable("batches").set({ state: "failed" }).where("id", "in", ids).execute();
      expect(ids).not.toContain(await ask(records));
    });

    it("recovers a dead worker's run once", async () => {
      const others = [opened.openAnother(), opened.openAnother()];
      const batch = await submit(["shot-1"]);
      const lost = await claim(batch.jobs[0]?.id, "dead");
      const recovered = await Promise.all(
        others.map((other, index) =>
          recoverLostRuns(other, { workerId: `worker-${index}`, isOwnRun: () => true }),
        ),
      );
      const mine = recovered.flat().filter(({ jobId }) => jobId === lost.jobId);
      expect(mine).toEqual([{ jobId: lost.jobId, lease: lost.lease }]);
    });

    it("runs a batch of many jobs with twenty runs at a time", async () => {
      const workers = [opened.openAnother(), opened.openAnother()];
      const ids = Array.from({ length: 100 }, (_, index) => `busy-${index}`);
      const nodes = new Map(ids.map((id) => [id, "shot"]));
      const submitted = await submitBatch({ records, queue }, storyboardOf(ids, { nodes }));
      if (!submitted.ok) throw new Error("Refused");
      const waiting = [...submitted.batch.jobs];
      const runSome = async (worker: Records, workerId: string): Promise<void> => {
        for (let job = waiting.pop(); job; job = waiting.pop()) {
          const claimed = await claimJob(worker, { jobId: job.id, workerId });
          if (!claimed) throw new Error("Nothing to claim");
          const run = { jobId: job.id, batchId: submitted.batch.id, lease: claimed.job.lease };
          expect(await endRun(worker, run, { state: "done" })).toBe(true);
        }
      };
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          runSome(workers[index % 2] ?? records, `worker-${index % 2}`),
        ),
      );
      expect(await readBatch(records, submitted.batch.id)).toMatchObject({
        status: "done",
        counts: { done: 100 },
      });
    });
  });
});
