import type { BatchView } from "../../functions/batch-view.ts";
import { transact } from "../database/transact.ts";
import { readBatch } from "./read-batch.ts";
import { settleBatch } from "./settle-batch.ts";
import type { BatchParts } from "./submit-batch.ts";

/** Queues the failed jobs again with all their attempts; the others stay. Undefined = no such batch. */
export const retryBatch = async (
  { records, queue }: BatchParts,
  batchId: string,
): Promise<BatchView | undefined> => {
  const now = Date.now();
  const again = await transact(records, async (trx) => {
    const jobs = await trx
      .updateTable("jobs")
      .set({
        state: "queued",
        attempts: 0,
        lost_runs: 0,
        due_at: now,
        progress: 0,
        error: null,
        started_at: null,
        finished_at: null,
      })
      .where("batch_id", "=", batchId)
      .where("state", "=", "failed")
      .returning(["id", "lease"])
      .execute();
    if (jobs.length > 0) await settleBatch(trx, batchId, now);
    return jobs;
  });
  if (again.length > 0) await queue.enqueue(again.map(({ id, lease }) => ({ jobId: id, lease })));
  return readBatch(records, batchId);
};
