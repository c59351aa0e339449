import { existsSync } from "node:fs";
import { Kysely } from "kysely";
import { documentNameOf } from "../../protocol/document-name.ts";
import { createPostgresDialect } from "../database/postgres-dialect.ts";
import { createSqliteDialect } from "../database/sqlite-dialect.ts";
import { canvasLogPath } from "./canvas-log-path.ts";
import { newestSequences } from "./newest-sequences.ts";
import type { CanvasLogPlace } from "./open-canvas-log.ts";
import { readDocument, updatesOf } from "./read-document.ts";
import { readTransaction, type CanvasLog, type CanvasLogTables } from "./tables.ts";

export interface CanvasLogReader {
  /** `undefined` when nothing was ever written for this canvas. Apply the updates in order. */
  read(canvasId: string): Promise<{ updates: Uint8Array[]; version: number } | undefined>;
  /** Grows with every change; 0 = never written. */
  version(canvasId: string): Promise<number>;
  /** Who of these actors has written something to this canvas. */
  authorsAmong(canvasId: string, actorIds: readonly string[]): Promise<Set<string>>;
  close(): Promise<void>;
}

const POSTGRES_LIMITS = { maxConnections: 4, timeoutMs: 10_000 };

/** Reads canvases from the log without the sync-server, which makes the file or the tables and may do so only later. */
export const openCanvasLogReader = (place: CanvasLogPlace): CanvasLogReader => {
  let opened: CanvasLog | undefined;
  const ask = async <T>(question: (log: CanvasLog) => Promise<T>): Promise<T | undefined> => {
    opened ??= openToRead(place);
    if (!opened) return undefined;
    try {
      return await question(opened);
    } catch (error) {
      if (isNotMadeYet(error)) return undefined;
      throw error;
    }
  };

  return {
    read: async (canvasId) => {
      const read = await ask((log) =>
        readTransaction(log, (trx) => readDocument(trx, documentNameOf("canvas", canvasId))),
      );
      if (!read || read.version === 0) return undefined;
      return { updates: updatesOf(read), version: read.version };
    },
    version: async (canvasId) => {
      const document = documentNameOf("canvas", canvasId);
      return (await ask((log) => newestSequences(log, [document])))?.get(document) ?? 0;
    },
    authorsAmong: async (canvasId, actorIds) => {
      if (actorIds.length === 0) return new Set();
      const rows = await ask((log) =>
        log
          .selectFrom("canvas_authors")
          .select("actor_id")
          .distinct()
          .where("document", "=", documentNameOf("canvas", canvasId))
          .where("actor_id", "in", actorIds)
          .execute(),
      );
      return new Set(rows?.map(({ actor_id }) => actor_id));
    },
    close: async () => {
      await opened?.destroy();
      opened = undefined;
    },
  };
};

const openToRead = ({ dataDir, databaseUrl }: CanvasLogPlace): CanvasLog | undefined => {
  if (databaseUrl !== undefined)
    return new Kysely<CanvasLogTables>({ dialect: createPostgresDialect(databaseUrl, POSTGRES_LIMITS) });
  const path = canvasLogPath(dataDir);
  if (!existsSync(path)) return undefined;
  return new Kysely<CanvasLogTables>({ dialect: createSqliteDialect(path, { readOnly: true }) });
};

/** A log of an earlier version has these two tables and lacks others: that is a failure, not an empty canvas. */
const isNotMadeYet = (error: unknown): boolean =>
  error instanceof Error &&
  /no such table: canvas_(updates|snapshots)|relation "canvas_(updates|snapshots)" does not exist/.test(
    error.message,
  );
