/** States of batches and jobs and every allowed step between them; rows in the records database hold them. */
export const BATCH_STATES = ["queued", "running", "paused", "done", "failed", "canceled"] as const;
export type BatchState = (typeof BATCH_STATES)[number];

export const JOB_STATES = ["queued", "running", "retrying", "done", "failed", "canceled"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Jobs that a worker may claim. */
export const WAITING_JOB_STATES = ["queued", "retrying"] as const satisfies readonly JobState[];
/** Jobs that can still be canceled. */
export const OPEN_JOB_STATES = ["queued", "retrying", "running"] as const satisfies readonly JobState[];

export const isEndedJob = (state: JobState): boolean =>
  state === "done" || state === "failed" || state === "canceled";
export const isEndedBatch = (state: BatchState): boolean =>
  state === "done" || state === "failed" || state === "canceled";

/** Attempts a failing job gets before it is failed for good. */
export const MAX_JOB_ATTEMPTS = 3;

/** A worker's death says little about one of ten jobs in flight; after so many lost runs a job is run by itself. */
export const LOST_RUNS_BEFORE_ALONE = 2;

/** Lost runs until the job is given up: those in company and three alone, where the death was the job's own. */
export const MAX_LOST_RUNS = LOST_RUNS_BEFORE_ALONE + 3;

/** A batch's state follows from its jobs and from whether a person canceled it. */
export const batchStateOf = (jobs: readonly JobState[], canceled: boolean): BatchState => {
  if (jobs.every(isEndedJob)) {
    if (canceled) return "canceled";
    return jobs.every((state) => state === "done") ? "done" : "failed";
  }
  return jobs.every((state) => state === "queued") ? "queued" : "running";
};
