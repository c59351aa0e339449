import type { Damage } from "@backlot/shared/server/canvas-log/damage";
import type { CanvasLogPlace } from "@backlot/shared/server/canvas-log/open-canvas-log";
import { encodeRecord } from "@backlot/shared/server/canvas-log/record";
import type { Logger } from "@backlot/shared/server/logger";
import type { DocumentStore } from "./document-store.ts";
import type { Found, LoggedDocument } from "./logged-document.ts";
import type { CompactorCalls, WriterCalls } from "./store-calls.ts";
import { createStoreHealth } from "./store-health.ts";
import { StoreThread } from "./store-thread.ts";

/** A tail of this size is folded while people still edit, so that no opening has to read an endless log. */
const COMPACT_AT = { records: 2_000, bytes: 4 * 1024 * 1024 };
/** A disk may stall for seconds and still write; a database that is silent for two is said to fail. */
const PATIENCE_MS = { postgres: 2_000, sqlite: 10_000 };
/** A database that hangs, or many documents to be folded, must not keep the process from ending. */
const CLOSE_GRACE_MS = 1_500;

/**
 * The canvases: `canvases.db` in the data folder, or the PostgreSQL of `databaseUrl`. All waiting, parsing and merging is
 * done in two worker threads. Rejects when the store cannot be opened.
 */
export const openDocumentStore = async (
  parts: CanvasLogPlace & { logger: Logger; reportDamage: (document: string, damage: Damage[]) => void },
): Promise<DocumentStore> => {
  const { dataDir, databaseUrl, logger, reportDamage } = parts;
  const place: CanvasLogPlace = { dataDir, databaseUrl };
  const writer = new StoreThread<WriterCalls>(new URL("./log-writer.ts", import.meta.url), place);
  const compactor = new StoreThread<CompactorCalls>(new URL("./compactor.ts", import.meta.url), place);
  const patienceMs = databaseUrl === undefined ? PATIENCE_MS.sqlite : PATIENCE_MS.postgres;
  /** Whoever is late is waited for: what was written anew meanwhile would stand behind it, and be late as well. */
  const watched = async <T>(writing: Promise<T>): Promise<T> => {
    const timer = setTimeout(
      () => health.noteFailure(new Error(`The store did not answer in ${patienceMs} ms`)),
      patienceMs,
    );
    try {
      return await writing;
    } finally {
      clearTimeout(timer);
    }
  };
  const health = createStoreHealth(() => watched(writer.call("probe")), logger);

  let logId: string;
  try {
    logId = await writer.call("open");
  } catch (error) {
    await writer.close(CLOSE_GRACE_MS);
    throw error;
  }

  let isClosing = false;
  const tails = new Map<string, { records: number; bytes: number }>();
  const report = <T extends { damage: Damage[] }>(document: string, found: T): T => {
    if (found.damage.length > 0) reportDamage(document, found.damage);
    return found;
  };
  const compact = async (document: string): Promise<void> => {
    tails.delete(document);
    const compactOnce = async () => report(document, await compactor.call("compact", document));
    try {
      const first = await compactOnce();
      const { records } = first.damage.length > 0 ? await compactOnce() : first;
      if (records > 0) logger.debug({ document, compactedRecords: records }, "log-compacted");
    } catch (error) {
      // Cut off by the end: the tail stays for another time.
      if (!isClosing) throw error;
    }
  };
  const noteAppend = (document: string, bytes: number): void => {
    const tail = tails.get(document) ?? { records: 0, bytes: 0 };
    tails.set(document, tail);
    tail.records += 1;
    tail.bytes += bytes;
    if (tail.records < COMPACT_AT.records && tail.bytes < COMPACT_AT.bytes) return;
    // Without success the tail only stays longer; the next one is tried after as much again.
    compact(document).catch((error: unknown) => logger.warn({ err: error, document }, "compaction-failed"));
  };
  const toLoaded = (document: string, found: Found<LoggedDocument>): LoggedDocument => {
    const { updates, version, tail } = report(document, found);
    tails.set(document, tail);
    return { updates, version, tail };
  };
  /** A read that fails may be the first to notice that the database is gone. */
  const read = async <T>(reading: Promise<T>): Promise<T> => {
    try {
      return await reading;
    } catch (error) {
      health.check();
      throw error;
    }
  };

  return {
    logId,
    load: async (document) => toLoaded(document, await read(writer.call("load", document))),
    loadMerged: async (document) => {
      await writer.call("settled", document);
      return toLoaded(document, await read(compactor.call("merge", document)));
    },
    loadSince: async (document, sequence) => {
      const { updates, version } = report(document, await read(writer.call("loadSince", document, sequence)));
      return { updates, version };
    },
    append: async (document, updates, authors = []) => {
      const encoded = encodeRecord(updates);
      try {
        const commit = await watched(writer.call("append", { document, ...encoded, authors }));
        health.noteSuccess();
        noteAppend(document, encoded.record.length);
        return commit;
      } catch (error) {
        health.noteFailure(error);
        throw error;
      }
    },
    newestSequences: (documents) => read(writer.call("newestSequences", documents)),
    compact,
    state: health.state,
    close: async () => {
      isClosing = true;
      health.close();
      await Promise.all([compactor.close(CLOSE_GRACE_MS), writer.close(CLOSE_GRACE_MS)]);
    },
  };
};
