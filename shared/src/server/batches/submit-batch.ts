import { nanoid } from "nanoid";
import type { BatchView } from "../../functions/batch-view.ts";
import type { FieldError } from "../../protocol/error-codes.ts";
import { isUniqueViolation } from "../database/failures.ts";
import type { Records } from "../database/records.ts";
import type { NewJobRow } from "../database/tables.ts";
import { transact } from "../database/transact.ts";
import { checkSubmission, type CheckedSubmission, type Submission } from "./check-submission.ts";
import { findRepeated, hashRequest } from "./idempotency.ts";
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
  /** The submitter's name for this request: sent again with the same content it answers the same batch. */
  idempotencyKey?: string | undefined;
  /** Hears of the batch's end; the secret is sealed by `createSealedSecrets`. */
  webhook?: { url: string; sealedSecret: string } | undefined;
}

export type SubmitResult =
  /** `repeated`: the batch was there already. */
  | { ok: true; batch: BatchView; repeated: boolean }
  /** Nothing was submitted. With a conflict nothing is wrong but the key. */
  | { ok: false; errors: FieldError[]; conflict?: "idempotency-key-reused" };

const ID_LENGTH = 16;

/**
 * All rows in one transaction, then the queue. When Redis is away the batch is submitted all the same:
 * its rows wait, and a worker enqueues them once Redis is back.
 */
export const submitBatch = async (parts: BatchParts, request: NewBatch): Promise<SubmitResult> => {
  const { records, queue } = parts;
  const repeated = await answerRepeated(records, request);
  if (repeated) return repeated;
  const check = checkSubmission(request, request.nodes);
  if (!check.ok) return check;
  const batchId = nanoid(ID_LENGTH);
  const jobs = makeJobs(request.canvasId, batchId, check.nodeIds);
  try {
    const earlierId = await insertBatch(records, request, check, batchId, jobs);
    if (earlierId !== undefined)
      return { ok: true, batch: await mustRead(records, earlierId), repeated: true };
  } catch (error) {
    // The same request came twice at once and the other was first.
    const other = isUniqueViolation(error) ? await answerRepeated(records, request) : undefined;
    if (!other) throw error;
    return other;
  }
  await queue.enqueue(jobs.map((job) => ({ jobId: job.id, lease: 0 })));
  return { ok: true, batch: await mustRead(records, batchId), repeated: false };
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

const answerRepeated = async (records: Records, request: NewBatch): Promise<SubmitResult | undefined> => {
  const earlier = await findRepeated(records, request);
  if (!earlier) return undefined;
  if (earlier.isSame) return { ok: true, batch: await mustRead(records, earlier.batchId), repeated: true };
  const message = "This key was used for another request. Use a new one for each request.";
  return { ok: false, conflict: "idempotency-key-reused", errors: [{ path: "Idempotency-Key", message }] };
};

const insertBatch = (
  records: Records,
  request: NewBatch,
  check: CheckedSubmission,
  batchId: string,
  jobs: readonly NewJobRow[],
): Promise<string | undefined> =>
  transact(records, async (trx) => {
    const earlier = request.once && (await findBatchOf(trx, request.canvasId, request.function));
    if (earlier) return earlier.id;
    const now = Date.now();
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
        // Behind all that wait; `orderBatch` puts others between.
        rank: now,
        idempotency_key: request.idempotencyKey ?? null,
        request_hash: request.idempotencyKey === undefined ? null : hashRequest(request),
        webhook_url: request.webhook?.url ?? null,
        sealed_webhook_secret: request.webhook?.sealedSecret ?? null,
      })
      .execute();
    await trx.insertInto("jobs").values(jobs).execute();
    return undefined;
  });

const makeJobs = (canvasId: string, batchId: string, nodeIds: readonly (string | null)[]): NewJobRow[] => {
  const now = Date.now();
  return nodeIds.map((nodeId, position) => ({
    id: nanoid(ID_LENGTH),
    batch_id: batchId,
    canvas_id: canvasId,
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
};

const mustRead = async (records: Records, batchId: string): Promise<BatchView> => {
  const batch = await readBatch(records, batchId);
  if (!batch) throw new Error(`Batch ${batchId} vanished while it was submitted`);
  return batch;
};
