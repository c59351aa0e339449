/** What may go wrong with either database, told apart by what both say: web's bundle has classes of its own. */

/** The database did not answer, or answered that it cannot now; the same may work later. */
export class DatabaseUnavailable extends Error {
  override readonly name = "DatabaseUnavailable";
}

/** Both databases: away, too slow, out of space, or so busy that retrying has been given up. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === "DatabaseUnavailable" ||
    SQLITE_UNAVAILABLE.has(sqliteCodeOf(error) & 0xff) ||
    POSTGRES_UNAVAILABLE.test(postgresCodeOf(error)));

/** A violated UNIQUE or PRIMARY KEY, told apart from every other failure. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && (SQLITE_NOT_UNIQUE.has(sqliteCodeOf(error)) || postgresCodeOf(error) === "23505");

/** A row that another one refers to is not there. */
export const isForeignKeyViolation = (error: unknown): boolean =>
  error instanceof Error && (sqliteCodeOf(error) === SQLITE_FOREIGN_KEY || postgresCodeOf(error) === "23503");

export const isDatabaseFull = (error: unknown): boolean =>
  error instanceof Error &&
  ((sqliteCodeOf(error) & 0xff) === SQLITE_FULL || postgresCodeOf(error) === "53100");

/** PostgreSQL could not run the transaction as if it were alone, and nothing of it has happened. */
export const isSerializationFailure = (error: unknown): boolean =>
  error instanceof Error && POSTGRES_NOT_SERIALIZABLE.has(postgresCodeOf(error));

/** BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN. */
const SQLITE_UNAVAILABLE: ReadonlySet<number> = new Set([5, 6, 8, 10, 13, 14]);
/** SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY. */
const SQLITE_NOT_UNIQUE: ReadonlySet<number> = new Set([2067, 1555]);
const SQLITE_FOREIGN_KEY = 787;
const SQLITE_FULL = 13;
const POSTGRES_NOT_SERIALIZABLE: ReadonlySet<string> = new Set(["40001", "40P01"]);
/**
 * Connection lost (08), out of resources (53), stopping or canceled (57), I/O error (58), a standby (25006), a lock or an
 * idle transaction that took too long (55P03, 25P03), retries exhausted (40001, 40P01).
 */
const POSTGRES_UNAVAILABLE = /^(08...|53...|57...|58...|25006|25P03|55P03|40001|40P01)$/;

const sqliteCodeOf = (error: Error): number =>
  "errcode" in error && typeof error.errcode === "number" ? error.errcode : 0;

const postgresCodeOf = (error: Error): string =>
  "code" in error && typeof error.code === "string" ? error.code : "";
