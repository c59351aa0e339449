import { JOB_STEPS } from "../../functions/batch-states.ts";
import type { BatchView } from "../../functions/batch-view.ts";
import type { Records } from "../database/records.ts";
import { transact } from "../database/transact.ts";
import { readBatch } from "./read-batch.ts";
import { settleBatch } from "./settle-batch.ts";

/**
 * Ends every job of the batch that has not ended; what is done stays. A worker that runs one of them sees it
 * within half a second and writes no take. Canceling an ended batch changes nothing; undefined = no such batch.
 */
export const cancelBatch = async (
  { records }: { records: Records },
  batchId: string,
): Promise<BatchView | undefined> => {
  const now = Date.now();
  await transact(records, async (trx) => {
    const canceled = await trx
      .updateTable("jobs")
      .set({ state: JOB_STEPS.cancel.to, finished_at: now })
      .where("batch_id", "=", batchId)
      .where("state", "in", JOB_STEPS.cancel.from)
      .executeTakeFirst();
    if (canceled.numUpdatedRows === 0n) return;
    await trx.updateTable("batches").set({ cancel_requested: 1 }).where("id", "=", batchId).execute();
    await settleBatch(trx, batchId, now);
  });
  return readBatch(records, batchId);
};
