import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from "kysely";

const SQLITE_BUSY = 5;
/** Lists of values of any length make as many texts. */
const MAX_PREPARED = 200;
const BUSY_RETRY_MS = 15;
const BUSY_DEADLINE_MS = 10_000;

/**
 * Kysely over node:sqlite. Writers of other processes are waited for asynchronously (`timeout: 0` and retries), because
 * SQLite's own busy timeout would stop the event loop; a thread that does nothing else may wait so, for `blockingBusyMs`.
 * Transactions that write begin IMMEDIATE, so that they never fail half-way.
 */
export const createSqliteDialect = (
  path: string,
  { readOnly = false, blockingBusyMs = 0 }: { readOnly?: boolean; blockingBusyMs?: number } = {},
): Dialect => ({
  createAdapter: () => new TransactionalDdlAdapter(),
  createDriver: () => new NodeSqliteDriver(path, readOnly, blockingBusyMs),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

/** SQLite can roll back DDL; Kysely's adapter says no, and without a transaction two migrating processes would collide. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class NodeSqliteDriver implements Driver {
  readonly #path: string;
  readonly #readOnly: boolean;
  readonly #blockingBusyMs: number;
  #database: DatabaseSync | undefined;
  #connection: DatabaseConnection | undefined;
  /** One connection: whoever holds it is the tail of this chain. */
  #turn: Promise<void> = Promise.resolve();
  #releaseTurn: () => void = () => undefined;

  constructor(path: string, readOnly: boolean, blockingBusyMs: number) {
    this.#path = path;
    this.#readOnly = readOnly;
    this.#blockingBusyMs = blockingBusyMs;
  }

  init(): Promise<void> {
    const database = new DatabaseSync(this.#path, { timeout: 0, readOnly: this.#readOnly });
    if (!this.#readOnly) {
      database.exec(
        `pragma busy_timeout = 2000; pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = ${this.#blockingBusyMs}; pragma foreign_keys = on;`,
      );
    }
    this.#database = database;
    this.#connection = new NodeSqliteConnection(database, this.#blockingBusyMs > 0 ? 0 : BUSY_DEADLINE_MS);
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const previous = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    await previous;
    this.#releaseTurn = resolve;
    if (!this.#connection) throw new Error("The database is closed");
    return this.#connection;
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const isReadOnly = settings.accessMode === "read only";
    await connection.executeQuery(CompiledQuery.raw(isReadOnly ? "begin" : "begin immediate"));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  releaseConnection(): Promise<void> {
    this.#releaseTurn();
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    this.#database?.close();
    this.#database = undefined;
    this.#connection = undefined;
    return Promise.resolve();
  }
}

interface Prepared {
  statement: StatementSync;
  answersRows: boolean;
}

class NodeSqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #busyDeadlineMs: number;
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: DatabaseSync, busyDeadlineMs: number) {
    this.#database = database;
    this.#busyDeadlineMs = busyDeadlineMs;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const deadline = performance.now() + this.#busyDeadlineMs;
    for (;;) {
      try {
        return this.#run(query);
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
        await wait(BUSY_RETRY_MS);
      }
    }
  }

  // eslint-disable-next-line require-yield -- Kysely's interface asks for a generator; no query of ours streams.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    await Promise.reject(new Error("Streaming is not used with SQLite"));
  }

  /** Preparing takes longer than most of our queries; SQLite prepares one anew by itself when the tables have changed. */
  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    const prepared = { statement, answersRows: statement.columns().length > 0 };
    if (this.#prepared.size >= MAX_PREPARED) this.#prepared.clear();
    this.#prepared.set(sql, prepared);
    return prepared;
  }

  #run<Row>(query: CompiledQuery): QueryResult<Row> {
    const { statement, answersRows } = this.#prepare(query.sql);
    const parameters = query.parameters.map(toSqlValue);
    if (answersRows) return { rows: statement.all(...parameters) as Row[] };
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }
}

const toSqlValue = (value: unknown): SQLInputValue => {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === undefined) return null;
  return value as SQLInputValue;
};

const isBusy = (error: unknown): boolean =>
  error instanceof Error && "errcode" in error && ((error.errcode as number) & 0xff) === SQLITE_BUSY;
