import type { DatabaseSync } from "node:sqlite";
import { join } from "node:path";

/**
 * `canvases.db`: every accepted update in the order of its commit, and one snapshot per document that stands for all
 * records up to `through_sequence`. Only the sync-server writes it. A sequence number is never given out twice, so
 * that the highest one of a document is its version.
 */
export const CANVAS_LOG_SCHEMA = `
  create table if not exists canvas_updates (
    sequence integer primary key autoincrement,
    document text not null,
    record blob not null,
    checksum integer not null,
    created_at integer not null
  );
  create index if not exists canvas_updates_document_idx on canvas_updates (document, sequence);
  create table if not exists canvas_snapshots (
    document text primary key,
    through_sequence integer not null,
    state blob not null,
    checksum integer not null,
    created_at integer not null
  );
  create table if not exists canvas_log_probe (id integer primary key check (id = 1), written_at integer not null);
`;

export const canvasLogPath = (dataDir: string): string => join(dataDir, "canvases.db");

export interface LogRow {
  sequence: number;
  record: Uint8Array;
  checksum: number;
}

export interface SnapshotRow {
  through_sequence: number;
  state: Uint8Array;
  checksum: number;
}

export const selectSnapshot = (database: DatabaseSync, document: string): SnapshotRow | undefined =>
  database
    .prepare("select through_sequence, state, checksum from canvas_snapshots where document = ?")
    .get(document) as unknown as SnapshotRow | undefined;

export const selectTail = (database: DatabaseSync, document: string): LogRow[] =>
  database
    .prepare("select sequence, record, checksum from canvas_updates where document = ? order by sequence")
    .all(document) as unknown as LogRow[];
