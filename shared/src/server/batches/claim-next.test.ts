import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { insertCanvas, storyboardOf, storyboardOfMany } from "../../../../tests/support/batch-records.ts";
import { describeRecords, type TestRecords } from "../../../../tests/support/describe-records.ts";
import { startStopwatch } from "../../../../tests/support/own-time.ts";
import type { BatchView } from "../../functions/batch-view.ts";
import type { Records } from "../database/records.ts";
import { claimNext } from "./claim-next.ts";
import { endRun } from "./end-run.ts";
import type { JobQueue } from "./job-queue.ts";
import { orderBatch } from "./order-batch.ts";
import { pauseBatch, resumeBatch } from "./pause-batch.ts";
import { submitBatch, type NewBatch } from "./submit-batch.ts";

/** Rows alone decide what is claimed; nothing here needs Redis. */
const queue: JobQueue = {
  enqueue: () => Promise.resolve(true),
  work: () => undefined,
  health: () => Promise.resolve({ reachable: true, waiting: 0, active: 0 }),
  stopWork: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

let opened: TestRecords;
let records: Records;

const submit = async (request: NewBatch): Promise<BatchView> => {
  const result = await submitBatch({ records, queue }, request);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.batch;
};
const submitShots = (canvasId: string, nodeIds = ["shot-1", "shot-2", "shot-3"]) =>
  submit(storyboardOf(nodeIds, { canvasId }));

/** The next runs as `canvas shot`. */
const claimSome = async (count: number, from = records): Promise<string[]> => {
  const claimed: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const next = await claimNext(from, { workerId: "w" });
    claimed.push(next ? `${next.job.canvas_id} ${next.job.node_id}` : "nothing");
  }
  return claimed;
};

describeRecords("the next run", (open) => {
  beforeAll(async () => {
    opened = await open();
    records = opened.records;
    for (const project of ["a", "b", "c"]) await insertCanvas(records, project, `project-${project}`);
    await insertCanvas(records, "a-too", "project-a");
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    await records.deleteFrom("batches").execute();
  });

  it("is none when nothing is due", async () => {
    expect(await claimNext(records, { workerId: "w" })).toBeUndefined();
    const batch = await submitShots("a");
    await records
      .updateTable("jobs")
      .set({ due_at: Date.now() + 60_000 })
      .where("batch_id", "=", batch.id)
      .execute();
    expect(await claimNext(records, { workerId: "w" })).toBeUndefined();
  });

  it("takes the jobs of a batch in their order, retried ones in their old place", async () => {
    const batch = await submitShots("a");
    const first = await claimNext(records, { workerId: "w" });
    expect(first?.batch).toMatchObject({ state: "running", id: batch.id });
    const run = { jobId: first?.job.id ?? "", batchId: batch.id, lease: 1 };
    await endRun(records, run, { state: "retrying", attempts: 1, error: "No.", dueAt: Date.now() });
    expect(await claimSome(4)).toEqual(["a shot-1", "a shot-2", "a shot-3", "nothing"]);
  });

  it("goes to the project with the fewest running, and turns about between equals", async () => {
    await submitShots("a");
    await submitShots("a-too");
    await submitShots("b", ["shot-1"]);
    await submitShots("c", ["shot-1", "shot-2"]);
    expect(await claimSome(9)).toEqual([
      "a shot-1",
      "b shot-1",
      "c shot-1",
      // B has nothing more.
      "a shot-2",
      "c shot-2",
      "a shot-3",
      "a-too shot-1",
      "a-too shot-2",
      "a-too shot-3",
    ]);
  });

  it("lets a project that has just come overtake thousands of jobs of another", async () => {
    for (let index = 0; index < 3; index += 1) await submit(storyboardOfMany(1_000, { canvasId: "a" }));
    await claimSome(10);
    await submitShots("b", ["shot-1"]);
    expect(await claimSome(1)).toEqual(["b shot-1"]);
  });

  it("is one of a project with nothing running, where that is asked for", async () => {
    const claim = async (): Promise<string | undefined> =>
      (await claimNext(records, { workerId: "w", ofIdleProject: true }))?.job.canvas_id;
    await submitShots("a");
    await submitShots("a-too");
    await submitShots("b", ["shot-1"]);
    expect([await claim(), await claim(), await claim()]).toEqual(["a", "b", undefined]);
    expect(await claimSome(1)).toEqual(["a shot-2"]);
  });

  it("goes to the project served longest ago when both have nothing running", async () => {
    const served: string[] = [];
    await submitShots("a");
    await submitShots("b");
    for (let index = 0; index < 6; index += 1) {
      const next = await claimNext(records, { workerId: "w" });
      if (!next) throw new Error("Nothing to claim");
      served.push(next.job.canvas_id);
      const run = { jobId: next.job.id, batchId: next.batch.id, lease: next.job.lease };
      await endRun(records, run, { state: "done" });
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(served).toEqual(["a", "b", "a", "b", "a", "b"]);
  });

  it("follows priority, then the order a person gave, then age", async () => {
    const [old, low, moved, high] = [
      await submitShots("a", ["shot-1"]),
      await submitShots("a", ["shot-2"]),
      await submitShots("a-too", ["shot-1"]),
      await submitShots("a-too", ["shot-2"]),
    ];
    expect(await orderBatch({ records }, low.id, { priority: "low" })).toMatchObject({ priority: "low" });
    await orderBatch({ records }, high.id, { priority: "high" });
    await orderBatch({ records }, moved.id, { before: old.id });
    expect(await claimSome(4)).toEqual(["a-too shot-2", "a-too shot-1", "a shot-1", "a shot-2"]);
  });

  it("passes over a paused batch, and comes back to it when it goes on", async () => {
    const paused = await submitShots("a", ["shot-1", "shot-2"]);
    await submitShots("a", ["shot-3"]);
    expect(await claimSome(1)).toEqual(["a shot-1"]);
    expect(await pauseBatch({ records }, paused.id)).toMatchObject({
      status: "paused",
      counts: { running: 1, queued: 1 },
    });
    expect(await claimSome(2)).toEqual(["a shot-3", "nothing"]);
    expect(await resumeBatch({ records, queue }, paused.id)).toMatchObject({ status: "running" });
    expect(await claimSome(2)).toEqual(["a shot-2", "nothing"]);
  });

  it("leaves a suspect for whoever has room to run it by itself", async () => {
    const batch = await submitShots("a", ["shot-1", "shot-2"]);
    await records
      .updateTable("jobs")
      .set({ lost_runs: 2 })
      .where("id", "=", batch.jobs[0]?.id ?? "")
      .execute();
    const next = () => claimNext(records, { workerId: "w", takesSuspects: false });
    expect((await next())?.job.node_id).toBe("shot-2");
    expect(await next()).toBeUndefined();
    expect(await claimSome(1)).toEqual(["a shot-1"]);
  });

  it("is never given to two workers", async () => {
    await submit(storyboardOfMany(60, { canvasId: "a" }));
    const workers = [opened.openAnother(), opened.openAnother(), opened.openAnother()];
    const claimed = await Promise.all(workers.map((worker) => claimSome(25, worker)));
    const jobs = claimed.flat().filter((job) => job !== "nothing");
    expect(new Set(jobs).size).toBe(60);
    expect(jobs).toHaveLength(60);
  });

  it("costs as much with 10,000 jobs waiting as with 100", async () => {
    const measure = async (jobsPerBatch: number): Promise<number> => {
      await records.deleteFrom("batches").execute();
      for (let index = 0; index < 10; index += 1)
        await submit(storyboardOfMany(jobsPerBatch, { canvasId: index % 2 === 0 ? "a" : "b" }));
      await claimSome(10);
      const times: number[] = [];
      for (let index = 0; index < 40; index += 1) {
        const readMs = startStopwatch();
        await claimNext(records, { workerId: "w" });
        times.push(readMs());
      }
      return times.sort((x, y) => x - y)[20] ?? Number.NaN;
    };
    const [few, many] = [await measure(10), await measure(1_000)];
    // Reading 100 times as many rows would take 20 times as long; a busy machine may double anything.
    expect(many).toBeLessThan(few * 4 + 2);
  }, 60_000);
});
