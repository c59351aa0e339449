import type { Extension } from "@hocuspocus/server";
import * as Y from "yjs";
import type { Logger } from "@backlot/shared/server/logger";
import type { DocumentStore } from "../document-store/document-store.ts";
import type { SyncMetrics } from "../metrics.ts";
import { Refusal, type SyncContext } from "../sync-context.ts";
import type { Rooms } from "./rooms.ts";

/** Origin of what comes from the log: no hook of Hocuspocus is to store it again. */
const FROM_LOG = { source: "local", skipStoreHooks: true } as const;
/** Each one found costs a document built anew. */
const MAX_UNAPPLICABLE = 32;

/**
 * A document is its last snapshot plus the tail of the log. An update that Yjs cannot apply is left out and the rest is
 * served; the log keeps it. A throw leaves the document it happened to in an unknown state, so the load that meets one
 * ends retryably, and the next loads of that document take one update after the other and leave out what was found.
 */
export const loadFromLog = (parts: {
  store: DocumentStore;
  rooms: Rooms;
  metrics: SyncMetrics;
  logger: Logger;
}): Extension<SyncContext> => {
  const { store, rooms, metrics, logger } = parts;
  const needsCare = new Set<string>();

  const applicableOf = (documentName: string, updates: readonly Uint8Array[]): readonly Uint8Array[] => {
    const { applicable, failures } = leaveOutUnapplicable(updates);
    metrics.corruptRecords.inc(failures.length);
    logger.error({ document: documentName, failures }, "log-unapplicable");
    return applicable;
  };

  return {
    onLoadDocument: async ({ document, documentName, context }) => {
      try {
        const logged = await store.load(documentName);
        const bytes = logged.updates.reduce((sum, update) => sum + update.length, 0);
        rooms.noteLoaded(document, { version: logged.version, bytes });
        if (needsCare.has(documentName)) {
          for (const update of applicableOf(documentName, logged.updates)) applyLogged(document, update);
          return;
        }
        needsCare.add(documentName);
        document.transact(() => {
          for (const update of logged.updates) applyLogged(document, update);
        }, FROM_LOG);
        needsCare.delete(documentName);
      } catch (error) {
        logger.error({ err: error, document: documentName }, "load-failed");
        // Before the refusal: Hocuspocus would call it a lost permission, and the client would not come back.
        context.socket.end("loading");
        // Hocuspocus forgets a document whose loading failed without ending its timers.
        document.destroy();
        throw new Refusal("loading");
      }
    },
  };
};

const applyLogged = (document: Y.Doc, update: Uint8Array): void => {
  Y.applyUpdate(document, update, FROM_LOG);
};

/** `index` counts the snapshot, if there is one, and then the updates of the tail. */
const leaveOutUnapplicable = (
  updates: readonly Uint8Array[],
): { applicable: readonly Uint8Array[]; failures: { index: number; message: string }[] } => {
  const applicable: Uint8Array[] = [];
  const failures: { index: number; message: string }[] = [];
  let trial = new Y.Doc();
  for (const [index, update] of updates.entries()) {
    try {
      applyLogged(trial, update);
      applicable.push(update);
    } catch (error) {
      failures.push({ index, message: error instanceof Error ? error.message : String(error) });
      if (failures.length > MAX_UNAPPLICABLE)
        throw new Error("Too much of the log cannot be applied", { cause: error });
      trial = new Y.Doc();
      for (const earlier of applicable) applyLogged(trial, earlier);
    }
  }
  trial.destroy();
  return { applicable, failures };
};
