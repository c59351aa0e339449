import type { Transaction } from "kysely";
import { batchStateOf, isEndedBatch } from "../../functions/batch-states.ts";
import type { RecordsTables } from "../database/tables.ts";

/** Brings the batch's row in line with its jobs. Call in the transaction that changed a job. */
export const settleBatch = async (
  trx: Transaction<RecordsTables>,
  batchId: string,
  nowMs: number,
): Promise<void> => {
  const batch = await trx
    .selectFrom("batches")
    .select(["state", "cancel_requested", "started_at"])
    .where("id", "=", batchId)
    .executeTakeFirst();
  if (!batch) return;
  const present = await trx
    .selectFrom("jobs")
    .select("state")
    .distinct()
    .where("batch_id", "=", batchId)
    .execute();
  const state = batchStateOf(
    present.map((job) => job.state),
    batch.cancel_requested === 1,
  );
  if (state === batch.state) return;
  await trx
    .updateTable("batches")
    .set({
      state,
      started_at: batch.started_at ?? (state === "queued" ? null : nowMs),
      finished_at: isEndedBatch(state) ? nowMs : null,
    })
    .where("id", "=", batchId)
    .execute();
};
