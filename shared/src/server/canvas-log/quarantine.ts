import { crc32 } from "node:zlib";
import type { Damage } from "./damage.ts";
import { decodeRecord, encodeRecord } from "./record.ts";
import type { CanvasLog } from "./tables.ts";

/**
 * Moves what is damaged out of the way of loading and compaction, into `canvas_quarantine`, in one transaction. It looks
 * again first: what another read finds good stays, and what someone else has moved is gone already. Of a record that
 * Yjs cannot apply in parts, the quarantine gets the whole and the log keeps the other parts.
 */
export const quarantine = async (
  log: CanvasLog,
  document: string,
  damage: readonly Damage[],
): Promise<void> => {
  if (damage.length === 0) return;
  await log.transaction().execute(async (trx) => {
    for (const one of damage) {
      const row = one.kind === "record" ? await findRecord(trx, one) : await findSnapshot(trx, document, one);
      if (!row) continue;
      const { kind, sequence } = one;
      const reason = one.reason === "unappliable" ? `unappliable: ${one.message}` : one.reason;
      await trx
        .insertInto("canvas_quarantine")
        .values({
          ...{ document, kind, sequence, reason },
          bytes: row.bytes,
          checksum: row.checksum,
          found_at: Date.now(),
        })
        .onConflict((conflict) => conflict.columns(["document", "kind", "sequence"]).doNothing())
        .execute();
      if (kind === "snapshot")
        await trx
          .deleteFrom("canvas_snapshots")
          .where("document", "=", document)
          .where("through_sequence", "=", sequence)
          .execute();
      else if (row.goodUpdates.length > 0)
        await trx
          .updateTable("canvas_updates")
          .set(encodeRecord(row.goodUpdates))
          .where("sequence", "=", sequence)
          .execute();
      else await trx.deleteFrom("canvas_updates").where("sequence", "=", sequence).execute();
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

interface FoundRow {
  bytes: Uint8Array;
  checksum: number;
  goodUpdates: Uint8Array[];
}

const findRecord = async (trx: CanvasLog, damage: Damage): Promise<FoundRow | undefined> => {
  const row = await trx
    .selectFrom("canvas_updates")
    .select(["record as bytes", "checksum"])
    .where("sequence", "=", damage.sequence)
    .executeTakeFirst();
  if (!row) return undefined;
  const decoded = decodeRecord(row.bytes, row.checksum);
  if (!decoded.ok) return damage.reason === decoded.reason ? { ...row, goodUpdates: [] } : undefined;
  if (damage.reason !== "unappliable") return undefined;
  const goodUpdates = decoded.updates.filter((update) => !isOneOf(damage.unappliable, update));
  return goodUpdates.length < decoded.updates.length ? { ...row, goodUpdates } : undefined;
};

const findSnapshot = async (
  trx: CanvasLog,
  document: string,
  damage: Damage,
): Promise<FoundRow | undefined> => {
  const row = await trx
    .selectFrom("canvas_snapshots")
    .select(["state as bytes", "checksum"])
    .where("document", "=", document)
    .where("through_sequence", "=", damage.sequence)
    .executeTakeFirst();
  if (!row) return undefined;
  const isDamaged =
    damage.reason === "unappliable"
      ? isOneOf(damage.unappliable, row.bytes)
      : crc32(row.bytes) !== row.checksum;
  return isDamaged ? { ...row, goodUpdates: [] } : undefined;
};

const isOneOf = (some: readonly Uint8Array[], bytes: Uint8Array): boolean =>
  some.some((one) => Buffer.compare(one, bytes) === 0);
