import { mkdirSync } from "node:fs";
import { Kysely } from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import { firstRecords } from "./migrations/0001-first-records.ts";
import { recordsPath } from "./records-path.ts";
import { createSqliteDialect } from "./sqlite-dialect.ts";
import type { RecordsTables } from "./tables.ts";

export type Records = Kysely<RecordsTables>;

const migrations: Record<string, Migration> = { "0001-first-records": firstRecords };

/** Opens (and makes) `records.db` in the data folder. Call `migrateRecords` before the first use. */
export const openRecords = (dataDir: string): Records => {
  mkdirSync(dataDir, { recursive: true });
  return new Kysely<RecordsTables>({ dialect: createSqliteDialect(recordsPath(dataDir)) });
};

/** Brings the tables up to date; several processes may call it at once. Throws when a migration fails. */
export const migrateRecords = async (records: Records): Promise<void> => {
  const migrator = new Migrator({
    db: records,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined)
    throw error instanceof Error ? error : new Error("Migration failed", { cause: error });
};
