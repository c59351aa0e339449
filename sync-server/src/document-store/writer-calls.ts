import { appendCommits, type NewCommit } from "@backlot/shared/server/canvas-log/append-commits";
import { newestSequences } from "@backlot/shared/server/canvas-log/newest-sequences";
import {
  openCanvasLog,
  prepareCanvasLog,
  type CanvasLogPlace,
} from "@backlot/shared/server/canvas-log/open-canvas-log";
import { tryToQuarantine } from "@backlot/shared/server/canvas-log/quarantine";
import { readDocument, updatesOf } from "@backlot/shared/server/canvas-log/read-document";
import { readSince } from "@backlot/shared/server/canvas-log/read-since";
import { readTransaction } from "@backlot/shared/server/canvas-log/tables";
import { createGroupCommit } from "./group-commit.ts";
import { toLoggedDocument } from "./logged-document.ts";
import type { WriterCalls } from "./store-calls.ts";

/** A lost PostgreSQL is to be known within two seconds, of which connecting and one statement may each take half. */
const WRITES = { maxConnections: 6, timeoutMs: 900 };
/** A large document takes its time, and must not stand in the way of those who write. */
const READS = { maxConnections: 4, timeoutMs: 10_000 };
/** PostgreSQL joins the waits for the disk of several connections by itself; SQLite has one writer. */
const LANES = { postgres: 4, sqlite: 1 };

/** What the log's writing thread does; here, beside it, so that tests may call it without a thread. */
export const createWriterCalls = (place: CanvasLogPlace): WriterCalls => {
  let writes = openCanvasLog(place, WRITES);
  const reads = openCanvasLog(place, READS);

  const write = async (commits: readonly NewCommit[]) => {
    const log = writes;
    try {
      return await appendCommits(log, commits);
    } catch (error) {
      // A connection to SQLite that cannot even roll back would fail for ever; PostgreSQL's pool drops such ones itself.
      if (place.databaseUrl === undefined) {
        writes = openCanvasLog(place, WRITES);
        await log.destroy().catch(() => undefined);
      }
      throw error;
    }
  };
  const group = createGroupCommit(write, place.databaseUrl === undefined ? LANES.sqlite : LANES.postgres);

  return {
    open: () => prepareCanvasLog(place),
    append: (commit) => group.append(commit),
    load: async (document) => {
      // Order is the contract: a load sees every append that was asked for before it.
      await group.settled(document);
      const read = await readTransaction(reads, (trx) => readDocument(trx, document));
      await tryToQuarantine(writes, document, read.damage);
      return toLoggedDocument(read, updatesOf(read));
    },
    loadSince: async (document, sequence) => {
      await group.settled(document);
      const since = await readTransaction(reads, (trx) => readSince(trx, document, sequence));
      await tryToQuarantine(writes, document, since.damage);
      return since;
    },
    settled: (document) => group.settled(document),
    newestSequences: (documents) => newestSequences(reads, documents),
    probe: async () => {
      await writes
        .insertInto("canvas_log_probe")
        .values({ id: 1, written_at: Date.now() })
        .onConflict((conflict) =>
          conflict.column("id").doUpdateSet({ written_at: ({ ref }) => ref("excluded.written_at") }),
        )
        .execute();
    },
    close: async () => {
      await group.settled();
      await Promise.all([writes.destroy(), reads.destroy()]);
    },
  };
};
