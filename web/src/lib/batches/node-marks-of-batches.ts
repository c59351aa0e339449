import type { BatchView, JobView } from "@backlot/shared/functions/batch-view";
import type { RunningJob } from "@backlot/shared/presence/presence-state";
import type { NodeJobs } from "#lib/canvas/model/node-marks.ts";
import type { JobMark } from "#lib/canvas/model/node-view.svelte.ts";
import { failureWords, firstNameOf, isWaitingJob, queuedWords } from "./batch-words.ts";

/**
 * The newest batch that touched a node speaks for it. `batches` newest first; without `retry` no mark offers an act. A
 * mark that says the same keeps its object, so that no node is drawn anew. What runs is as the rows have it: the worker's
 * presence is ahead of these where it can be heard.
 */
export const marksOfBatches = (
  batches: readonly BatchView[],
  former: NodeJobs,
  retry: ((nodeId: string) => void) | undefined,
): NodeJobs => {
  const marks = new Map<string, JobMark>();
  const running = new Map<string, RunningJob>();
  const seen = new Set<string>();
  for (const batch of batches) {
    let waiting = 0;
    for (const job of batch.jobs) {
      if (isWaitingJob(job)) waiting++;
      const { nodeId } = job;
      if (nodeId === undefined || seen.has(nodeId)) continue;
      seen.add(nodeId);
      if (job.status === "running") running.set(nodeId, runningOf(batch, job, nodeId));
      const action = retry && { label: "Retry", run: () => retry(nodeId) };
      const mark = markOf(batch, job, waiting, action);
      if (mark) marks.set(nodeId, kept(former.marks.get(nodeId), mark));
    }
  }
  return { marks, running, titles: titlesOf(batches, former.titles) };
};

/** The failed job that speaks for a node. */
export const failedJobOn = (batches: readonly BatchView[], nodeId: string): JobView | undefined => {
  for (const batch of batches) {
    const job = batch.jobs.find((candidate) => candidate.nodeId === nodeId);
    if (job) return job.status === "failed" ? job : undefined;
  }
  return undefined;
};

type MarkAction = Extract<JobMark, { kind: "failed" }>["action"];

const markOf = (batch: BatchView, job: JobView, place: number, action: MarkAction): JobMark | undefined => {
  if (job.status === "failed")
    return { kind: "failed", words: failureWords(job.error), ...(action && { action }) };
  if (!isWaitingJob(job)) return undefined;
  if (batch.status === "paused") return { kind: "paused", words: "Paused" };
  return { kind: "queued", words: job.status === "retrying" ? "Trying again" : queuedWords(place) };
};

const kept = (former: JobMark | undefined, next: JobMark): JobMark =>
  former?.kind === next.kind && former.words === next.words && offersAct(former) === offersAct(next)
    ? former
    : next;

const offersAct = (mark: JobMark): boolean => mark.kind === "failed" && mark.action !== undefined;

const runningOf = (batch: BatchView, job: JobView, nodeId: string): RunningJob => ({
  batchId: batch.id,
  nodeId,
  function: batch.function,
  progress: job.progress,
  step: "",
  by: firstNameOf(batch.createdBy.name),
});

/** By function; the newest batch knows the newest title. */
const titlesOf = (
  batches: readonly BatchView[],
  former: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> => {
  const titles = new Map(batches.toReversed().map((batch) => [batch.function, batch.title]));
  const same =
    titles.size === former.size && [...titles].every(([name, title]) => former.get(name) === title);
  return same ? former : titles;
};
