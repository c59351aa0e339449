import type { Document, Extension } from "@hocuspocus/server";
import * as Y from "yjs";
import type { Logger } from "@backlot/shared/server/logger";
import type { DocumentStore } from "../document-store/document-store.ts";
import { Refusal, type SyncContext } from "../sync-context.ts";
import type { Rooms } from "./rooms.ts";

/** Origin of what comes from the log: no hook of Hocuspocus is to store it again. */
const FROM_LOG = { source: "local", skipStoreHooks: true } as const;
/** lib0 sets it as the prototype of a value; with bytes there, Yjs applies the update and can encode nothing any more. */
const PROTOTYPE_KEY = "__proto__";

/**
 * A document is its last snapshot plus the tail of the log. What Yjs cannot apply leaves the document it happened to in an
 * unknown state, so a load that meets such a thing ends retryably, and the next one of that document has it left out.
 */
export const loadFromLog = (parts: {
  store: DocumentStore;
  rooms: Rooms;
  logger: Logger;
}): Extension<SyncContext> => {
  const { store, rooms, logger } = parts;
  const needsMerging = new Set<string>();

  const load = async (document: Document): Promise<void> => {
    const { name } = document;
    const isMerged = needsMerging.has(name);
    const { updates, version } = isMerged ? await store.loadMerged(name) : await store.load(name);
    rooms.noteLoaded(document, { version, bytes: updates.reduce((sum, { length }) => sum + length, 0) });
    needsMerging.add(name);
    applyLogged(document, updates);
    needsMerging.delete(name);
  };

  return {
    onLoadDocument: async ({ document, documentName }) => {
      try {
        await load(document);
      } catch (error) {
        logger.error({ err: error, document: documentName }, "load-failed");
        // Hocuspocus forgets a document whose loading failed without ending its timers.
        document.destroy();
        throw new Refusal("loading");
      }
    },
  };
};

const applyLogged = (document: Y.Doc, updates: readonly Uint8Array[]): void => {
  document.transact(() => {
    for (const update of updates) Y.applyUpdate(document, update, FROM_LOG);
  }, FROM_LOG);
  if (updates.some(mentionsPrototype)) Y.encodeStateAsUpdate(document);
};

const mentionsPrototype = ({ buffer, byteOffset, length }: Uint8Array): boolean =>
  Buffer.from(buffer, byteOffset, length).includes(PROTOTYPE_KEY);
