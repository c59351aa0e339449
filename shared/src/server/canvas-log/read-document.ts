import { crc32 } from "node:zlib";
import type { Damage } from "./damage.ts";
import { newestSequences } from "./newest-sequences.ts";
import { decodeRecord } from "./record.ts";
import type { CanvasLog } from "./tables.ts";

export interface ReadDocument {
  /** The newest good one; those above it are damaged. */
  snapshot: LoggedSnapshot | undefined;
  /** The good ones after it. */
  records: LoggedRecord[];
  /** The highest sequence number; 0 = never written. */
  version: number;
  damage: Damage[];
}

export interface LoggedSnapshot {
  /** Of the last record that is in it. */
  sequence: number;
  state: Uint8Array;
}

export interface LoggedRecord {
  sequence: number;
  updates: Uint8Array[];
}

/**
 * What the log holds of one document: the newest good snapshot and the good records after it. Run it in one transaction.
 * `checkState` may find more than the checksum does; it answers what is wrong with a state.
 */
export const readDocument = async (
  trx: CanvasLog,
  document: string,
  checkState: (state: Uint8Array) => string | undefined = () => undefined,
): Promise<ReadDocument> => {
  const { snapshot, damage } = await readSnapshot(trx, document, checkState);
  const tail = await readTail(trx, document, snapshot?.sequence ?? 0);
  const version = (await newestSequences(trx, [document])).get(document) ?? 0;
  return { snapshot, records: tail.records, version, damage: [...damage, ...tail.damage] };
};

/** What is to be applied, in this order. */
export const updatesOf = ({ snapshot, records }: ReadDocument): Uint8Array[] => [
  ...(snapshot ? [snapshot.state] : []),
  ...records.flatMap(({ updates }) => updates),
];

const readSnapshot = async (
  trx: CanvasLog,
  document: string,
  checkState: (state: Uint8Array) => string | undefined,
): Promise<{ snapshot: LoggedSnapshot | undefined; damage: Damage[] }> => {
  const damage: Damage[] = [];
  for (let below: number | undefined; ;) {
    let query = trx
      .selectFrom("canvas_snapshots")
      .select(["through_sequence as sequence", "state", "checksum"])
      .where("document", "=", document)
      .orderBy("through_sequence", "desc")
      .limit(1);
    if (below !== undefined) query = query.where("through_sequence", "<", below);
    const row = await query.executeTakeFirst();
    if (!row) return { snapshot: undefined, damage };
    const { sequence } = row;
    const state = asBytes(row.state);
    below = sequence;
    if (crc32(state) !== row.checksum) {
      damage.push({ kind: "snapshot", sequence, reason: "checksum" });
      continue;
    }
    const message = checkState(state);
    if (message === undefined) return { snapshot: { sequence, state }, damage };
    damage.push({ kind: "snapshot", sequence, reason: "unappliable", message, unappliable: [state] });
  }
};

/** The records after `sequence`, in order; the damaged ones are named and left out. */
export const readTail = async (
  trx: CanvasLog,
  document: string,
  sequence: number,
): Promise<{ records: LoggedRecord[]; damage: Damage[] }> => {
  const rows = await trx
    .selectFrom("canvas_updates")
    .select(["sequence", "record", "checksum"])
    .where("document", "=", document)
    .where("sequence", ">", sequence)
    .orderBy("sequence")
    .execute();
  const records: LoggedRecord[] = [];
  const damage: Damage[] = [];
  for (const row of rows) {
    const decoded = decodeRecord(row.record, row.checksum);
    if (decoded.ok) records.push({ sequence: row.sequence, updates: decoded.updates });
    else damage.push({ kind: "record", sequence: row.sequence, reason: decoded.reason });
  }
  return { records, damage };
};

/** pg gives Buffers; whoever reads the log gets the same from both databases. */
const asBytes = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
