import type { Author, Commit } from "@backlot/shared/server/canvas-log/append-commits";
import type { LoggedSince } from "@backlot/shared/server/canvas-log/read-since";
import type { LoggedDocument } from "./logged-document.ts";

export type { Author, Commit, LoggedDocument, LoggedSince };

export type StoreState = "ok" | "degraded";

/**
 * Where accepted updates live. The contract suite `tests/contract/document-store.ts` holds every implementation to it:
 * a resolved `append` survives the death of any process at any later moment.
 */
export interface DocumentStore {
  /** Names the log itself: two nodes with the same one share it. */
  readonly logId: string;
  /**
   * Rejects when the store cannot be read now. What the disk has changed is reported, moved into the quarantine, and the
   * rest is served.
   */
  load(document: string): Promise<LoggedDocument>;
  /**
   * For a document that what `load` gives cannot be applied to: what stands in the way is found, reported and moved as
   * well, and the rest comes as one update. It may take as long as building the document several times.
   */
  loadMerged(document: string): Promise<LoggedDocument>;
  /**
   * What was committed after `sequence`. Where a snapshot has swallowed some of it, the snapshot comes too. `version` is
   * complete: nothing at or below it is still to come.
   */
  loadSince(document: string, sequence: number): Promise<LoggedSince>;
  /**
   * Resolves when the updates are durable, rejects when they are not known to be: within seconds of a silent store, while
   * a slow one takes its time. They may be there nevertheless: appending them again does no harm. `authors`: client ids of
   * this commit that the caller has not handed in before; the first actor of each is kept.
   */
  append(document: string, updates: readonly Uint8Array[], authors?: readonly Author[]): Promise<Commit>;
  /** The highest sequence of each document that has one. */
  newestSequences(documents: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Folds the tail into a snapshot in the background; never loses or delays an append that is under way. What is damaged
   * is reported and moved as with `loadMerged`.
   */
  compact(document: string): Promise<void>;
  /** "degraded" from a failed append or probe until one works again. */
  state(): StoreState;
  /** Resolves when everything handed in before is written, or when that takes too long. */
  close(): Promise<void>;
}
