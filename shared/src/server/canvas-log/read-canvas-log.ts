import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { documentNameOf } from "../../protocol/document-name.ts";
import { readLoggedDocument } from "./read-document.ts";
import { canvasLogPath } from "./schema.ts";

export interface CanvasLogReader {
  /** `undefined` when nothing was ever written for this canvas. Apply the updates in order. */
  read(canvasId: string): Promise<{ updates: Uint8Array[]; version: number } | undefined>;
  /** Grows with every change; 0 = never written. */
  version(canvasId: string): Promise<number>;
  close(): void;
}

const BUSY_TIMEOUT_MS = 200;
const MAX_VERSION = `select max(version) as version from (
  select max(sequence) as version from canvas_updates where document = :document
  union all select through_sequence from canvas_snapshots where document = :document)`;

/** Reads canvases from the log without the sync-server; the file may appear only later. */
export const openCanvasLogReader = (dataDir: string): CanvasLogReader => {
  const path = canvasLogPath(dataDir);
  let opened: DatabaseSync | undefined;

  const database = (): DatabaseSync | undefined => {
    if (opened || !existsSync(path)) return opened;
    const candidate = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    // The sync-server makes the file a moment before its tables.
    const tables = candidate
      .prepare(
        "select count(*) as count from sqlite_master where name in ('canvas_updates', 'canvas_snapshots')",
      )
      .get() as { count: number };
    if (tables.count === 2) opened = candidate;
    else candidate.close();
    return opened;
  };

  return {
    read: (canvasId) =>
      Promise.try(() => {
        const log = database();
        if (!log) return undefined;
        const { updates, version } = readInOneTransaction(log, documentNameOf("canvas", canvasId));
        return version === 0 ? undefined : { updates, version };
      }),
    version: (canvasId) =>
      Promise.try(() => {
        const row = database()
          ?.prepare(MAX_VERSION)
          .get({ document: documentNameOf("canvas", canvasId) }) as { version: number | null } | undefined;
        return row?.version ?? 0;
      }),
    close: () => {
      opened?.close();
      opened = undefined;
    },
  };
};

/** Snapshot and tail must be of one moment: a compaction between the two reads would hide the tail. */
const readInOneTransaction = (log: DatabaseSync, document: string) => {
  log.exec("begin");
  try {
    return readLoggedDocument(log, document);
  } finally {
    log.exec("commit");
  }
};
