import { PostgresDialect, type Dialect, type PostgresPoolClient } from "kysely";
import pg from "pg";

const INT8 = 20;
/** The client gives up a little after the server should have: the server's own error says more. */
const CLIENT_GRACE_MS = 300;

/**
 * Kysely over a pool of PostgreSQL connections. 64-bit integers come as numbers, as they do from SQLite. A database that
 * is gone, or hangs, rejects what is asked of it within `timeoutMs` for each statement and connection, never later, and
 * never ends the process; the next question connects anew.
 */
export const createPostgresDialect = (
  url: string,
  { maxConnections = 10, timeoutMs = 10_000 }: { maxConnections?: number; timeoutMs?: number } = {},
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
        oid === INT8 && format !== "binary"
          ? Number
          : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
    },
  });
  // A lost connection also rejects whatever was asked on it; without listeners it would end the process.
  const ignore = (): void => undefined;
  pool.on("error", ignore);
  pool.on("connect", (client) => client.on("error", ignore));
  return new PostgresDialect({
    pool: { options: pool.options, connect: () => connectOnce(pool), end: () => pool.end() },
  });
};

/** pg gives a connection whose answer never came back to the pool, where the next question would wait behind it. */
const connectOnce = async (pool: pg.Pool): Promise<PostgresPoolClient> => {
  const client = await pool.connect();
  let isHanging = false;
  const query = async (sql: string, parameters: unknown[]): Promise<unknown> => {
    try {
      return await client.query(sql, parameters);
    } catch (error) {
      if (error instanceof Error && error.message === "Query read timeout") isHanging = true;
      throw error;
    }
  };
  return {
    query: query as PostgresPoolClient["query"],
    release: (isDiscarded) => client.release(isDiscarded === true || isHanging),
  };
};
