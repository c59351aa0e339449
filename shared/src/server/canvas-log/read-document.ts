import { crc32 } from "node:zlib";
import { newestSequences } from "./newest-sequences.ts";
import { decodeRecord } from "./record.ts";
import type { CanvasLog, DamagedKind } from "./tables.ts";

export interface LoggedDocument {
  /** The snapshot, if there is one, and every update after it. */
  updates: Uint8Array[];
  /** The highest sequence number; 0 = never written. */
  version: number;
  /** The records since that snapshot. */
  tail: { records: number; bytes: number };
  /** Records whose checksum does not fit; they are left out of `updates`. */
  corruptSequences: number[];
  /** What stands in `updates` is then the snapshot before it, if there is one, and the records since. */
  snapshotIsCorrupt: boolean;
}

/** A row whose bytes are not those that were written. */
export interface Damage {
  kind: DamagedKind;
  sequence: number;
}

export interface ReadDocument {
  logged: LoggedDocument;
  damage: Damage[];
  /** The record up to which the snapshot in `updates` stands; 0 = there is none. */
  baseSequence: number;
  /** The last good record, or that of the snapshot. */
  lastSequence: number;
}

/** What the log holds of one document: the newest good snapshot and the good records after it. Run it in one transaction. */
export const readDocument = async (trx: CanvasLog, document: string): Promise<ReadDocument> => {
  const damage: Damage[] = [];
  const base = await readBase(trx, document, damage);
  const snapshotIsCorrupt = damage.length > 0;
  const baseSequence = base?.through_sequence ?? 0;
  const tail = await readTail(trx, document, baseSequence);
  damage.push(...tail.damage);
  return {
    logged: {
      updates: base ? [asBytes(base.state), ...tail.updates] : tail.updates,
      version: (await newestSequences(trx, [document])).get(document) ?? 0,
      tail: tail.size,
      corruptSequences: tail.damage.map(({ sequence }) => sequence),
      snapshotIsCorrupt,
    },
    damage,
    baseSequence,
    lastSequence: Math.max(baseSequence, tail.lastSequence),
  };
};

/** The newest snapshot that is good; the corrupt ones above it go to `damage`. */
const readBase = async (trx: CanvasLog, document: string, damage: Damage[]) => {
  for (let below: number | undefined; ;) {
    let query = trx
      .selectFrom("canvas_snapshots")
      .select(["through_sequence", "state", "checksum"])
      .where("document", "=", document)
      .orderBy("through_sequence", "desc")
      .limit(1);
    if (below !== undefined) query = query.where("through_sequence", "<", below);
    const snapshot = await query.executeTakeFirst();
    if (!snapshot || crc32(snapshot.state) === snapshot.checksum) return snapshot;
    damage.push({ kind: "snapshot", sequence: snapshot.through_sequence });
    below = snapshot.through_sequence;
  }
};

/** The records after `sequence`, in order; the corrupt ones are named and left out. */
export const readTail = async (trx: CanvasLog, document: string, sequence: number) => {
  const rows = await trx
    .selectFrom("canvas_updates")
    .select(["sequence", "record", "checksum"])
    .where("document", "=", document)
    .where("sequence", ">", sequence)
    .orderBy("sequence")
    .execute();
  const updates: Uint8Array[] = [];
  const damage: Damage[] = [];
  const size = { records: 0, bytes: 0 };
  let lastSequence = 0;
  for (const row of rows) {
    const decoded = decodeRecord(row.record, row.checksum);
    if (!decoded) {
      damage.push({ kind: "record", sequence: row.sequence });
      continue;
    }
    for (const update of decoded) updates.push(update);
    size.records += 1;
    size.bytes += row.record.length;
    lastSequence = row.sequence;
  }
  return { updates, damage, size, lastSequence };
};

/** pg gives Buffers; whoever reads the log gets the same from both databases. */
const asBytes = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
