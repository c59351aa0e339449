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
  newestSequences(documents: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Writes and so finds out whether writing works. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

export interface CompactorCalls {
  compact(document: string): Promise<Compaction>;
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
