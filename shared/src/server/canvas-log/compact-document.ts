import { crc32 } from "node:zlib";
import * as Y from "yjs";
import { lockDocuments } from "./lock-documents.ts";
import { quarantine } from "./quarantine.ts";
import { readDocument, type ReadDocument } from "./read-document.ts";
import { readTransaction, type CanvasLog } from "./tables.ts";

/**
 * Folds a document's tail into a new snapshot and answers how many records that were. The snapshot before it stays, and
 * so does every record since: only what the older of the two stands for is deleted. The state is computed outside of any
 * lock; it takes its place only if what it was made of is still what stands there, else 0 is answered. Whatever is
 * corrupt is quarantined first.
 */
export const compactDocument = async (log: CanvasLog, document: string): Promise<number> => {
  const read = await readTransaction(log, (trx) => readDocument(trx, document));
  await quarantine(log, document, read.damage);
  if (read.logged.tail.records === 0) return 0;
  const state = mergeUpdates(read.logged.updates);
  const isSwapped = await log.transaction().execute(async (trx) => {
    await lockDocuments(trx, "compaction", [document]);
    if (!(await stillStands(trx, document, read))) return false;
    await trx
      .insertInto("canvas_snapshots")
      .values({
        document,
        through_sequence: read.lastSequence,
        state,
        checksum: crc32(state),
        created_at: Date.now(),
      })
      .execute();
    await trx
      .deleteFrom("canvas_snapshots")
      .where("document", "=", document)
      .where("through_sequence", "<", read.baseSequence)
      .execute();
    await trx
      .deleteFrom("canvas_updates")
      .where("document", "=", document)
      .where("sequence", "<=", read.baseSequence)
      .execute();
    return true;
  });
  return isSwapped ? read.logged.tail.records : 0;
};

/** Another node may have compacted meanwhile, and a record may have been quarantined. */
const stillStands = async (trx: CanvasLog, document: string, read: ReadDocument): Promise<boolean> => {
  const { newest } = await trx
    .selectFrom("canvas_snapshots")
    .select(({ fn }) => fn.max("through_sequence").as("newest"))
    .where("document", "=", document)
    .executeTakeFirstOrThrow();
  const { records } = await trx
    .selectFrom("canvas_updates")
    .select(({ fn }) => fn.countAll<number>().as("records"))
    .where("document", "=", document)
    .where("sequence", ">", read.baseSequence)
    .where("sequence", "<=", read.lastSequence)
    .executeTakeFirstOrThrow();
  return (newest ?? 0) === read.baseSequence && records === read.logged.tail.records;
};

/** What waits for a lost record stays in the state as waiting, and joins in when a client brings the record back. */
const mergeUpdates = (updates: readonly Uint8Array[]): Uint8Array => {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  const state = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return state;
};
