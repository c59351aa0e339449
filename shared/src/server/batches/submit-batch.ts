import { nanoid } from "nanoid";
import type { BatchView } from "../../functions/batch-view.ts";
import type { FieldError } from "../../protocol/error-codes.ts";
import type { Records } from "../database/records.ts";
import type { NewJobRow } from "../database/tables.ts";
import { transact } from "../database/transact.ts";
import { checkSubmission, type Submission } from "./check-submission.ts";
import type { JobQueue } from "./job-queue.ts";
import { readBatch } from "./read-batch.ts";

export interface BatchParts {
  records: Records;
  queue: JobQueue;
}

export interface NewBatch extends Submission {
  canvasId: string;
  actor: { id: string; name: string };
  /** The canvas's nodes now: id → type. May be empty for a canvas function. */
  nodes: ReadonlyMap<string, string>;
  /** Where the canvas has a batch of this function that has not failed, that one is answered and none is made. */
  once?: boolean;
}

type SubmitResult = { ok: true; batch: BatchView } | { ok: false; errors: FieldError[] };

const ID_LENGTH = 16;

/**
 * All rows in one transaction, then the queue. When Redis is away the batch is submitted all the same:
 * its rows wait, and a worker enqueues them once Redis is back.
 */
export const submitBatch = async (
  { records, queue }: BatchParts,
  request: NewBatch,
): Promise<SubmitResult> => {
  const check = checkSubmission(request, request.nodes);
  if (!check.ok) return check;
  const now = Date.now();
  const batchId = nanoid(ID_LENGTH);
  const jobs = check.nodeIds.map((nodeId, position): NewJobRow => ({
    id: nanoid(ID_LENGTH),
    batch_id: batchId,
    canvas_id: request.canvasId,
    node_id: nodeId,
    position,
    state: "queued",
    attempts: 0,
    lost_runs: 0,
    lease: 0,
    worker_id: null,
    due_at: now,
    progress: 0,
    error: null,
    result: null,
    created_at: now,
    started_at: null,
    finished_at: null,
  }));
  const earlierId = await transact(records, async (trx) => {
    const earlier = request.once && (await findBatchOf(trx, request.canvasId, request.function));
    if (earlier) return earlier.id;
    await trx
      .insertInto("batches")
      .values({
        id: batchId,
        canvas_id: request.canvasId,
        function: request.function,
        title: check.title,
        options: JSON.stringify(check.options),
        state: "queued",
        cancel_requested: 0,
        created_by: request.actor.id,
        created_by_name: request.actor.name,
        created_at: now,
        started_at: null,
        finished_at: null,
      })
      .execute();
    await trx.insertInto("jobs").values(jobs).execute();
    return undefined;
  });
  if (earlierId !== undefined) return { ok: true, batch: await mustRead(records, earlierId) };
  await queue.enqueue(jobs.map((job) => ({ jobId: job.id, lease: 0 })));
  return { ok: true, batch: await mustRead(records, batchId) };
};

/** The canvas's newest batch of this function that has not failed. */
export const findBatchOf = (
  records: Records,
  canvasId: string,
  functionName: string,
): Promise<{ id: string } | undefined> =>
  records
    .selectFrom("batches")
    .select("id")
    .where("canvas_id", "=", canvasId)
    .where("function", "=", functionName)
    .where("state", "!=", "failed")
    .orderBy("created_at", "desc")
    .executeTakeFirst();

const mustRead = async (records: Records, batchId: string): Promise<BatchView> => {
  const batch = await readBatch(records, batchId);
  if (!batch) throw new Error(`Batch ${batchId} vanished while it was submitted`);
  return batch;
};
