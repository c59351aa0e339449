import { LOST_RUNS_BEFORE_ALONE, MAX_LOST_RUNS, WAITING_JOB_STATES } from "../../functions/batch-states.ts";
import type { Records } from "../database/records.ts";
import { transact } from "../database/transact.ts";
import type { JobTicket } from "./job-queue.ts";
import { settleBatch } from "./settle-batch.ts";

/** A worker that has not been heard of for this long is dead. Together with the checks' interval well under 15 s. */
const WORKER_DEAD_AFTER_MS = 5_000;
const FORGET_WORKER_AFTER_MS = 3_600_000;
/** A queued job may stand this long without a worker noticing before its ticket is put in again. */
const TICKET_LOST_AFTER_MS = 3_000;
const MAX_TICKETS_AT_ONCE = 1_000;

export const beatWorker = async (records: Records, workerId: string): Promise<void> => {
  const now = Date.now();
  await records
    .insertInto("workers")
    .values({ id: workerId, seen_at: now })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ seen_at: now }))
    .execute();
};

/** A worker that stops cleanly; what it still had is free at once. */
export const removeWorker = async (records: Records, workerId: string): Promise<void> => {
  await records.deleteFrom("workers").where("id", "=", workerId).execute();
};

type IsOwnRun = (jobId: string, lease: number) => boolean;

interface Recovered {
  requeued: JobTicket[];
  givenUp: string[];
}

/**
 * Takes back the jobs of workers that died: to be run again, or failed after the third death that they met alone. `isOwnRun` says what
 * this worker really runs: a row that claims otherwise is lost as well.
 */
export const recoverLostRuns = async (
  records: Records,
  { workerId, isOwnRun }: { workerId: string; isOwnRun: IsOwnRun },
): Promise<Recovered> => {
  const now = Date.now();
  const lost = await findLostRuns(records, workerId, isOwnRun, now);
  if (lost.length === 0) return { requeued: [], givenUp: [] };
  return transact(records, async (trx) => {
    const recovered: Recovered = { requeued: [], givenUp: [] };
    const batches = new Set<string>();
    for (const { id, lease } of lost) {
      const job = await trx
        .updateTable("jobs")
        .set((row) => ({ state: "queued", lost_runs: row("lost_runs", "+", 1), progress: 0, due_at: now }))
        .where("id", "=", id)
        .where("lease", "=", lease)
        .where("state", "=", "running")
        .returning(["batch_id", "lost_runs"])
        .executeTakeFirst();
      if (!job) continue;
      batches.add(job.batch_id);
      if (job.lost_runs < MAX_LOST_RUNS) {
        recovered.requeued.push({ jobId: id, lease });
        continue;
      }
      recovered.givenUp.push(id);
      await trx
        .updateTable("jobs")
        .set({
          state: "failed",
          finished_at: now,
          error: `The worker ended ${job.lost_runs} times while it ran this job, so it is not tried again by itself.`,
        })
        .where("id", "=", id)
        .execute();
    }
    for (const batchId of batches) await settleBatch(trx, batchId, now);
    await trx
      .deleteFrom("workers")
      .where("seen_at", "<", now - FORGET_WORKER_AFTER_MS)
      .execute();
    return recovered;
  });
};

/** Was it running at so many deaths that it may be their cause? Such a job is run alone. */
export const isSuspect = async (records: Records, jobId: string): Promise<boolean> => {
  const job = await records.selectFrom("jobs").select("lost_runs").where("id", "=", jobId).executeTakeFirst();
  return job !== undefined && job.lost_runs >= LOST_RUNS_BEFORE_ALONE;
};

const findLostRuns = async (
  records: Records,
  workerId: string,
  isOwnRun: IsOwnRun,
  now: number,
): Promise<{ id: string; lease: number }[]> => {
  const alive = await records
    .selectFrom("workers")
    .select("id")
    .where("seen_at", ">=", now - WORKER_DEAD_AFTER_MS)
    .execute();
  const living = new Set(alive.map((worker) => worker.id));
  const running = await records
    .selectFrom("jobs")
    .select(["id", "lease", "worker_id"])
    .where("state", "=", "running")
    .execute();
  return running.filter(({ id, lease, worker_id }) =>
    worker_id === workerId ? !isOwnRun(id, lease) : worker_id === null || !living.has(worker_id),
  );
};

/** Waiting jobs whose ticket may be lost (Redis was away, flushed or restarted). Enqueueing a present one is harmless. */
export const findOverdueTickets = async (records: Records): Promise<JobTicket[]> => {
  const rows = await records
    .selectFrom("jobs")
    .select(["id", "lease"])
    .where("state", "in", WAITING_JOB_STATES)
    .where("due_at", "<", Date.now() - TICKET_LOST_AFTER_MS)
    .orderBy("due_at")
    .orderBy("position")
    .limit(MAX_TICKETS_AT_ONCE)
    .execute();
  return rows.map(({ id, lease }) => ({ jobId: id, lease }));
};

/** How long the oldest waiting job has been due, in ms; 0 when none waits. */
export const readQueueAgeMs = async (records: Records): Promise<number> => {
  const now = Date.now();
  const oldest = await records
    .selectFrom("jobs")
    .select((row) => row.fn.min("due_at").as("due_at"))
    .where("state", "in", WAITING_JOB_STATES)
    .executeTakeFirst();
  return oldest?.due_at == null ? 0 : Math.max(0, now - Number(oldest.due_at));
};
