import type { Damage } from "@backlot/shared/server/canvas-log/damage";
import type { ReadDocument } from "@backlot/shared/server/canvas-log/read-document";

export interface LoggedDocument {
  /** To be applied in this order. */
  updates: Uint8Array[];
  /** The highest sequence number; 0 = never written. */
  version: number;
  /** The records since the snapshot. */
  tail: { records: number; bytes: number };
}

/** Beside the damage that was met on the way. */
export type Found<T> = T & { damage: Damage[] };

export const toLoggedDocument = (
  { records, version, damage }: ReadDocument,
  updates: Uint8Array[],
): Found<LoggedDocument> => ({
  updates,
  version,
  tail: {
    records: records.length,
    bytes: records.flatMap((record) => record.updates).reduce((sum, update) => sum + update.length, 0),
  },
  damage,
});
