import { sql } from "kysely";
import { isPostgres, type CanvasLog } from "./tables.ts";

/**
 * The highest sequence of each document that has one, also when that record has been folded or quarantined since. One
 * subquery for each table: both databases answer it with the last entry of an index, where a join would read them all.
 */
export const newestSequences = async (
  log: CanvasLog,
  documents: readonly string[],
): Promise<Map<string, number>> => {
  const newest = new Map<string, number>();
  if (documents.length === 0) return newest;
  const asked = JSON.stringify(documents);
  const { rows } = await sql<{
    document: string;
    record: number | null;
    snapshot: number | null;
    quarantined: number | null;
  }>`select value as document,
      (select max(sequence) from canvas_updates where document = value) as record,
      (select max(through_sequence) from canvas_snapshots where document = value) as snapshot,
      (select max(sequence) from canvas_quarantine where document = value) as quarantined
    from ${isPostgres(log) ? sql`json_array_elements_text(${asked}::json)` : sql`json_each(${asked})`}`.execute(
    log,
  );
  for (const { document, record, snapshot, quarantined } of rows) {
    const sequence = Math.max(record ?? 0, snapshot ?? 0, quarantined ?? 0);
    if (sequence > 0) newest.set(document, sequence);
  }
  return newest;
};
