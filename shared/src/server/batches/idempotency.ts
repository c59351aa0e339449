import type { Records } from "../database/records.ts";
import { hashCanonically } from "./canonical-hash.ts";
import type { NewBatch } from "./submit-batch.ts";

/** The batch that this submitter made on this canvas under this key, and whether it was asked for in the same words. */
export const findRepeated = async (
  records: Records,
  request: NewBatch,
): Promise<{ batchId: string; isSame: boolean } | undefined> => {
  if (request.idempotencyKey === undefined) return undefined;
  const row = await records
    .selectFrom("batches")
    .select(["id", "request_hash"])
    .where("canvas_id", "=", request.canvasId)
    .where("created_by", "=", request.actor.id)
    .where("idempotency_key", "=", request.idempotencyKey)
    .executeTakeFirst();
  return row && { batchId: row.id, isSame: row.request_hash === hashRequest(request) };
};

/** What was asked for, before anything was filled in; a webhook's secret is sealed anew each time and says nothing. */
export const hashRequest = ({ function: name, nodeIds, options, webhook }: NewBatch): string =>
  hashCanonically([name, nodeIds, options ?? {}, webhook?.url ?? null]);
