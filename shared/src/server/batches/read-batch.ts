import { JOB_STATES } from "../../functions/batch-states.ts";
import { BATCH_PRIORITIES, type BatchView, type JobView } from "../../functions/batch-view.ts";
import { functionContracts, isFunctionName } from "../../functions/registry.ts";
import type { Records } from "../database/records.ts";
import type { BatchRow, JobRow } from "../database/tables.ts";

const MAX_LISTED_BATCHES = 200;

export const readBatch = async (records: Records, batchId: string): Promise<BatchView | undefined> => {
  const batch = await records.selectFrom("batches").selectAll().where("id", "=", batchId).executeTakeFirst();
  return batch && (await viewsOf(records, [batch]))[0];
};

/** The canvas's batches, newest first. An unknown cursor starts at the top. */
export const listBatches = async (
  records: Records,
  canvasId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: BatchView[]; nextCursor?: string }> => {
  const wanted = Math.max(1, Math.min(limit, MAX_LISTED_BATCHES));
  let query = records
    .selectFrom("batches")
    .selectAll()
    .where("canvas_id", "=", canvasId)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(wanted + 1);
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  if (after) {
    query = query.where((where) =>
      where.or([
        where("created_at", "<", after.createdAt),
        where.and([where("created_at", "=", after.createdAt), where("id", "<", after.id)]),
      ]),
    );
  }
  const rows = await query.execute();
  const shown = rows.slice(0, wanted);
  const last = shown.at(-1);
  const items = await viewsOf(records, shown);
  return rows.length > wanted && last ? { items, nextCursor: `${last.created_at}.${last.id}` } : { items };
};

/** Whether `listBatches` may have given it. */
export const isBatchCursor = (cursor: string): boolean => parseCursor(cursor) !== undefined;

const parseCursor = (cursor: string): { createdAt: number; id: string } | undefined => {
  const match = /^(\d{1,16})\.([A-Za-z0-9_-]{1,64})$/.exec(cursor);
  return match?.[1] && match[2] ? { createdAt: Number(match[1]), id: match[2] } : undefined;
};

const viewsOf = async (records: Records, batches: readonly BatchRow[]): Promise<BatchView[]> => {
  if (batches.length === 0) return [];
  const jobs = await records
    .selectFrom("jobs")
    .selectAll()
    .where(
      "batch_id",
      "in",
      batches.map((batch) => batch.id),
    )
    .orderBy("position")
    .execute();
  const jobsOf = Map.groupBy(jobs, (job) => job.batch_id);
  return batches.map((batch) => viewOf(batch, jobsOf.get(batch.id) ?? []));
};

const viewOf = (batch: BatchRow, jobs: readonly JobRow[]): BatchView => {
  const counts = { total: jobs.length } as BatchView["counts"];
  for (const state of JOB_STATES) counts[state] = 0;
  for (const job of jobs) counts[job.state] += 1;
  return {
    id: batch.id,
    canvasId: batch.canvas_id,
    function: batch.function,
    title:
      batch.title === "" && isFunctionName(batch.function)
        ? functionContracts[batch.function].title
        : batch.title,
    status: batch.state,
    priority: BATCH_PRIORITIES[batch.priority + 1] ?? "normal",
    rank: batch.rank,
    counts,
    createdAt: isoTime(batch.created_at),
    createdBy: { id: batch.created_by, name: batch.created_by_name },
    ...timesOf(batch),
    jobs: jobs.map(jobViewOf),
  };
};

const jobViewOf = (job: JobRow): JobView => ({
  id: job.id,
  ...(job.node_id !== null && { nodeId: job.node_id }),
  status: job.state,
  progress: job.progress,
  ...(job.error !== null && { error: job.error }),
  ...(job.reused === 1 && { reused: true as const }),
  ...(job.result !== null && { result: JSON.parse(job.result) as unknown }),
  ...timesOf(job),
});

const timesOf = (row: { started_at: number | null; finished_at: number | null }) => ({
  ...(row.started_at !== null && { startedAt: isoTime(row.started_at) }),
  ...(row.finished_at !== null && { finishedAt: isoTime(row.finished_at) }),
});

const isoTime = (ms: number): string => new Date(ms).toISOString();
