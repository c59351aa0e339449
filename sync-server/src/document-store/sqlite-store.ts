import { mkdirSync } from "node:fs";
import type { Logger } from "@backlot/shared/server/logger";
import { encodeRecord } from "@backlot/shared/server/canvas-log/record";
import { canvasLogPath } from "@backlot/shared/server/canvas-log/schema";
import type { DocumentStore, StoreState } from "./document-store.ts";
import { StoreThread } from "./store-thread.ts";

const PROBE_INTERVAL_MS = 500;
/** A tail of this size is folded while people still edit, so that no opening has to read an endless log. */
const COMPACT_AT = { records: 2_000, bytes: 4 * 1024 * 1024 };

/** `canvases.db` in the data folder. All waiting for the disk is done in two worker threads. */
export const openSqliteStore = async (dataDir: string, logger: Logger): Promise<DocumentStore> => {
  mkdirSync(dataDir, { recursive: true });
  const path = canvasLogPath(dataDir);
  const writer = new StoreThread(new URL("./log-writer.ts", import.meta.url), path);
  const compactor = new StoreThread(new URL("./compactor.ts", import.meta.url), path);
  await writer.ask({ kind: "probe" });

  let state: StoreState = "ok";
  let probe: NodeJS.Timeout | undefined;

  const becomeDegraded = (error: unknown): void => {
    if (state === "degraded") return;
    state = "degraded";
    logger.error({ err: error }, "store-failing");
    // Writing is tried even when no client edits, so that readiness tells the truth again soon.
    const tryAgain = (): void => void writer.ask({ kind: "probe" }).then(becomeOk, () => undefined);
    probe = setInterval(tryAgain, PROBE_INTERVAL_MS);
  };
  const becomeOk = (): void => {
    if (state === "ok") return;
    state = "ok";
    clearInterval(probe);
    logger.info("store-works-again");
  };

  const tails = new Map<string, { records: number; bytes: number }>();
  const compact = async (document: string): Promise<void> => {
    tails.delete(document);
    const { compactedRecords } = await compactor.ask({ kind: "compact", document });
    if (compactedRecords) logger.debug({ document, compactedRecords }, "log-compacted");
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

  return {
    load: async (document) => {
      const { loaded } = await writer.ask({ kind: "load", document });
      if (!loaded) throw new Error("The log writer answered a load without a document");
      tails.set(document, loaded.tail);
      return loaded;
    },
    append: async (document, updates) => {
      try {
        const encoded = encodeRecord(updates);
        await writer.ask({ kind: "append", document, ...encoded });
        becomeOk();
        noteAppend(document, encoded.record.length);
      } catch (error) {
        becomeDegraded(error);
        throw error;
      }
    },
    compact,
    state: () => state,
    close: async () => {
      clearInterval(probe);
      await Promise.all([compactor.close(), writer.close()]);
    },
  };
};
