import type { Damage } from "./damage.ts";
import { newestSequences } from "./newest-sequences.ts";
import { readDocument, readTail, updatesOf } from "./read-document.ts";
import type { CanvasLog } from "./tables.ts";

export interface LoggedSince {
  updates: Uint8Array[];
  version: number;
}

/**
 * What was committed after `sequence`. Compaction deletes records only up to the oldest snapshot it keeps, so from there
 * on they are all there; before it, the newest snapshot stands for them. Run it in one transaction.
 */
export const readSince = async (
  trx: CanvasLog,
  document: string,
  sequence: number,
): Promise<LoggedSince & { damage: Damage[] }> => {
  const { oldest } = await trx
    .selectFrom("canvas_snapshots")
    .select(({ fn }) => fn.min("through_sequence").as("oldest"))
    .where("document", "=", document)
    .executeTakeFirstOrThrow();
  if (sequence < (oldest ?? 0)) {
    const read = await readDocument(trx, document);
    return { updates: updatesOf(read), version: read.version, damage: read.damage };
  }
  const { records, damage } = await readTail(trx, document, sequence);
  const version = (await newestSequences(trx, [document])).get(document) ?? 0;
  return { updates: records.flatMap(({ updates }) => updates), version, damage };
};
