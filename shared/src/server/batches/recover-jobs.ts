import type { Transaction } from "kysely";
import { JOB_STEPS, LOST_RUNS_BEFORE_ALONE, MAX_LOST_RUNS } from "../../functions/batch-states.ts";
import type { Records } from "../database/records.ts";
import type { RecordsTables } from "../database/tables.ts";
import { transact } from "../database/transact.ts";
import type { RunRef } from "./end-run.ts";
import type { JobTicket } from "./ticket-list.ts";
import { settleBatch } from "./settle-batch.ts";

/** A worker that has not been heard of for this long is dead. Together with the checks' interval well under 15 s. */
const WORKER_DEAD_AFTER_MS = 5_000;
const FORGET_WORKER_AFTER_MS = 3_600_000;

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

/** Whether it is the one of the living workers that does what one of them has to do. */
export const isFirstWorker = async (records: Records, workerId: string): Promise<boolean> => {
  const first = await records
    .selectFrom("workers")
    .select("id")
    .where("seen_at", ">=", Date.now() - WORKER_DEAD_AFTER_MS)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return first?.id === workerId;
};

/** A row that says that this worker has the run: has it? */
type IsOwnRun = (row: { jobId: string; lease: number; startedAt: number }) => boolean;

/**
 * Takes back the jobs of workers that died, to be run again. `isOwnRun` says what this worker really runs: a row that
 * claims otherwise is lost as well. A job that ran alone had a process of its own, so its worker's death says nothing
 * against it.
 */
export const recoverLostRuns = async (
  records: Records,
  { workerId, isOwnRun }: { workerId: string; isOwnRun: IsOwnRun },
): Promise<JobTicket[]> => {
  const now = Date.now();
  const lost = await findLostRuns(records, workerId, isOwnRun, now);
  if (lost.length === 0) return [];
  return transact(records, async (trx) => {
    const requeued: JobTicket[] = [];
    const batches = new Set<string>();
    for (const { jobId, lease, lostRuns } of lost) {
      const lostRunsNow = Math.max(lostRuns, Math.min(lostRuns + 1, LOST_RUNS_BEFORE_ALONE));
      const job = await trx
        .updateTable("jobs")
        .set({ state: JOB_STEPS.giveBack.to, lost_runs: lostRunsNow, progress: 0, due_at: now })
        .where("id", "=", jobId)
        .where("lease", "=", lease)
        .where("state", "in", JOB_STEPS.giveBack.from)
        .returning("batch_id")
        .executeTakeFirst();
      if (!job) continue;
      batches.add(job.batch_id);
      requeued.push({ jobId, lease });
    }
    for (const batchId of batches) await settleBatch(trx, batchId, now);
    await trx
      .deleteFrom("workers")
      .where("seen_at", "<", now - FORGET_WORKER_AFTER_MS)
      .execute();
    return requeued;
  });
};

/**
 * The process that ran this job alone ended without an end of the run: its own death. The third one fails the job, with
 * `how` it died in words for a person. Undefined = the run was no longer the job's.
 */
export const loseRunAlone = async (
  records: Records,
  run: RunRef,
  how: string,
): Promise<"queued" | "failed" | undefined> => {
  const now = Date.now();
  return transact(records, async (trx) => {
    const lostRuns = await readLostRuns(trx, run);
    if (lostRuns === undefined) return undefined;
    const lostRunsNow = Math.max(lostRuns, LOST_RUNS_BEFORE_ALONE) + 1;
    const isGivenUp = lostRunsNow >= MAX_LOST_RUNS;
    const times = MAX_LOST_RUNS - LOST_RUNS_BEFORE_ALONE;
    const { to } = isGivenUp ? JOB_STEPS.fail : JOB_STEPS.giveBack;
    await trx
      .updateTable("jobs")
      .set({ state: to, lost_runs: lostRunsNow, due_at: now })
      .set(
        isGivenUp
          ? { finished_at: now, error: `It broke off ${times} times while it ran by itself: ${how}` }
          : { progress: 0 },
      )
      .where("id", "=", run.jobId)
      .execute();
    await settleBatch(trx, run.batchId, now);
    return to;
  });
};

const readLostRuns = async (
  trx: Transaction<RecordsTables>,
  { jobId, lease }: RunRef,
): Promise<number | undefined> => {
  const row = await trx
    .selectFrom("jobs")
    .select("lost_runs")
    .where("id", "=", jobId)
    .where("lease", "=", lease)
    .where("state", "=", "running")
    .executeTakeFirst();
  return row?.lost_runs;
};

const findLostRuns = async (
  records: Records,
  workerId: string,
  isOwnRun: IsOwnRun,
  now: number,
): Promise<{ jobId: string; lease: number; lostRuns: number }[]> => {
  const alive = await records
    .selectFrom("workers")
    .select("id")
    .where("seen_at", ">=", now - WORKER_DEAD_AFTER_MS)
    .execute();
  const living = new Set(alive.map((worker) => worker.id));
  const running = await records
    .selectFrom("jobs")
    .select(["id", "lease", "worker_id", "lost_runs", "started_at"])
    .where("state", "=", "running")
    .execute();
  return running
    .filter(({ id, lease, worker_id, started_at }) =>
      worker_id === workerId
        ? !isOwnRun({ jobId: id, lease, startedAt: started_at ?? 0 })
        : worker_id === null || !living.has(worker_id),
    )
    .map(({ id, lease, lost_runs }) => ({ jobId: id, lease, lostRuns: lost_runs }));
};
