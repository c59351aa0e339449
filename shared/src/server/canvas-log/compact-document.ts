import { crc32 } from "node:zlib";
import type { Damage } from "./damage.ts";
import { lockDocuments } from "./lock-documents.ts";
import { quarantine } from "./quarantine.ts";
import { readDocument } from "./read-document.ts";
import { readState } from "./read-state.ts";
import { readTransaction, type CanvasLog } from "./tables.ts";

export interface Compaction {
  /** How many records were folded. */
  records: number;
  /** What was quarantined; nothing is folded then. */
  damage: Damage[];
}

/**
 * Folds a document's tail into a new snapshot. The snapshot before it stays, and so does every record since: only what the
 * older of the two stands for is deleted. The state is computed outside of any lock; it takes its place only if what it
 * was made of is still what stands there. Where something is damaged that is moved away, for the next compaction to go on.
 */
export const compactDocument = async (log: CanvasLog, document: string): Promise<Compaction> => {
  const read = await readTransaction(log, (trx) => readDocument(trx, document));
  // Without a tail there is nothing to fold, and no reason to build the document.
  const found =
    read.records.length > 0 ? await readState(log, document, read) : { ...read, state: undefined };
  const { snapshot, records, state, damage } = found;
  if (damage.length > 0) {
    await quarantine(log, document, damage);
    return { records: 0, damage };
  }
  const last = records.at(-1);
  if (!state || !last) return { records: 0, damage };
  const folded = { base: snapshot?.sequence ?? 0, last: last.sequence, records: records.length };
  const isSwapped = await log.transaction().execute(async (trx) => {
    await lockDocuments(trx, "compaction", [document]);
    if (!(await stillStands(trx, document, folded))) return false;
    await trx
      .insertInto("canvas_snapshots")
      .values({
        document,
        through_sequence: folded.last,
        state,
        checksum: crc32(state),
        created_at: Date.now(),
      })
      .execute();
    await trx
      .deleteFrom("canvas_snapshots")
      .where("document", "=", document)
      .where("through_sequence", "<", folded.base)
      .execute();
    await trx
      .deleteFrom("canvas_updates")
      .where("document", "=", document)
      .where("sequence", "<=", folded.base)
      .execute();
    return true;
  });
  return { records: isSwapped ? folded.records : 0, damage };
};

/** Another node may have compacted meanwhile, and a record may have been quarantined. */
const stillStands = async (
  trx: CanvasLog,
  document: string,
  folded: { base: number; last: number; records: number },
): Promise<boolean> => {
  const { newest } = await trx
    .selectFrom("canvas_snapshots")
    .select(({ fn }) => fn.max("through_sequence").as("newest"))
    .where("document", "=", document)
    .executeTakeFirstOrThrow();
  const { records } = await trx
    .selectFrom("canvas_updates")
    .select(({ fn }) => fn.countAll<number>().as("records"))
    .where("document", "=", document)
    .where("sequence", ">", folded.base)
    .where("sequence", "<=", folded.last)
    .executeTakeFirstOrThrow();
  return (newest ?? 0) === folded.base && records === folded.records;
};
