import type { Extension } from "@hocuspocus/server";
import type { Logger } from "@backlot/shared/server/logger";
import type { AccessList } from "../access/access-list.ts";
import type { DocumentStore } from "../document-store/document-store.ts";
import type { SyncMetrics } from "../metrics.ts";
import type { SyncContext } from "../sync-context.ts";
import { authentication } from "./authentication.ts";
import { compactOnUnload } from "./compact-on-unload.ts";
import { documentNames } from "./document-names.ts";
import { loadFromLog } from "./load-from-log.ts";
import type { Rooms } from "./rooms.ts";
import { tokenRenewal } from "./token-renewal.ts";

export interface ExtensionParts {
  secret: string;
  access: AccessList;
  store: DocumentStore;
  rooms: Rooms;
  metrics: SyncMetrics;
  logger: Logger;
}

/** The server is this list, in this order. */
export const createExtensions = (parts: ExtensionParts): Extension<SyncContext>[] => [
  documentNames(), // before anything is looked up, so that a stranger's name never reaches the database
  authentication(parts), // before a document is loaded, so that only who may read can make the server load
  loadFromLog(parts), // once for each document, before its first reader is let in
  parts.rooms.extension, // needs what was loaded; from here on updates and presence go past Hocuspocus
  tokenRenewal(parts), // after the room, which may have turned the client away
  compactOnUnload(parts), // last: the document is gone and nobody writes to it
];
