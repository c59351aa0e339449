import { JOB_STEPS } from "../../functions/batch-states.ts";
import type { BatchView } from "../../functions/batch-view.ts";
import type { Records } from "../database/records.ts";
import { transact } from "../database/transact.ts";
import { readBatch } from "./read-batch.ts";
import { settleBatch } from "./settle-batch.ts";

/** Ends one job; an ended one stays as it is. Answers its batch; undefined = no such job. */
export const cancelJob = async (
  { records }: { records: Records },
  jobId: string,
): Promise<BatchView | undefined> => {
  const now = Date.now();
  const job = await records.selectFrom("jobs").select("batch_id").where("id", "=", jobId).executeTakeFirst();
  if (!job) return undefined;
  await transact(records, async (trx) => {
    await trx
      .updateTable("jobs")
      .set({ state: JOB_STEPS.cancel.to, finished_at: now })
      .where("id", "=", jobId)
      .where("state", "in", JOB_STEPS.cancel.from)
      .execute();
    await settleBatch(trx, job.batch_id, now);
  });
  return readBatch(records, job.batch_id);
};
