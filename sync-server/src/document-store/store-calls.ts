import type { Commit, NewCommit } from "@backlot/shared/server/canvas-log/append-commits";
import type { LoggedDocument } from "@backlot/shared/server/canvas-log/read-document";
import type { LoggedSince } from "@backlot/shared/server/canvas-log/read-since";

/** What the event loop asks of the threads that own the database, and what they answer. */
export interface WriterCalls {
  /** Makes the tables where they are missing; answers the name of the log. */
  open(): Promise<string>;
  append(commit: NewCommit): Promise<Commit>;
  load(document: string): Promise<LoggedDocument>;
  loadSince(document: string, sequence: number): Promise<LoggedSince>;
  newestSequences(documents: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Writes and so finds out whether writing works. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

export interface CompactorCalls {
  /** How many records were folded. */
  compact(document: string): Promise<number>;
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
