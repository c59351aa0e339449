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
import { presenceGuard } from "./presence-guard.ts";
import { writeAheadLog } from "./write-ahead-log.ts";

export interface ExtensionParts {
  secret: string;
  access: AccessList;
  store: DocumentStore;
  metrics: SyncMetrics;
  logger: Logger;
}

/** The server is this list, in this order. */
export const createExtensions = (parts: ExtensionParts): Extension<SyncContext>[] => [
  documentNames(), // before anything is looked up, so that a stranger's name never reaches the database
  authentication(parts), // before a document is loaded, so that only who may read can make the server load
  loadFromLog(parts), // once for each document, before its first reader is let in
  presenceGuard(parts), // needs the grant; before the fan-out, so that no forged presence leaves this node
  writeAheadLog(parts), // nothing that follows may see an update that is not durable
  // Redis fan-out goes here: after the log (other nodes never hear what is not saved), before unloading
  compactOnUnload(parts), // last: the document is gone and nobody writes to it
];
