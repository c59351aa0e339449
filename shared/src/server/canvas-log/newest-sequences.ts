import { sql } from "kysely";
import { isPostgres, type CanvasLog } from "./tables.ts";

/** The highest sequence of each document that has one, also when that record has been folded or quarantined since. */
export const newestSequences = async (
  log: CanvasLog,
  documents: readonly string[],
): Promise<Map<string, number>> => {
  const newest = new Map<string, number>();
  if (documents.length === 0) return newest;
  const asked = isPostgres(log)
    ? sql<{ value: string }>`json_array_elements_text(${JSON.stringify(documents)}::json)`
    : sql<{ value: string }>`json_each(${JSON.stringify(documents)})`;
  // One subquery each: both databases answer them with the last entry of an index, where a join would read them all.
  const rows = await log
    .selectFrom(asked.as<"asked">(sql`asked`))
    .select((query) => [
      "asked.value as document",
      query
        .selectFrom("canvas_updates")
        .select(({ fn }) => fn.max("canvas_updates.sequence").as("newest"))
        .whereRef("canvas_updates.document", "=", "asked.value")
        .as("record"),
      query
        .selectFrom("canvas_snapshots")
        .select(({ fn }) => fn.max("canvas_snapshots.through_sequence").as("newest"))
        .whereRef("canvas_snapshots.document", "=", "asked.value")
        .as("snapshot"),
      query
        .selectFrom("canvas_quarantine")
        .select(({ fn }) => fn.max("canvas_quarantine.sequence").as("newest"))
        .whereRef("canvas_quarantine.document", "=", "asked.value")
        .as("quarantined"),
    ])
    .execute();
  for (const { document, record, snapshot, quarantined } of rows) {
    const sequence = Math.max(record ?? 0, snapshot ?? 0, quarantined ?? 0);
    if (sequence > 0) newest.set(document, sequence);
  }
  return newest;
};
