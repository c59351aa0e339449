import type { ActorKind } from "../protocol/sync-token.ts";

/** What a peer says of itself through awareness. Never stored; the server replaces `user` by the token's. */
export interface PresenceState {
  user?: PresenceUser;
  /** World px; null = pointer not on the canvas. */
  cursor?: { x: number; y: number } | null;
  /** At most 64 ids; `count` is the true number. */
  selection?: { ids: string[]; count: number };
  viewport?: { x: number; y: number; zoom: number };
  typing?: { nodeId: string; field: string } | null;
  /** Caret inside a shared text, as a Yjs relative position in JSON; it names the text by itself. */
  textCaret?: unknown;
  /** A drag while it lasts: offset in world px. The drop is written to the document. */
  drag?: { ids: string[]; dx: number; dy: number } | null;
  /** Of the job-worker: the jobs it runs now. */
  jobs?: Record<string, RunningJob>;
}

export interface PresenceUser {
  id: string;
  kind: ActorKind;
  name: string;
  colorIndex: number;
}

export interface RunningJob {
  batchId: string;
  nodeId: string;
  function: string;
  /** 0–1 */
  progress: number;
  /** In film words: "Drawing figures". */
  step: string;
  /** First name of who submitted the batch. */
  by: string;
}

export const MAX_PRESENCE_IDS = 64;
export const MAX_PRESENCE_BYTES = 4096;
