import type { ChildProcess } from "node:child_process";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readNode } from "@backlot/shared/canvas/queries/read-node";
import { readBatch } from "@backlot/shared/server/batches/read-batch";
import { retryJob } from "@backlot/shared/server/batches/retry-batch";
import { eventually } from "../support/eventually.ts";
import {
  addShots,
  killProcess,
  SCRIPTED_WORKER_MAIN,
  startRunner,
  type TestRunner,
} from "../support/start-runner.ts";

const SHOTS = 12;
const POISONED = 3;

let runner: TestRunner;
beforeAll(async () => (runner = await startRunner()));
afterEach(() => runner.stopWorkers());
afterAll(() => runner.stop());

/** As the supervisor does: whenever the worker dies, the next is started. */
const keepWorking = (): { deaths: () => number; stop: () => Promise<void> } => {
  let deaths = 0;
  let isStopping = false;
  let worker: ChildProcess | undefined;
  const working = (async () => {
    while (!isStopping) {
      worker = await runner.spawnWorker(SCRIPTED_WORKER_MAIN);
      const running = worker;
      await new Promise((resolve) => running.once("exit", resolve));
      if (!isStopping) deaths += 1;
    }
  })();
  return {
    deaths: () => deaths,
    stop: async () => {
      isStopping = true;
      if (worker) await killProcess(worker);
      await working;
    },
  };
};

describe("a job that ends its process", () => {
  it("is out after three deaths of its own, with the reason, while all others are done", async () => {
    const { canvas, peer } = await runner.openCanvas("poison");
    const shots = addShots(canvas, SHOTS, (index) => (index === POISONED ? "exit 7" : "wait 50"));
    await eventually(() => expect(peer.provider.hasUnsyncedChanges).toBe(false));
    const batch = await runner.submit(canvas, "poison", shots);
    const worker = keepWorking();
    const ended = await runner.awaitEnd(batch.id, 90_000);
    await worker.stop();

    expect(ended).toMatchObject({ status: "failed", counts: { done: SHOTS - 1, failed: 1 } });
    expect(ended.jobs[POISONED]).toMatchObject({
      status: "failed",
      error: "It broke off 3 times while it ran by itself: it ended its process (exit code 7).",
    });
    // In company it took two workers with it; its own processes took nobody.
    expect(worker.deaths()).toBe(2);
    await eventually(() => {
      for (const [index, job] of ended.jobs.entries()) {
        const takes = readNode(canvas, job.nodeId ?? "")?.takes.map((take) => take.id);
        expect(takes).toEqual(index === POISONED ? [] : [job.id]);
      }
    });

    // A person who has mended the cause has it tried again, as if nothing had been.
    await retryJob(runner, ended.jobs[POISONED]?.id ?? "");
    await runner.startWorker();
    expect(await runner.awaitEnd(batch.id)).toMatchObject({ status: "done", counts: { done: SHOTS } });
  }, 150_000);
});

describe("an innocent job", () => {
  it("that was running at four kills of its worker is done in the end", async () => {
    const { canvas, peer } = await runner.openCanvas("innocent");
    const shots = addShots(canvas, 1, () => "wait 3000");
    await eventually(() => expect(peer.provider.hasUnsyncedChanges).toBe(false));
    const batch = await runner.submit(canvas, "innocent", shots);
    for (let kill = 1; kill <= 4; kill += 1) {
      const worker = await runner.spawnWorker(SCRIPTED_WORKER_MAIN);
      await eventually(async () => {
        const row = await runner.records
          .selectFrom("jobs")
          .select(["lease", "state"])
          .where("batch_id", "=", batch.id)
          .executeTakeFirstOrThrow();
        expect(row).toEqual({ lease: kill, state: "running" });
      }, 15_000);
      await killProcess(worker);
    }
    await runner.spawnWorker(SCRIPTED_WORKER_MAIN);
    const ended = await runner.awaitEnd(batch.id, 30_000);
    expect(ended).toMatchObject({ status: "done" });
    await eventually(() =>
      expect(readNode(canvas, "shot-1")?.takes.map((take) => take.id)).toEqual([ended.jobs[0]?.id]),
    );
    expect(await readBatch(runner.records, batch.id)).toEqual(ended);
  }, 150_000);
});
