import type { BatchView, JobView } from "@backlot/shared/functions/batch-view";
import { functionContracts, isFunctionName } from "@backlot/shared/functions/registry";
import { nodeTypes } from "@backlot/shared/canvas/node-types/registry";

/** "1st", "2nd", "3rd", "11th": a place in the queue. */
export const ordinal = (place: number): string => {
  const tens = place % 100;
  if (tens >= 11 && tens <= 13) return `${place}th`;
  return `${place}${["th", "st", "nd", "rd"][place % 10] ?? "th"}`;
};

export const queuedWords = (place: number): string => `Queued, ${ordinal(place)}`;

const MAX_TILE_WORDS = 4;

/** The reason of a failure in at most four words, for a tile or a node's foot; the whole stands in the tooltip. */
export const failureWords = (error: string | undefined): string => {
  const words = (error ?? "Failed").replace(/[.!]+$/, "").split(/\s+/);
  return words.length <= MAX_TILE_WORDS
    ? words.join(" ")
    : `${words.slice(0, MAX_TILE_WORDS - 1).join(" ")}…`;
};

/** "Storyboard, 14 shots" or "Breakdown". */
export const batchTitle = (batch: BatchView): string => {
  if (!isFunctionName(batch.function)) return batch.function;
  const contract = functionContracts[batch.function];
  const [nodeType] = contract.nodeTypes;
  if (contract.target === "canvas" || nodeType === undefined) return contract.title;
  const { noun, pluralLabel } = nodeTypes[nodeType];
  const { total } = batch.counts;
  return `${contract.title}, ${total} ${total === 1 ? noun : pluralLabel.toLowerCase()}`;
};

/** "about 20 s left", from how fast the jobs that ended went; undefined while nothing can be said. */
export const timeLeft = (batch: BatchView, now: number): string | undefined => {
  const { total, queued, running, retrying } = batch.counts;
  const open = queued + running + retrying;
  const ended = total - open;
  if (open === 0 || ended === 0 || batch.startedAt === undefined) return undefined;
  const seconds = ((now - Date.parse(batch.startedAt)) / 1000 / ended) * open;
  if (seconds < 10) return "a few seconds left";
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
};

/** How long a job took: "1.2 s". */
export const jobSeconds = (job: JobView): string | undefined => {
  if (job.startedAt === undefined || job.finishedAt === undefined) return undefined;
  return `${((Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000).toFixed(1)} s`;
};

/** What a batch without pictures gave, in words: "12 scenes, 6 characters". */
export const resultWords = (job: JobView): string | undefined => {
  const counts = (job.result as { counts?: Record<string, unknown> } | undefined)?.counts;
  if (!counts) return undefined;
  return Object.entries(counts)
    .filter(([, count]) => typeof count === "number" && count > 0)
    .map(([name, count]) => `${String(count)} ${count === 1 ? name.replace(/s$/, "") : name}`)
    .join(", ");
};
