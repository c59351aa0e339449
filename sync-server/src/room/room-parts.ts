import type { Logger } from "@backlot/shared/server/logger";
import type { DocumentStore } from "../document-store/document-store.ts";
import type { FanOut } from "../fan-out/fan-out.ts";
import type { SyncMetrics } from "../metrics.ts";
import type { HeldLimits } from "./held-updates.ts";

export interface RoomLimits extends HeldLimits {
  maxDocumentBytes: number;
  /** Of updates that wait for the log; a store that fails for long must not fill the memory. */
  maxWaitingBytes: number;
}

export interface RoomParts {
  store: DocumentStore;
  limits: RoomLimits;
  metrics: SyncMetrics;
  logger: Logger;
  fanOut: FanOut | undefined;
}
