import { WAITING_JOB_STATES } from "../../functions/batch-states.ts";
import type { Records } from "../database/records.ts";
import type { BatchRow, JobRow } from "../database/tables.ts";
import { transact } from "../database/transact.ts";
import { settleBatch } from "./settle-batch.ts";

/** A run: the job under a lease that nobody else holds. */
export interface ClaimedJob {
  job: JobRow;
  batch: BatchRow;
}

/**
 * Starts a run for this worker. Undefined when there is nothing to run: the job is unknown, ended, canceled,
 * or another run has it (the queue may hand out a job twice).
 */
export const claimJob = async (
  records: Records,
  { jobId, workerId }: { jobId: string; workerId: string },
): Promise<ClaimedJob | undefined> => {
  const now = Date.now();
  return transact(records, async (trx) => {
    const job = await trx
      .updateTable("jobs")
      .set((row) => ({
        state: "running",
        lease: row("lease", "+", 1),
        worker_id: workerId,
        progress: 0,
        started_at: now,
        finished_at: null,
      }))
      .where("id", "=", jobId)
      .where("state", "in", WAITING_JOB_STATES)
      .returningAll()
      .executeTakeFirst();
    if (!job) return undefined;
    await settleBatch(trx, job.batch_id, now);
    const batch = await trx
      .selectFrom("batches")
      .selectAll()
      .where("id", "=", job.batch_id)
      .executeTakeFirstOrThrow();
    return { job, batch };
  });
};
