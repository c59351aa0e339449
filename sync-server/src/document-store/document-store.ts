import type { LoggedDocument } from "@backlot/shared/server/canvas-log/read-document";

export type StoreState = "ok" | "degraded";

/**
 * Where accepted updates live. The contract suite `tests/contract/document-store.ts` holds every implementation to it:
 * a resolved `append` survives the death of any process at any later moment.
 */
export interface DocumentStore {
  /** Rejects when the store cannot be read now. Updates are in the order of their commit. */
  load(document: string): Promise<LoggedDocument>;
  /** Resolves when the updates are durable; rejects when they are not known to be. */
  append(document: string, updates: readonly Uint8Array[]): Promise<void>;
  /** Folds the tail into the snapshot in the background; never loses or delays an append that is under way. */
  compact(document: string): Promise<void>;
  /** "degraded" from a failed append until one works again. */
  state(): StoreState;
  /** Resolves when everything handed in before is written. */
  close(): Promise<void>;
}
