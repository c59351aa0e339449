import type { Commit, NewCommit } from "@backlot/shared/server/canvas-log/append-commits";
import type { Compaction } from "@backlot/shared/server/canvas-log/compact-document";
import type { LoggedSince } from "@backlot/shared/server/canvas-log/read-since";
import type { Found, LoggedDocument } from "./logged-document.ts";

/** What the event loop asks of the threads that own the database, and what they answer. */
export interface WriterCalls {
  /** Makes the tables where they are missing; answers the name of the log. */
  open(): Promise<string>;
  append(commit: NewCommit): Promise<Commit>;
  load(document: string): Promise<Found<LoggedDocument>>;
  loadSince(document: string, sequence: number): Promise<Found<LoggedSince>>;
  /** Resolves when what was handed in before, of that document, is written or has failed. */
  settled(document: string): Promise<void>;
  newestSequences(documents: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Writes and so finds out whether writing works. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

export interface CompactorCalls {
  compact(document: string): Promise<Compaction>;
  /** A load that judges: its updates are one state of what Yjs can apply. */
  merge(document: string): Promise<Found<LoggedDocument>>;
  close(): Promise<void>;
}

export type Calls<All> = { [Name in keyof All]: (...asked: never[]) => Promise<unknown> };

export interface CallMessage {
  id: number;
  name: string;
  asked: unknown[];
}

export type ReplyMessage =
  { id: number; ok: true; answer: unknown } | { id: number; ok: false; error: string; code?: unknown };
