import { JOB_STATES, type JobState } from "@backlot/shared/functions/batch-states";
import type { BatchView, JobView } from "@backlot/shared/functions/batch-view";

/** Batches for tests: `counts` follow from the jobs. */
export const makeBatch = (over: Partial<BatchView> = {}): BatchView => {
  const jobs = over.jobs ?? [];
  const counts = { total: jobs.length } as BatchView["counts"];
  for (const state of JOB_STATES) counts[state] = jobs.filter((job) => job.status === state).length;
  return {
    id: "batch",
    canvasId: "canvas",
    function: "storyboard",
    title: "Storyboard",
    priority: "normal",
    rank: 0,
    status: "running",
    counts,
    createdAt: "2026-01-01T00:00:00.000Z",
    createdBy: { id: "mei", name: "Mei Tan" },
    ...over,
    jobs,
  };
};

/** Jobs of one state on nodes `<state>-0`, `<state>-1`, …; without nodes for a canvas function. */
export const makeJobs = (status: JobState, count: number, onNodes = true): JobView[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `job-${status}-${index}`,
    ...(onNodes && { nodeId: `${status}-${index}` }),
    status,
    progress: status === "done" ? 1 : 0,
  }));
