import type { LoggedDocument } from "@backlot/shared/server/canvas-log/read-document";

/** What the event loop asks of the thread that owns the database. */
export type StoreRequest =
  | { id: number; kind: "append"; document: string; record: Uint8Array; checksum: number }
  | { id: number; kind: "load"; document: string }
  | { id: number; kind: "compact"; document: string }
  | { id: number; kind: "probe" }
  | { id: number; kind: "close" };

export type StoreReply =
  | { id: number; ok: true; loaded?: LoggedDocument; compactedRecords?: number }
  | { id: number; ok: false; error: string };
