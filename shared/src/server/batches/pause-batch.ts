import { CLAIMABLE_BATCH_STATES, JOB_STEPS } from "../../functions/batch-states.ts";
import type { BatchView } from "../../functions/batch-view.ts";
import type { Records } from "../database/records.ts";
import { transact } from "../database/transact.ts";
import { readBatch } from "./read-batch.ts";
import { settleBatch } from "./settle-batch.ts";
import type { BatchParts } from "./submit-batch.ts";

/**
 * No further job of it starts; those that run finish. Pausing a paused or ended batch changes nothing; undefined = no
 * such batch.
 */
export const pauseBatch = async (
  { records }: { records: Records },
  batchId: string,
): Promise<BatchView | undefined> => {
  await transact(records, async (trx) => {
    const paused = await trx
      .updateTable("batches")
      .set({ pause_requested: 1 })
      .where("id", "=", batchId)
      .where("state", "in", CLAIMABLE_BATCH_STATES)
      .executeTakeFirst();
    if (paused.numUpdatedRows > 0n) await settleBatch(trx, batchId, Date.now());
  });
  return readBatch(records, batchId);
};

/** Its jobs go on. One that is not paused stays as it is; undefined = no such batch. */
export const resumeBatch = async (
  { records, queue }: BatchParts,
  batchId: string,
): Promise<BatchView | undefined> => {
  const waiting = await transact(records, async (trx) => {
    const resumed = await trx
      .updateTable("batches")
      .set({ pause_requested: 0 })
      .where("id", "=", batchId)
      .where("state", "=", "paused")
      .executeTakeFirst();
    if (resumed.numUpdatedRows === 0n) return [];
    await settleBatch(trx, batchId, Date.now());
    return trx
      .selectFrom("jobs")
      .select(["id", "lease"])
      .where("batch_id", "=", batchId)
      .where("state", "in", JOB_STEPS.claim.from)
      .execute();
  });
  // Their first tickets found nothing to do meanwhile.
  if (waiting.length > 0) await queue.enqueue(waiting.map(({ id, lease }) => ({ jobId: id, lease })));
  return readBatch(records, batchId);
};
