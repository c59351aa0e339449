import type { BatchState, JobState } from "./batch-states.ts";

/** A batch as the REST API and the event stream show it. Times are ISO 8601. */
export interface BatchView {
  id: string;
  canvasId: string;
  function: string;
  status: BatchState;
  counts: Record<JobState, number> & { total: number };
  createdAt: string;
  createdBy: { id: string; name: string };
  startedAt?: string;
  finishedAt?: string;
  /** In the order of the submitted nodes. */
  jobs: JobView[];
}

export interface JobView {
  id: string;
  /** Absent for a canvas function. */
  nodeId?: string;
  status: JobState;
  /** 0–1 */
  progress: number;
  /** In words for a person. */
  error?: string;
  /** What the function reported besides a take, e.g. counts. */
  result?: unknown;
  startedAt?: string;
  finishedAt?: string;
}
