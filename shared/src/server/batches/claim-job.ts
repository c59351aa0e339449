import { CLAIMABLE_BATCH_STATES, JOB_STEPS } from "../../functions/batch-states.ts";
import type { Records } from "../database/records.ts";
import type { BatchRow, JobRow } from "../database/tables.ts";
import { transact } from "../database/transact.ts";

/** A run: the job under a lease that nobody else holds. */
export interface ClaimedJob {
  job: JobRow;
  batch: BatchRow;
}

/**
 * Starts a run of this job. Undefined when there is nothing to run: the job is unknown, not due, ended or canceled, its
 * batch is paused, or another run has it.
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
        state: JOB_STEPS.claim.to,
        lease: row("lease", "+", 1),
        worker_id: workerId,
        progress: 0,
        started_at: now,
        finished_at: null,
      }))
      .where("id", "=", jobId)
      .where("state", "in", JOB_STEPS.claim.from)
      .where("due_at", "<=", now)
      .where((where) =>
        where.exists(
          where
            .selectFrom("batches")
            .select("batches.id")
            .whereRef("batches.id", "=", "jobs.batch_id")
            .where("batches.state", "in", CLAIMABLE_BATCH_STATES),
        ),
      )
      .returningAll()
      .executeTakeFirst();
    if (!job) return undefined;
    const batch = await trx
      .updateTable("batches")
      .set(({ fn, val }) => ({
        // What `batchStateOf` says of a batch that is not paused and has a running job.
        state: "running",
        served_at: now,
        started_at: fn.coalesce("started_at", val(now)),
      }))
      .where("id", "=", job.batch_id)
      .returningAll()
      .executeTakeFirstOrThrow();
    return { job, batch };
  });
};
