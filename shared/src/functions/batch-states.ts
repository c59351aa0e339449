/** States of batches and jobs and every allowed step between them; rows in the records database hold them. */
export const BATCH_STATES = ["queued", "running", "paused", "done", "failed", "canceled"] as const;
export type BatchState = (typeof BATCH_STATES)[number];

export const JOB_STATES = ["queued", "running", "retrying", "done", "failed", "canceled"] as const;
export type JobState = (typeof JOB_STATES)[number];

export const isEndedJob = (state: JobState): boolean =>
  state === "done" || state === "failed" || state === "canceled";
export const isEndedBatch = (state: BatchState): boolean =>
  state === "done" || state === "failed" || state === "canceled";

/** Attempts a failing job gets before it is failed for good. */
export const MAX_JOB_ATTEMPTS = 3;

/** A batch's state follows from its jobs and from whether a person canceled it. */
export const batchStateOf = (jobs: readonly JobState[], canceled: boolean): BatchState => {
  if (jobs.every(isEndedJob)) {
    if (canceled) return "canceled";
    return jobs.every((state) => state === "done") ? "done" : "failed";
  }
  return jobs.every((state) => state === "queued") ? "queued" : "running";
};
