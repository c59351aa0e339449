import { PostgresDialect, type Dialect, type PostgresPoolClient } from "kysely";
import pg from "pg";
import type { Logger } from "../logger.ts";
import { DatabaseUnavailable } from "./failures.ts";

const INT8 = 20;
/** The client gives up a little after the server should have: the server's own error says more. */
const CLIENT_GRACE_MS = 300;

interface PostgresLimits {
  maxConnections?: number;
  timeoutMs?: number;
  /** Hears once when the database goes, and once when it is back. */
  logger?: Logger;
}

/**
 * Kysely over a pool of PostgreSQL connections. 64-bit integers come as numbers, as they do from SQLite. A database that
 * is gone, or hangs, rejects what is asked of it with `DatabaseUnavailable` within `timeoutMs` for each statement and
 * connection, never later, and never ends the process; the next question connects anew.
 */
export const createPostgresDialect = (
  url: string,
  { maxConnections = 10, timeoutMs = 10_000, logger }: PostgresLimits = {},
): Dialect => {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    application_name: "backlot",
    connectionTimeoutMillis: timeoutMs,
    statement_timeout: timeoutMs,
    idle_in_transaction_session_timeout: timeoutMs,
    query_timeout: timeoutMs + CLIENT_GRACE_MS,
    keepAlive: true,
    types: {
      getTypeParser: (oid: number, format?: "text" | "binary") =>
        oid === INT8 && format !== "binary" ? Number : (pg.types.getTypeParser(oid, format) as unknown),
    },
  });
  const reach = watchReach(logger);
  // A lost connection also rejects whatever was asked on it; without listeners it would end the process.
  pool.on("error", (error) => reach.lost(error));
  pool.on("connect", (client) => client.on("error", (error) => reach.lost(error)));
  return new PostgresDialect({
    pool: { options: pool.options, connect: () => connectOnce(pool, reach), end: () => pool.end() },
  });
};

/** pg gives a connection whose answer never came back to the pool, where the next question would wait behind it. */
const connectOnce = async (pool: pg.Pool, reach: Reach): Promise<PostgresPoolClient> => {
  const client = await pool.connect().catch((error: unknown) => {
    throw reach.explain(error);
  });
  let isHanging = false;
  const query = async (sql: string, parameters: readonly unknown[]) => {
    try {
      const result = await client.query(sql, parameters.map(toPostgresValue));
      reach.found();
      return result;
    } catch (error) {
      if (error instanceof Error && error.message === "Query read timeout") isHanging = true;
      throw reach.explain(error);
    }
  };
  return {
    // Kysely's other way to ask, by a cursor, is for streams; no query of ours streams.
    query: query as unknown as PostgresPoolClient["query"],
    release: (isDiscarded?: boolean) => client.release(isDiscarded === true || isHanging),
  };
};

/** PostgreSQL knows no NUL in a text, and a question with one would fail; with another character it finds nothing. */
const toPostgresValue = (value: unknown): unknown =>
  typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\uFFFD") : value;

interface Reach {
  found(): void;
  lost(error: Error): void;
  /** What the caller is told: what the server said stays as it is, silence and lost connections become `DatabaseUnavailable`. */
  explain(error: unknown): unknown;
}

const watchReach = (logger: Logger | undefined): Reach => {
  let isLost = false;
  const lost = (error: Error): void => {
    // The error itself holds the whole connection.
    if (!isLost) logger?.warn({ reason: reasonOf(error) }, "database-lost");
    isLost = true;
  };
  return {
    lost,
    found: () => {
      if (isLost) logger?.info("database-found");
      isLost = false;
    },
    explain: (error) => {
      if (!(error instanceof Error)) return error;
      if (error instanceof pg.DatabaseError && !CONNECTION_CODES.test(error.code ?? "")) return error;
      if (error instanceof TypeError) return error;
      lost(error);
      return new DatabaseUnavailable(`PostgreSQL does not answer: ${reasonOf(error)}`, { cause: error });
    },
  };
};

/** Connections refused or ended by the server: starting, stopping, too many, a standby taking over. */
const CONNECTION_CODES = /^(08...|53300|57P0.)$/;

/** A host with several addresses fails with all their errors in one that says nothing itself. */
const reasonOf = (error: Error): string =>
  error instanceof AggregateError ? error.errors.map(String).join("; ") : error.message;
