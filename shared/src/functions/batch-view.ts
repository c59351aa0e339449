import type { BatchState, JobState } from "./batch-states.ts";

export const BATCH_PRIORITIES = ["low", "normal", "high"] as const;
export type BatchPriority = (typeof BATCH_PRIORITIES)[number];

/** A batch as the REST API and the event stream show it. Times are ISO 8601. */
export interface BatchView {
  id: string;
  canvasId: string;
  function: string;
  /** The function's title when the batch was submitted. */
  title: string;
  status: BatchState;
  /** Among the batches of one project. */
  priority: BatchPriority;
  /** Among those of one priority: the lower runs first, the older of two equals. */
  rank: number;
  counts: Record<JobState, number> & { total: number };
  createdAt: string;
  createdBy: { id: string; name: string };
  startedAt?: string;
  finishedAt?: string;
  /** In the order of the submitted nodes. */
  jobs: JobView[];
}

/** What has changed since the last event of a batch's stream: the batch as it is now, of its jobs only those that differ. */
export type BatchChange = BatchView;

/** The batch after a change. Jobs that are as they were keep their objects. */
export const withChange = (batch: BatchView, change: BatchChange): BatchView => {
  const changed = new Map(change.jobs.map((job) => [job.id, job]));
  return { ...change, jobs: batch.jobs.map((job) => changed.get(job.id) ?? job) };
};

/** A batch in the list's own news: enough to see that the list is to be read again. */
export type BatchBrief = Pick<BatchView, "id" | "status" | "priority" | "rank">;

export interface JobView {
  id: string;
  /** Absent for a canvas function. */
  nodeId?: string;
  status: JobState;
  /** 0–1 */
  progress: number;
  /** In words for a person. */
  error?: string;
  /** The result of an earlier run with the same input was taken. */
  reused?: true;
  /** What the function reported besides a take, e.g. counts. */
  result?: unknown;
  startedAt?: string;
  finishedAt?: string;
}
