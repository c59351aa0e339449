import { nodeTypes, type NodeType } from "@backlot/shared/canvas/node-types/registry";
import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import type { BatchView, JobView } from "@backlot/shared/functions/batch-view";
import { functionContracts, isFunctionName } from "@backlot/shared/functions/registry";
import { countsOf } from "./job-result.ts";

/** Of the heading that names the shown batch. */
export const SHOWN_TITLE_ID = "shown-batch";

/** "1st", "2nd", "3rd", "11th": a place in the queue. */
export const ordinal = (place: number): string => {
  const tens = place % 100;
  if (tens >= 11 && tens <= 13) return `${place}th`;
  return `${place}${["th", "st", "nd", "rd"][place % 10] ?? "th"}`;
};

export const queuedWords = (place: number): string => `Queued, ${ordinal(place)}`;

/** "1 shot", "14 shots" */
export const countNodes = (count: number, type: NodeType): string =>
  `${count} ${count === 1 ? nodeTypes[type].noun : nodeTypes[type].pluralLabel.toLowerCase()}`;

export const firstNameOf = (name: string): string => name.trim().split(/\s+/)[0] ?? name;

const MAX_TILE_WORDS = 4;

/** The reason of a failure in at most four words, for a tile or a node's foot; the whole is one hover or focus away. */
export const failureWords = (error: string | undefined): string => {
  // "The service will not do this: no such style": what stands behind the colon is the reason.
  const reason = (error ?? "Failed").replace(/^[^:]*: (?=.)/, "").replace(/[.!]+$/, "");
  // A number with its unit reads as one word.
  const words = reason.match(/\d+ (?:s|ms|min|px|MB|GB)\b|\S+/g) ?? ["Failed"];
  const short =
    words.length <= MAX_TILE_WORDS ? words.join(" ") : `${words.slice(0, MAX_TILE_WORDS - 1).join(" ")}…`;
  return short.charAt(0).toUpperCase() + short.slice(1);
};

/** It has not begun, or begins once more. */
export const isWaitingJob = ({ status }: JobView): boolean => status === "queued" || status === "retrying";

/** Whether the batch has one job for the whole canvas instead of one per node. */
export const isCanvasBatch = (batch: BatchView): boolean =>
  batch.jobs.length === 1 && batch.jobs[0]?.nodeId === undefined;

/** "Storyboard, 14 shots", "Breakdown, 8 scenes", "Animatic". `typeOf` tells a node's type while it is on the canvas. */
export const batchTitle = (
  batch: BatchView,
  typeOf: (nodeId: string) => NodeType | undefined = () => undefined,
): string => {
  if (isCanvasBatch(batch)) {
    const [first] = batch.jobs.flatMap(countsOf);
    return first ? `${batch.title}, ${first[1]} ${first[0]}` : batch.title;
  }
  const [contractType] = isFunctionName(batch.function) ? functionContracts[batch.function].nodeTypes : [];
  const known = batch.jobs.find((job) => job.nodeId !== undefined && typeOf(job.nodeId) !== undefined);
  const type = contractType ?? (known?.nodeId === undefined ? undefined : typeOf(known.nodeId));
  const { total } = batch.counts;
  const counted = type ? countNodes(total, type) : `${total} ${total === 1 ? "job" : "jobs"}`;
  return `${batch.title}, ${counted}`;
};

const openJobsOf = ({ counts }: BatchView): number => counts.queued + counts.running + counts.retrying;

/** 0–100, whole; a running job counts by how far it is. */
export const batchPercent = (batch: BatchView): number => {
  const { total } = batch.counts;
  const begun = batch.jobs.reduce((sum, job) => (job.status === "running" ? sum + job.progress : sum), 0);
  return Math.floor((100 * (total - openJobsOf(batch) + begun)) / Math.max(1, total));
};

/** "about 20 s left", from how fast the jobs that ended went; undefined while nothing can be said. */
export const timeLeft = (batch: BatchView, nowMs: number): string | undefined => {
  const open = openJobsOf(batch);
  const ended = batch.counts.total - open;
  if (open === 0 || ended === 0 || batch.startedAt === undefined) return undefined;
  const seconds = ((nowMs - Date.parse(batch.startedAt)) / 1000 / ended) * open;
  if (seconds < 10) return "a few seconds left";
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
};

/** Where the batch stands, after the name of who submitted it. `place`: among the waiting batches of this canvas. */
export const batchStanding = (
  batch: BatchView,
  { nowMs, place, timeOf }: { nowMs: number; place?: number | undefined; timeOf: (iso: string) => string },
): string => {
  const started = batch.startedAt === undefined ? [] : [`started ${timeOf(batch.startedAt)}`];
  switch (batch.status) {
    case "queued":
      return place === undefined || place < 2 ? "waiting to start" : `waiting, ${ordinal(place)} in line`;
    case "paused":
      return batch.counts.running === 0 ? "paused" : `paused, ${batch.counts.running} still finishing`;
    case "running":
      return [...started, ...([timeLeft(batch, nowMs)].filter(Boolean) as string[])].join(" · ");
    case "canceled":
      return [...started, "canceled"].join(" · ");
    case "done":
    case "failed":
      return [...started, ...(tookWords(batch) ?? [])].join(" · ");
  }
};

const tookWords = ({ startedAt, finishedAt }: BatchView): [string] | undefined => {
  if (startedAt === undefined || finishedAt === undefined) return undefined;
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  if (seconds < 10) return [`took ${Math.max(0.1, seconds).toFixed(1)} s`];
  return [seconds < 90 ? `took ${Math.round(seconds)} s` : `took ${Math.round(seconds / 60)} min`];
};

/** What is said aloud: at each quarter and at the end. The same words while nothing worth saying happened. */
export const batchNews = (batch: BatchView, title: string): string => {
  const { counts } = batch;
  if (batch.status === "queued") return `${title}: waiting`;
  if (batch.status === "paused") return `${title}: paused`;
  if (batch.status === "canceled") return `${title}: canceled`;
  if (isEndedBatch(batch.status))
    return counts.failed === 0 ? `${title}: done` : `${title}: ${counts.done} done, ${counts.failed} failed`;
  const quarters = Math.floor((4 * (counts.total - openJobsOf(batch))) / Math.max(1, counts.total));
  return quarters === 0 ? `${title}: running` : `${title}: ${quarters * 25} percent`;
};

/** How long a job took: "1.2 s"; nothing takes no time. */
export const jobSeconds = (job: JobView): string | undefined => {
  if (job.startedAt === undefined || job.finishedAt === undefined) return undefined;
  const seconds = (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000;
  return `${Math.max(0.1, seconds).toFixed(1)} s`;
};
