import type { Transaction } from "kysely";
import { batchStateOf, isEndedBatch } from "../../functions/batch-states.ts";
import type { RecordsTables } from "../database/tables.ts";
import { addDelivery } from "../webhooks/deliveries.ts";

/**
 * Brings the batch's row in line with its jobs and with what was asked for, and leaves the news of its end for its
 * webhook. Call in the transaction that changed a job or the request.
 */
export const settleBatch = async (
  trx: Transaction<RecordsTables>,
  batchId: string,
  nowMs: number,
): Promise<void> => {
  const batch = await trx
    .selectFrom("batches")
    .select(["state", "cancel_requested", "pause_requested", "started_at", "webhook_url"])
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
    { cancel: batch.cancel_requested === 1, pause: batch.pause_requested === 1 },
  );
  if (state === batch.state) return;
  const hasEnded = isEndedBatch(state);
  const isUnstarted = state === "queued" || state === "paused";
  await trx
    .updateTable("batches")
    .set({
      state,
      started_at: batch.started_at ?? (isUnstarted ? null : nowMs),
      finished_at: hasEnded ? nowMs : null,
      // A retry of what has ended is not to wait for a second word.
      ...(hasEnded && { pause_requested: 0 }),
    })
    .where("id", "=", batchId)
    .execute();
  if (hasEnded && batch.webhook_url !== null)
    await addDelivery(trx, { batchId, url: batch.webhook_url }, nowMs);
};
