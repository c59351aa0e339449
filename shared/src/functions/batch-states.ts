/** States of batches and jobs and every allowed step between them; rows in the records database hold them. */
export const BATCH_STATES = ["queued", "running", "paused", "done", "failed", "canceled"] as const;
export type BatchState = (typeof BATCH_STATES)[number];

export const JOB_STATES = ["queued", "running", "retrying", "done", "failed", "canceled"] as const;
export type JobState = (typeof JOB_STATES)[number];

interface Step {
  from: readonly JobState[];
  to: JobState;
}

/** All that can happen to a job. Whoever writes one of these to a row names `from` in the same statement. */
export const JOB_STEPS = {
  /** A worker starts a run. */
  claim: { from: ["queued", "retrying"], to: "running" },
  finish: { from: ["running"], to: "done" },
  /** The function failed for good, or the job met its third death alone. */
  fail: { from: ["running"], to: "failed" },
  /** The function failed and is tried again after a pause. */
  backOff: { from: ["running"], to: "retrying" },
  /** Nobody did anything wrong: the worker stops or died, or the sync-server is away. */
  giveBack: { from: ["running"], to: "queued" },
  /** There is nothing to do any more: the node was deleted. */
  dismiss: { from: ["running"], to: "canceled" },
  /** By a person. What is done stays. */
  cancel: { from: ["queued", "retrying", "running"], to: "canceled" },
  /** By a person. */
  retry: { from: ["failed"], to: "queued" },
} as const satisfies Record<string, Step>;

/** Batches of which a worker may start a job. */
export const CLAIMABLE_BATCH_STATES = ["queued", "running"] as const satisfies readonly BatchState[];
/** Batches that can still be canceled, paused or moved. */
export const OPEN_BATCH_STATES = ["queued", "running", "paused"] as const satisfies readonly BatchState[];

const isEndedJob = (state: JobState): boolean =>
  state === "done" || state === "failed" || state === "canceled";
export const isEndedBatch = (state: BatchState): boolean =>
  state === "done" || state === "failed" || state === "canceled";

/** A batch's state follows from its jobs and from what a person asked for. */
export const batchStateOf = (
  jobs: readonly JobState[],
  asked: { cancel: boolean; pause: boolean },
): BatchState => {
  if (jobs.every(isEndedJob)) {
    if (asked.cancel) return "canceled";
    return jobs.every((state) => state === "done") ? "done" : "failed";
  }
  if (asked.pause) return "paused";
  return jobs.every((state) => state === "queued") ? "queued" : "running";
};

/** Attempts a failing job gets before it is failed for good. */
export const MAX_JOB_ATTEMPTS = 3;

/**
 * A worker's death says little about one of ten jobs in flight; after so many lost runs a job is run by itself, in a
 * process of its own. From then on only that process's death counts.
 */
export const LOST_RUNS_BEFORE_ALONE = 2;

/** Lost runs until the job is given up: those in company and three alone, where the death was the job's own. */
export const MAX_LOST_RUNS = LOST_RUNS_BEFORE_ALONE + 3;
