import { sql } from "kysely";
import { isPostgres, type CanvasLog } from "./tables.ts";

const SEEDS = { append: 0, compaction: 1 } as const;

/**
 * Until the end of the transaction nobody else appends to (or compacts) these documents. In the order of the keys, so that
 * two who lock several never wait for each other. SQLite's BEGIN IMMEDIATE has locked the whole file already.
 */
export const lockDocuments = async (
  trx: CanvasLog,
  purpose: keyof typeof SEEDS,
  documents: readonly string[],
): Promise<void> => {
  if (!isPostgres(trx)) return;
  await sql`select pg_advisory_xact_lock(key) from (
    select distinct hashtextextended(value, ${SEEDS[purpose]}) as key
    from json_array_elements_text(${JSON.stringify(documents)}::json) order by key
  ) as keys`.execute(trx);
};
