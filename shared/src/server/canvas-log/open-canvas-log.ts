import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { Kysely } from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import { isUnavailable } from "../database/failures.ts";
import { createPostgresDialect } from "../database/postgres-dialect.ts";
import { createSqliteDialect } from "../database/sqlite-dialect.ts";
import { canvasLogPath } from "./canvas-log-path.ts";
import { firstLog } from "./migrations/0001-first-log.ts";
import { secondGeneration } from "./migrations/0002-second-generation.ts";
import type { CanvasLog, CanvasLogTables } from "./tables.ts";

export interface CanvasLogPlace {
  readonly dataDir: string;
  /** Unset = `canvases.db` in `dataDir`. */
  readonly databaseUrl?: string | undefined;
}

const MIGRATION_TIMEOUT_MS = 60_000;
/** How long a start waits for a PostgreSQL that is starting as well. */
const START_DEADLINE_MS = 30_000;
const START_RETRY_MS = 250;
const migrations: Record<string, Migration> = {
  "0001-first-log": firstLog,
  "0002-second-generation": secondGeneration,
};

/**
 * For a thread that may wait: on SQLite it blocks up to `timeoutMs` for another writer (0 = it retries without blocking).
 * On PostgreSQL that is the bound of each statement and connection. Call `prepareCanvasLog` before the first use.
 */
export const openCanvasLog = (
  place: CanvasLogPlace,
  { maxConnections, timeoutMs }: { maxConnections: number; timeoutMs: number },
): CanvasLog =>
  new Kysely<CanvasLogTables>({
    dialect:
      place.databaseUrl === undefined
        ? createSqliteDialect(canvasLogPath(place.dataDir), { blockingBusyMs: timeoutMs })
        : createPostgresDialect(place.databaseUrl, { maxConnections, timeoutMs }),
  });

/** Makes the tables or brings them up to date, however many processes do so at once; answers the name of the log. */
export const prepareCanvasLog = async (place: CanvasLogPlace): Promise<string> => {
  const isSqlite = place.databaseUrl === undefined;
  if (isSqlite) mkdirSync(place.dataDir, { recursive: true });
  const timeoutMs = isSqlite ? 0 : MIGRATION_TIMEOUT_MS;
  const log = openCanvasLog(place, { maxConnections: 2, timeoutMs });
  try {
    await migrate(log, isSqlite ? 0 : START_DEADLINE_MS);
    await log
      .insertInto("canvas_log")
      .values({ id: 1, log_id: randomUUID() })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
    const { log_id } = await log.selectFrom("canvas_log").select("log_id").executeTakeFirstOrThrow();
    return log_id;
  } finally {
    await log.destroy();
  }
};

/** The records may live in the same PostgreSQL database and keep count of their own migrations. */
const migrate = async (log: CanvasLog, deadlineMs: number): Promise<void> => {
  const migrator = new Migrator({
    db: log,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableName: "canvas_log_migration",
    migrationLockTableName: "canvas_log_migration_lock",
  });
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const { error } = await migrator.migrateToLatest();
    if (error === undefined) return;
    if (!isUnavailable(error) || performance.now() >= deadline)
      throw error instanceof Error ? error : new Error("Migration failed", { cause: error });
    await wait(START_RETRY_MS);
  }
};
