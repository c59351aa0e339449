import { JOB_STEPS, type JobState } from "../../functions/batch-states.ts";
import type { Records } from "../database/records.ts";
import { transact } from "../database/transact.ts";
import { settleBatch } from "./settle-batch.ts";

/** A run is known by its job and its lease; every write names both, so that a late run changes nothing. */
export interface RunRef {
  jobId: string;
  batchId: string;
  lease: number;
}

/** How a run may end, each by a step of `JOB_STEPS`. `retrying` and `queued` give the job back to be run again. */
export type RunEnd =
  | { state: "done"; result?: unknown; reused?: boolean }
  | { state: "failed"; attempts: number; error: string }
  | { state: "retrying"; attempts: number; error: string; dueAt: number }
  | { state: "canceled"; error: string }
  /** Nobody did anything wrong, e.g. the worker stops: no attempt is counted. `error` says what it waits for. */
  | { state: "queued"; dueAt: number; error?: string | undefined };

/** False when the run is no longer the job's newest or the job has ended meanwhile: then nothing was changed. */
export const endRun = async (records: Records, run: RunRef, end: RunEnd): Promise<boolean> => {
  const now = Date.now();
  return transact(records, async (trx) => {
    const ended = await trx
      .updateTable("jobs")
      .set(columnsOf(end, now))
      .where("id", "=", run.jobId)
      .where("lease", "=", run.lease)
      .where("state", "=", "running")
      .executeTakeFirst();
    if (ended.numUpdatedRows === 0n) return false;
    await settleBatch(trx, run.batchId, now);
    return true;
  });
};

/** Is this run still the one that may write its result? */
export const holdsLease = async (records: Records, run: RunRef): Promise<boolean> => {
  const row = await records
    .selectFrom("jobs")
    .select("id")
    .where("id", "=", run.jobId)
    .where("lease", "=", run.lease)
    .where("state", "=", "running")
    .executeTakeFirst();
  return row !== undefined;
};

interface EndColumns {
  state: JobState;
  finished_at?: number;
  progress?: number;
  error?: string | null;
  result?: string | null;
  attempts?: number;
  due_at?: number;
  reused?: number;
}

const columnsOf = (end: RunEnd, now: number): EndColumns => {
  switch (end.state) {
    case "done": {
      const result = end.result === undefined ? null : JSON.stringify(end.result);
      const reused = end.reused === true ? 1 : 0;
      return { state: JOB_STEPS.finish.to, progress: 1, finished_at: now, error: null, result, reused };
    }
    case "failed":
      return { state: JOB_STEPS.fail.to, finished_at: now, error: end.error, attempts: end.attempts };
    case "retrying":
      return {
        state: JOB_STEPS.backOff.to,
        progress: 0,
        error: end.error,
        attempts: end.attempts,
        due_at: end.dueAt,
      };
    case "canceled":
      return { state: JOB_STEPS.dismiss.to, finished_at: now, error: end.error };
    case "queued":
      return { state: JOB_STEPS.giveBack.to, progress: 0, due_at: end.dueAt, error: end.error ?? null };
  }
};
