import { JOB_STEPS } from "../../functions/batch-states.ts";
import type { BatchView } from "../../functions/batch-view.ts";
import { transact } from "../database/transact.ts";
import { readBatch } from "./read-batch.ts";
import { settleBatch } from "./settle-batch.ts";
import type { BatchParts } from "./submit-batch.ts";

/** Queues the failed jobs again with all their attempts; the others stay. Undefined = no such batch. */
export const retryBatch = async (parts: BatchParts, batchId: string): Promise<BatchView | undefined> => {
  await retryFailed(parts, batchId, undefined);
  return readBatch(parts.records, batchId);
};

/** The same for one job; one that has not failed stays as it is. Answers its batch; undefined = no such job. */
export const retryJob = async (parts: BatchParts, jobId: string): Promise<BatchView | undefined> => {
  const job = await parts.records
    .selectFrom("jobs")
    .select("batch_id")
    .where("id", "=", jobId)
    .executeTakeFirst();
  if (!job) return undefined;
  await retryFailed(parts, job.batch_id, jobId);
  return readBatch(parts.records, job.batch_id);
};

const retryFailed = async (
  { records, queue }: BatchParts,
  batchId: string,
  onlyJobId: string | undefined,
): Promise<void> => {
  const now = Date.now();
  const again = await transact(records, async (trx) => {
    let retry = trx
      .updateTable("jobs")
      .set({
        state: JOB_STEPS.retry.to,
        attempts: 0,
        lost_runs: 0,
        due_at: now,
        progress: 0,
        error: null,
        started_at: null,
        finished_at: null,
      })
      .where("batch_id", "=", batchId)
      .where("state", "in", JOB_STEPS.retry.from);
    if (onlyJobId !== undefined) retry = retry.where("id", "=", onlyJobId);
    const jobs = await retry.returning(["id", "lease"]).execute();
    if (jobs.length > 0) await settleBatch(trx, batchId, now);
    return jobs;
  });
  if (again.length > 0) await queue.enqueue(again.map(({ id, lease }) => ({ jobId: id, lease })));
};
