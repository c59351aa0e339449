import type { Records } from "@backlot/shared/server/database/records";

/** Changes with whatever the batch's view shows, and costs the database a glance at its jobs. Undefined = no such batch. */
export const readBatchMark = async (records: Records, batchId: string): Promise<string | undefined> => {
  const batch = await records
    .selectFrom("batches")
    .select(["state", "priority", "rank"])
    .where("id", "=", batchId)
    .executeTakeFirst();
  if (!batch) return undefined;
  const jobs = await records
    .selectFrom("jobs")
    .select(({ fn }) => [
      "state",
      fn.countAll().as("count"),
      fn.sum("progress").as("progress"),
      fn.sum("lease").as("leases"),
      fn.sum("attempts").as("attempts"),
      fn.sum("reused").as("reused"),
      fn.max("started_at").as("started"),
      fn.max("finished_at").as("finished"),
    ])
    .where("batch_id", "=", batchId)
    .groupBy("state")
    .orderBy("state")
    .execute();
  return [batch, ...jobs].map((row) => Object.values(row).join(" ")).join("\n");
};
