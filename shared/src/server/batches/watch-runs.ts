import type { Records } from "../database/records.ts";
import { transact } from "../database/transact.ts";
import type { RunRef } from "./end-run.ts";

/** The runs that lost their job: canceled by a person, or taken over after this worker seemed dead. */
export const findLostLeases = async <Run extends RunRef>(
  records: Records,
  runs: readonly Run[],
): Promise<Run[]> => {
  if (runs.length === 0) return [];
  const rows = await records
    .selectFrom("jobs")
    .select(["id", "lease"])
    .where(
      "id",
      "in",
      runs.map((run) => run.jobId),
    )
    .where("state", "=", "running")
    .execute();
  const leases = new Map(rows.map((row) => [row.id, row.lease]));
  return runs.filter((run) => leases.get(run.jobId) !== run.lease);
};

/** For scripts that read over HTTP; people see the same through presence. */
export const writeProgress = async (
  records: Records,
  runs: readonly (RunRef & { progress: number })[],
): Promise<void> => {
  if (runs.length === 0) return;
  await transact(records, async (trx) => {
    for (const run of runs) {
      await trx
        .updateTable("jobs")
        .set({ progress: run.progress })
        .where("id", "=", run.jobId)
        .where("lease", "=", run.lease)
        .where("state", "=", "running")
        .execute();
    }
  });
};
