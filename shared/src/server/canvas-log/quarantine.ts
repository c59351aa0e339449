import { crc32 } from "node:zlib";
import type { Damage } from "./damage.ts";
import { decodeRecord } from "./record.ts";
import type { CanvasLog } from "./tables.ts";

/**
 * Moves what is corrupt out of the way of loading and compaction, into `canvas_quarantine`, in one transaction. It looks
 * again first: what another read finds good stays, and what someone else has moved is gone already.
 */
export const quarantine = async (
  log: CanvasLog,
  document: string,
  damage: readonly Damage[],
): Promise<void> => {
  if (damage.length === 0) return;
  await log.transaction().execute(async (trx) => {
    for (const { kind, sequence, reason } of damage) {
      const row =
        kind === "record" ? await findRecord(trx, sequence) : await findSnapshot(trx, document, sequence);
      if (!row) continue;
      await trx
        .insertInto("canvas_quarantine")
        .values({ document, kind, sequence, ...row, reason, found_at: Date.now() })
        .onConflict((conflict) => conflict.columns(["document", "kind", "sequence"]).doNothing())
        .execute();
      if (kind === "record")
        await trx.deleteFrom("canvas_updates").where("sequence", "=", sequence).execute();
      else
        await trx
          .deleteFrom("canvas_snapshots")
          .where("document", "=", document)
          .where("through_sequence", "=", sequence)
          .execute();
    }
  });
};

/** For a reader: serving the rest matters more, and the next one finds and names the same again. */
export const tryToQuarantine = async (
  log: CanvasLog,
  document: string,
  damage: readonly Damage[],
): Promise<void> => {
  try {
    await quarantine(log, document, damage);
  } catch {
    // A store that fails says so where it is written to.
  }
};

interface DamagedRow {
  bytes: Uint8Array;
  checksum: number;
}

const findRecord = async (trx: CanvasLog, sequence: number): Promise<DamagedRow | undefined> => {
  const row = await trx
    .selectFrom("canvas_updates")
    .select(["record as bytes", "checksum"])
    .where("sequence", "=", sequence)
    .executeTakeFirst();
  return row && !decodeRecord(row.bytes, row.checksum) ? row : undefined;
};

const findSnapshot = async (
  trx: CanvasLog,
  document: string,
  sequence: number,
): Promise<DamagedRow | undefined> => {
  const row = await trx
    .selectFrom("canvas_snapshots")
    .select(["state as bytes", "checksum"])
    .where("document", "=", document)
    .where("through_sequence", "=", sequence)
    .executeTakeFirst();
  return row && crc32(row.bytes) !== row.checksum ? row : undefined;
};
