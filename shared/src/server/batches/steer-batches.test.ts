import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insertCanvas, storyboardOf } from "../../../../tests/support/batch-records.ts";
import { describeRecords, type TestRecords } from "../../../../tests/support/describe-records.ts";
import { startRedis, type TestRedis } from "../../../../tests/support/start-redis.ts";
import type { BatchView } from "../../functions/batch-view.ts";
import type { Records } from "../database/records.ts";
import { createLogger } from "../logger.ts";
import { parseRedisAddress } from "../redis-address.ts";
import { cancelBatch } from "./cancel-batch.ts";
import { claimNext } from "./claim-next.ts";
import { endRun } from "./end-run.ts";
import { createJobQueue, type JobQueue } from "./job-queue.ts";
import { orderBatch } from "./order-batch.ts";
import { pauseBatch, resumeBatch } from "./pause-batch.ts";
import { readBatch } from "./read-batch.ts";
import { retryBatch, retryJob } from "./retry-batch.ts";
import { submitBatch, type NewBatch } from "./submit-batch.ts";

let opened: TestRecords;
let records: Records;
let redis: TestRedis;
let queue: JobQueue;

beforeAll(async () => {
  redis = await startRedis();
  queue = createJobQueue({ redis: parseRedisAddress(redis.url), logger: createLogger("test", "silent") });
});
afterAll(async () => {
  await queue.close();
  await redis.stop();
});

const submit = async (
  changes: Partial<NewBatch> = {},
  nodeIds = ["shot-1", "shot-2"],
): Promise<BatchView> => {
  const result = await submitBatch({ records, queue }, storyboardOf(nodeIds, changes));
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.batch;
};
const runNext = async (end: "done" | "failed"): Promise<string> => {
  const next = await claimNext(records, { workerId: "w" });
  if (!next) throw new Error("Nothing to claim");
  const run = { jobId: next.job.id, batchId: next.batch.id, lease: next.job.lease };
  await endRun(records, run, end === "done" ? { state: end } : { state: end, attempts: 3, error: "No ink." });
  return next.job.id;
};

describeRecords("batches that people steer", (open) => {
  beforeAll(async () => {
    opened = await open();
    records = opened.records;
    await insertCanvas(records, "canvas-1", "project");
    await insertCanvas(records, "canvas-2", "project");
    await insertCanvas(records, "elsewhere");
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    await records.deleteFrom("batches").execute();
  });

  describe("pausing", () => {
    it("lets what runs finish, and the batch ends when that was the last", async () => {
      const batch = await submit({}, ["shot-1"]);
      const next = await claimNext(records, { workerId: "w" });
      expect(await pauseBatch({ records }, batch.id)).toMatchObject({ status: "paused" });
      await endRun(
        records,
        { jobId: next?.job.id ?? "", batchId: batch.id, lease: 1 },
        { state: "failed", attempts: 3, error: "No." },
      );
      expect(await readBatch(records, batch.id)).toMatchObject({ status: "failed" });
      // A retry needs no second word.
      expect(await retryBatch({ records, queue }, batch.id)).toMatchObject({ status: "queued" });
    });

    it("of a batch that has not begun shows it as paused, and resuming as queued", async () => {
      const batch = await submit();
      const paused = await pauseBatch({ records }, batch.id);
      expect(paused).toMatchObject({ status: "paused", counts: { queued: 2 } });
      expect(paused?.startedAt).toBeUndefined();
      expect(await pauseBatch({ records }, batch.id)).toEqual(paused);
      expect(await resumeBatch({ records, queue }, batch.id)).toMatchObject({ status: "queued" });
    });

    it("changes no ended batch, and says when there is none", async () => {
      const batch = await submit();
      const ended = await cancelBatch({ records }, batch.id);
      expect(await pauseBatch({ records }, batch.id)).toEqual(ended);
      expect(await resumeBatch({ records, queue }, batch.id)).toEqual(ended);
      expect(await pauseBatch({ records }, "unknown")).toBeUndefined();
      expect(await resumeBatch({ records, queue }, "unknown")).toBeUndefined();
    });

    it("and canceling ends the batch and keeps what is done", async () => {
      const batch = await submit();
      await runNext("done");
      await pauseBatch({ records }, batch.id);
      expect(await cancelBatch({ records }, batch.id)).toMatchObject({
        status: "canceled",
        counts: { done: 1, canceled: 1 },
      });
    });

    it("brings new tickets when it is over", async () => {
      const batch = await submit();
      await pauseBatch({ records }, batch.id);
      const own = createJobQueue({
        redis: parseRedisAddress(redis.url),
        prefix: `resumed-${batch.id}`,
        logger: createLogger("test", "silent"),
      });
      await resumeBatch({ records, queue: own }, batch.id);
      expect(await own.health()).toMatchObject({ waiting: 2 });
      await own.close();
    });
  });

  describe("retrying one job", () => {
    it("queues it again and leaves the others", async () => {
      const batch = await submit();
      const failed = await runNext("failed");
      const other = await runNext("failed");
      expect(await readBatch(records, batch.id)).toMatchObject({ status: "failed" });
      expect(await retryJob({ records, queue }, failed)).toMatchObject({
        status: "running",
        counts: { queued: 1, failed: 1 },
      });
      expect(await retryJob({ records, queue }, failed)).toMatchObject({ counts: { queued: 1, failed: 1 } });
      expect(await runNext("done")).toBe(failed);
      expect(await retryJob({ records, queue }, other)).toMatchObject({ counts: { queued: 1, done: 1 } });
      expect(await retryJob({ records, queue }, "unknown")).toBeUndefined();
    });
  });

  describe("ordering", () => {
    const order = async (): Promise<string[]> => {
      const rows = await records
        .selectFrom("batches")
        .select("id")
        .orderBy("priority", "desc")
        .orderBy("rank")
        .orderBy("created_at")
        .orderBy("id")
        .execute();
      return rows.map(({ id }) => id);
    };
    const submitFour = async (): Promise<[string, string, string, string]> => {
      const ids: string[] = [];
      for (let index = 0; index < 4; index += 1) {
        ids.push((await submit({ canvasId: index % 2 === 0 ? "canvas-1" : "canvas-2" })).id);
        await records
          .updateTable("batches")
          .set({ rank: index })
          .where("id", "=", ids[index] ?? "")
          .execute();
      }
      return ids as [string, string, string, string];
    };

    it("puts a batch before another, whichever canvas of the project they are on, or last", async () => {
      const [a, b, c, d] = await submitFour();
      await orderBatch({ records }, d, { before: b });
      expect(await order()).toEqual([a, d, b, c]);
      await orderBatch({ records }, c, { before: a });
      expect(await order()).toEqual([c, a, d, b]);
      await orderBatch({ records }, c, { before: null });
      expect(await order()).toEqual([a, d, b, c]);
      const later = await submit();
      expect((await order()).at(-1)).toBe(later.id);
    });

    it("does so a hundred times in one place, and between equal ranks", async () => {
      const [a, b, c, d] = await submitFour();
      await records.updateTable("batches").set({ rank: 5 }).execute();
      for (let move = 0; move < 50; move += 1) {
        await orderBatch({ records }, c, { before: b });
        await orderBatch({ records }, d, { before: b });
      }
      const ids = await order();
      expect(ids.indexOf(d)).toBe(ids.indexOf(b) - 1);
      expect(ids.indexOf(c)).toBe(ids.indexOf(d) - 1);
      expect(ids).toContain(a);
    });

    it("takes the priority of its new place, unless one is given", async () => {
      const [a, b, c] = await submitFour();
      await orderBatch({ records }, a, { priority: "high" });
      expect(await orderBatch({ records }, c, { before: a })).toMatchObject({ priority: "high" });
      expect((await order()).slice(0, 2)).toEqual([c, a]);
      expect(await orderBatch({ records }, c, { priority: "low", before: b })).toMatchObject({
        priority: "low",
      });
      expect((await order()).at(-1)).toBe(c);
    });

    it("knows only open batches of the same project", async () => {
      const [a, b] = await submitFour();
      const other = await submit({ canvasId: "elsewhere" });
      expect(await orderBatch({ records }, a, { before: other.id })).toBeUndefined();
      expect(await orderBatch({ records }, a, { before: "unknown" })).toBeUndefined();
      expect(await orderBatch({ records }, "unknown", { before: null })).toBeUndefined();
      const ended = await cancelBatch({ records }, b);
      expect(await orderBatch({ records }, a, { before: b })).toBeUndefined();
      expect(await orderBatch({ records }, b, { priority: "high" })).toEqual(ended);
    });
  });

  describe("an idempotency key", () => {
    const ask = (changes: Partial<NewBatch> = {}, from = records) =>
      submitBatch({ records: from, queue }, storyboardOf(["shot-1"], { idempotencyKey: "key", ...changes }));

    it("answers the same batch to the same request, whatever the canvas has become", async () => {
      const first = await ask();
      if (!first.ok) throw new Error("Refused");
      expect(first.repeated).toBe(false);
      expect(await ask({ nodes: new Map() })).toEqual({ ...first, repeated: true });
      await runNext("done");
      expect(await ask()).toMatchObject({ repeated: true, batch: { id: first.batch.id, status: "done" } });
    });

    it("is refused for another request, and free to another person or canvas", async () => {
      const first = await ask();
      for (const changes of [
        { nodeIds: ["shot-2"] },
        { options: { marks: true } },
        { webhook: { url: "https://example.org/hook", sealedSecret: "s" } },
      ])
        expect(await ask(changes)).toMatchObject({ ok: false, conflict: "idempotency-key-reused" });
      for (const changes of [
        { actor: { id: "bo", name: "Bo" } },
        { canvasId: "canvas-2" },
        { idempotencyKey: "other" },
      ])
        expect(await ask(changes)).toMatchObject({ ok: true, repeated: false });
      expect(await ask()).toMatchObject({ batch: first.ok ? { id: first.batch.id } : {} });
    });

    it("used by many at once makes one batch", async () => {
      const others = [opened.openAnother(), opened.openAnother(), opened.openAnother()];
      for (let round = 0; round < 5; round += 1) {
        const answers = await Promise.all(
          [...others, ...others].map((other) => ask({ idempotencyKey: `round-${round}` }, other)),
        );
        expect(answers.filter((answer) => answer.ok && !answer.repeated)).toHaveLength(1);
        expect(new Set(answers.map((answer) => (answer.ok ? answer.batch.id : "refused"))).size).toBe(1);
      }
    });
  });

  describe("a webhook", () => {
    it("gets one delivery for each end of its batch", async () => {
      const webhook = { url: "https://example.org/hook", sealedSecret: "sealed" };
      const batch = await submit({ webhook }, ["shot-1"]);
      const silent = await submit({}, ["shot-2"]);
      const count = async () => (await records.selectFrom("webhook_deliveries").selectAll().execute()).length;
      expect(await count()).toBe(0);
      await runNext("failed");
      expect(await count()).toBe(1);
      await retryBatch({ records, queue }, batch.id);
      await cancelBatch({ records }, silent.id);
      expect(await count()).toBe(1);
      await runNext("done");
      const rows = await records.selectFrom("webhook_deliveries").select(["batch_id", "state"]).execute();
      expect(rows).toEqual([
        { batch_id: batch.id, state: "waiting" },
        { batch_id: batch.id, state: "waiting" },
      ]);
    });
  });
});
