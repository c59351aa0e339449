import { existsSync, mkdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { Kysely } from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import type { Logger } from "../logger.ts";
import { isUnavailable } from "./failures.ts";
import { firstRecords } from "./migrations/0001-first-records.ts";
import { functionRunner } from "./migrations/0002-function-runner.ts";
import { resultUse } from "./migrations/0003-result-use.ts";
import { webhookHosts } from "./migrations/0004-webhook-hosts.ts";
import { guestTraces } from "./migrations/0005-guest-traces.ts";
import { createPostgresDialect } from "./postgres-dialect.ts";
import { recordsPath } from "./records-path.ts";
import { createSqliteDialect } from "./sqlite-dialect.ts";
import type { RecordsTables } from "./tables.ts";

export type Records = Kysely<RecordsTables>;

export interface RecordsPlace {
  dataDir: string;
  /** `postgres://…`; undefined = `records.db` in the data folder. */
  databaseUrl?: string | undefined;
  /** Hears when PostgreSQL goes and comes back. */
  logger?: Logger;
}

const migrations: Record<string, Migration> = {
  "0001-first-records": firstRecords,
  "0002-function-runner": functionRunner,
  "0003-result-use": resultUse,
  "0004-webhook-hosts": webhookHosts,
  "0005-guest-traces": guestTraces,
};

/** Of each process. A person waits for the answer, and so does whoever stops the process. */
const RECORDS_POOL = { maxConnections: 10, timeoutMs: 5_000 };
/** How long a start waits for a database that is starting as well. */
const START_DEADLINE_MS = 30_000;
const START_RETRY_MS = 250;

/** Opens the records, and makes the file where there is none. Call `migrateRecords` before the first use. */
export const openRecords = ({ dataDir, databaseUrl, logger }: RecordsPlace): Records => {
  if (databaseUrl !== undefined)
    return new Kysely<RecordsTables>({
      dialect: createPostgresDialect(databaseUrl, { ...RECORDS_POOL, ...(logger && { logger }) }),
    });
  mkdirSync(dataDir, { recursive: true });
  return new Kysely<RecordsTables>({ dialect: createSqliteDialect(recordsPath(dataDir)) });
};

/** The records for one who only looks and makes nothing; undefined while there is no file. */
export const openRecordsToRead = (
  { dataDir, databaseUrl, logger }: RecordsPlace,
  limits: { maxConnections: number; timeoutMs: number },
): Records | undefined => {
  if (databaseUrl !== undefined)
    return new Kysely<RecordsTables>({
      dialect: createPostgresDialect(databaseUrl, { ...limits, ...(logger && { logger }) }),
    });
  const path = recordsPath(dataDir);
  if (!existsSync(path)) return undefined;
  return new Kysely<RecordsTables>({ dialect: createSqliteDialect(path, { readOnly: true }) });
};

/** Brings the tables up to date; several processes may call it at once. Throws when a migration fails. */
export const migrateRecords = async (
  records: Records,
  { deadlineMs = START_DEADLINE_MS }: { deadlineMs?: number } = {},
): Promise<void> => {
  const migrator = new Migrator({
    db: records,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const { error } = await migrator.migrateToLatest();
    if (error === undefined) return;
    if (!isUnavailable(error) || performance.now() > deadline)
      throw error instanceof Error ? error : new Error("Migration failed", { cause: error });
    await wait(START_RETRY_MS);
  }
};
