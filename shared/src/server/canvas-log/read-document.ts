import type { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { decodeRecord } from "./record.ts";
import { selectSnapshot, selectTail } from "./schema.ts";

export interface LoggedDocument {
  /** The snapshot, if there is one, and every update after it. */
  updates: Uint8Array[];
  /** The highest sequence number; 0 = never written. */
  version: number;
  tail: { records: number; bytes: number };
  /** Records whose checksum does not fit; they are left out of `updates`. */
  corruptSequences: number[];
  snapshotIsCorrupt: boolean;
}

/** What the log holds of one document. A record that the disk has changed is named, and the rest is served. */
export const readLoggedDocument = (database: DatabaseSync, document: string): LoggedDocument => {
  const snapshot = selectSnapshot(database, document);
  const snapshotIsCorrupt = snapshot !== undefined && crc32(snapshot.state) !== snapshot.checksum;
  const logged: LoggedDocument = {
    updates: snapshot && !snapshotIsCorrupt ? [snapshot.state] : [],
    version: snapshot?.through_sequence ?? 0,
    tail: { records: 0, bytes: 0 },
    corruptSequences: [],
    snapshotIsCorrupt,
  };
  for (const row of selectTail(database, document)) {
    const updates = decodeRecord(row.record, row.checksum);
    if (updates) logged.updates.push(...updates);
    else logged.corruptSequences.push(row.sequence);
    logged.version = Math.max(logged.version, row.sequence);
    logged.tail.records += 1;
    logged.tail.bytes += row.record.length;
  }
  return logged;
};
