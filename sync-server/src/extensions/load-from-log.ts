import type { Extension } from "@hocuspocus/server";
import * as Y from "yjs";
import type { Logger } from "@backlot/shared/server/logger";
import type { DocumentStore } from "../document-store/document-store.ts";
import { Refusal, type SyncContext } from "../sync-context.ts";

/** Origin of what comes from the log: no hook of Hocuspocus is to store it again. */
const FROM_LOG = { source: "local", skipStoreHooks: true } as const;

/** A document is its last snapshot plus the tail of the log. */
export const loadFromLog = (parts: { store: DocumentStore; logger: Logger }): Extension<SyncContext> => ({
  onLoadDocument: async ({ document, documentName, context }) => {
    try {
      const logged = await parts.store.load(documentName);
      if (logged.snapshotIsCorrupt || logged.corruptSequences.length > 0) {
        const { snapshotIsCorrupt, corruptSequences } = logged;
        parts.logger.error({ document: documentName, snapshotIsCorrupt, corruptSequences }, "log-corrupt");
      }
      document.transact(() => {
        for (const update of logged.updates) applyLogged(document, update);
      }, FROM_LOG);
    } catch (error) {
      parts.logger.error({ err: error, document: documentName }, "load-failed");
      // Before the refusal: Hocuspocus would call it a lost permission, and the client would not come back.
      context.socket.end("loading");
      // Hocuspocus forgets a document whose loading failed without ending its timers.
      document.destroy();
      throw new Refusal("loading");
    }
  },
});

const applyLogged = (document: Y.Doc, update: Uint8Array): void => {
  Y.applyUpdate(document, update, FROM_LOG);
};
