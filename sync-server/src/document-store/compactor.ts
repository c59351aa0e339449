import { parentPort, workerData } from "node:worker_threads";
import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import * as Y from "yjs";
import { readLoggedDocument } from "@backlot/shared/server/canvas-log/read-document";
import type { StoreReply, StoreRequest } from "./sqlite-messages.ts";

/**
 * The thread that folds a document's tail into its snapshot. It computes the new snapshot beside the writer and takes
 * the write lock only for the swap. Records that arrived meanwhile have higher numbers and stay. A document with a
 * corrupt record is left as it is, so that nothing an operator could still mend is thrown away.
 */
const BUSY_TIMEOUT_MS = 5_000;
const { path } = workerData as { path: string };
const port = parentPort;
if (!port) throw new Error("compactor runs as a worker thread");

let database: DatabaseSync | undefined;

const compact = (document: string): number => {
  database ??= openDatabase();
  const logged = readLoggedDocument(database, document);
  if (logged.tail.records === 0 || logged.snapshotIsCorrupt || logged.corruptSequences.length > 0) return 0;
  const state = mergeUpdates(logged.updates);
  database.exec("begin immediate");
  try {
    database
      .prepare(
        `insert into canvas_snapshots (document, through_sequence, state, checksum, created_at) values (?, ?, ?, ?, ?)
         on conflict (document) do update set through_sequence = excluded.through_sequence, state = excluded.state,
           checksum = excluded.checksum, created_at = excluded.created_at`,
      )
      .run(document, logged.version, state, crc32(state), Date.now());
    database
      .prepare("delete from canvas_updates where document = ? and sequence <= ?")
      .run(document, logged.version);
    database.exec("commit");
  } catch (error) {
    if (database.isTransaction) database.exec("rollback");
    throw error;
  }
  return logged.tail.records;
};

const openDatabase = (): DatabaseSync => {
  const opened = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  opened.exec("pragma synchronous = full");
  return opened;
};

const mergeUpdates = (updates: readonly Uint8Array[]): Uint8Array => {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  const state = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return state;
};

port.on("message", (request: StoreRequest) => {
  let reply: StoreReply = { id: request.id, ok: true };
  try {
    if (request.kind === "compact") reply.compactedRecords = compact(request.document);
    else if (request.kind === "close") database?.close();
  } catch (error) {
    reply = { id: request.id, ok: false, error: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(reply);
  if (request.kind === "close") port.close();
});
