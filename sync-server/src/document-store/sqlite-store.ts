import { mkdirSync } from "node:fs";
import type { Logger } from "@backlot/shared/server/logger";
import { encodeRecord } from "@backlot/shared/server/canvas-log/record";
import { canvasLogPath } from "@backlot/shared/server/canvas-log/schema";
import type { DocumentStore, StoreState } from "./document-store.ts";
import { StoreThread } from "./store-thread.ts";

const PROBE_INTERVAL_MS = 500;

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
    probe = setInterval(
      () => writer.ask({ kind: "probe" }).then(becomeOk, () => undefined),
      PROBE_INTERVAL_MS,
    );
  };
  const becomeOk = (): void => {
    if (state === "ok") return;
    state = "ok";
    clearInterval(probe);
    logger.info("store-works-again");
  };

  return {
    load: async (document) => {
      const { loaded } = await writer.ask({ kind: "load", document });
      if (!loaded) throw new Error("The log writer answered a load without a document");
      return loaded;
    },
    append: async (document, updates) => {
      try {
        await writer.ask({ kind: "append", document, ...encodeRecord(updates) });
        becomeOk();
      } catch (error) {
        becomeDegraded(error);
        throw error;
      }
    },
    compact: async (document) => {
      const { compactedRecords } = await compactor.ask({ kind: "compact", document });
      if (compactedRecords) logger.debug({ document, compactedRecords }, "log-compacted");
    },
    state: () => state,
    close: async () => {
      clearInterval(probe);
      await Promise.all([compactor.close(), writer.close()]);
    },
  };
};
