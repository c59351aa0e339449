import { PostgresAdapter, type Generated, type Kysely } from "kysely";

/**
 * Every accepted update in the order of its commit. A sequence number is never given out twice, and on PostgreSQL those
 * of one document become visible in their order (append.ts), so that "everything up to n" is always complete.
 */
export interface CanvasLogTables {
  canvas_updates: {
    sequence: Generated<number>;
    document: string;
    record: Uint8Array;
    checksum: number;
    created_at: number;
  };
  /** Up to two per document: one that is corrupt costs nothing while the one before it and the records since are there. */
  canvas_snapshots: {
    document: string;
    /** Stands for all records of the document up to this one. */
    through_sequence: number;
    state: Uint8Array;
    checksum: number;
    created_at: number;
  };
  /** What is damaged (damage.ts), kept for whoever can mend it, where nothing reads it again. */
  canvas_quarantine: {
    document: string;
    kind: DamagedKind;
    sequence: number;
    bytes: Uint8Array;
    checksum: number;
    reason: string;
    found_at: number;
  };
  /** Who first wrote with a client id. */
  canvas_authors: { document: string; client_id: number; actor_id: string; first_seen_at: number };
  /** One row: the name of this log, by which two nodes know that they share it. */
  canvas_log: { id: number; log_id: string };
  canvas_log_probe: { id: number; written_at: number };
}

export type DamagedKind = "record" | "snapshot";

export type CanvasLog = Kysely<CanvasLogTables>;

export const isPostgres = <Tables>(database: Kysely<Tables>): boolean =>
  database.getExecutor().adapter instanceof PostgresAdapter;

/** What is read in one transaction is of one moment; on SQLite it neither waits for writers nor stops them. */
export const readTransaction = <T>(log: CanvasLog, read: (trx: CanvasLog) => Promise<T>): Promise<T> =>
  log.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(read);
