import type { Extension } from "@hocuspocus/server";
import type { Logger } from "@backlot/shared/server/logger";
import type { DocumentStore } from "../document-store/document-store.ts";
import type { SyncContext } from "../sync-context.ts";

/** When the last one has left, the tail is folded into the snapshot, so that the next opening is quick. */
export const compactOnUnload = (parts: { store: DocumentStore; logger: Logger }): Extension<SyncContext> => ({
  afterUnloadDocument: ({ documentName }) => {
    parts.store.compact(documentName).catch((error: unknown) => {
      // The tail stays and is read with the next opening; only that opening is slower.
      parts.logger.warn({ err: error, document: documentName }, "compaction-failed");
    });
    return Promise.resolve();
  },
});
