import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { DatabaseSync } from "node:sqlite";
import { CANVAS_LOG_SCHEMA } from "@backlot/shared/server/canvas-log/schema";
import { readLoggedDocument } from "@backlot/shared/server/canvas-log/read-document";
import type { StoreReply, StoreRequest } from "./sqlite-messages.ts";

/**
 * The thread that writes `canvases.db`. Whatever waits in its port when it wakes up becomes one transaction (group
 * commit), so that many documents share one fsync. It answers only after the commit.
 */
const BUSY_TIMEOUT_MS = 1_000;
const { path } = workerData as { path: string };
const port = parentPort;
if (!port) throw new Error("log-writer runs as a worker thread");

const openDatabase = (): DatabaseSync => {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  database.exec(`pragma journal_mode = wal; pragma synchronous = full; ${CANVAS_LOG_SCHEMA}`);
  return database;
};

let database: DatabaseSync | undefined;
const reply = (message: StoreReply): void => port.postMessage(message);
const fail = (id: number, error: unknown): void =>
  reply({ id, ok: false, error: error instanceof Error ? error.message : String(error) });

type Append = Extract<StoreRequest, { kind: "append" }>;

const commit = (appends: readonly Append[]): void => {
  if (appends.length === 0) return;
  try {
    database ??= openDatabase();
    database.exec("begin immediate");
    const insert = database.prepare(
      "insert into canvas_updates (document, record, checksum, created_at) values (?, ?, ?, ?)",
    );
    for (const { document, record, checksum } of appends) insert.run(document, record, checksum, Date.now());
    database.exec("commit");
  } catch (error) {
    rollBack();
    for (const { id } of appends) fail(id, error);
    return;
  }
  for (const { id } of appends) reply({ id, ok: true });
};

const rollBack = (): void => {
  try {
    if (database?.isTransaction) database.exec("rollback");
  } catch {
    // A connection that cannot even roll back is of no more use; the next request opens a new one.
    database = undefined;
  }
};

const answer = (request: Exclude<StoreRequest, Append>): void => {
  try {
    if (request.kind === "close") {
      database?.close();
      reply({ id: request.id, ok: true });
      port.close();
      return;
    }
    database ??= openDatabase();
    if (request.kind === "probe") {
      database
        .prepare(
          "insert into canvas_log_probe values (1, ?) on conflict (id) do update set written_at = excluded.written_at",
        )
        .run(Date.now());
      reply({ id: request.id, ok: true });
    } else {
      reply({ id: request.id, ok: true, loaded: readLoggedDocument(database, request.document) });
    }
  } catch (error) {
    fail(request.id, error);
  }
};

port.on("message", (first: StoreRequest) => {
  let group: Append[] = [];
  for (let next: StoreRequest | undefined = first; next !== undefined; next = receiveNext()) {
    if (next.kind === "append") group.push(next);
    else {
      // Order is the contract: a load sees every append that was asked for before it.
      commit(group);
      group = [];
      answer(next);
    }
  }
  commit(group);
});

const receiveNext = (): StoreRequest | undefined =>
  receiveMessageOnPort(port)?.message as StoreRequest | undefined;
