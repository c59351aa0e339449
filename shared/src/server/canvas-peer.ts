import type { Logger } from "./logger.ts";
import type { CanvasDocument } from "../canvas/document.ts";
import type { PresenceState } from "../presence/presence-state.ts";
import { openPeerConnection, type PeerConnection } from "./peer-connection.ts";

export interface CanvasPeer {
  readonly canvas: CanvasDocument;
  /** Merges into what this peer says of itself; `null` takes it all back. */
  setPresence(state: Partial<PresenceState> | null): void;
  /** Resolves when the server has acknowledged everything written so far; rejects when it refuses or is away too long. */
  saved(): Promise<void>;
}

export interface PeerActor {
  id: string;
  kind: "worker" | "script";
  name: string;
}

export interface CanvasPeersParts {
  /** `ws://host:port/sync` of a sync-server. */
  syncUrl: string;
  secret: string;
  logger: Logger;
  actor: PeerActor;
  /** How long `use` waits for the sync-server; 10 s unless told. */
  syncDeadlineMs?: number;
}

export interface CanvasPeers {
  /**
   * Calls back with the canvas once it is synced. Rejects with a clear error when the sync-server does not answer in
   * time. Uses of one canvas share one connection and one client id, kept for 60 s after the last.
   */
  use<T>(canvasId: string, work: (peer: CanvasPeer) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const KEEP_AFTER_USE_MS = 60_000;

/** Web and job-worker write to canvases as peers, never past the document. */
export const createCanvasPeers = (parts: CanvasPeersParts): CanvasPeers => {
  const open = new Map<string, { connection: PeerConnection; uses: number; expiry?: NodeJS.Timeout }>();
  let isClosed = false;

  const drop = (canvasId: string): void => {
    const entry = open.get(canvasId);
    if (!entry) return;
    clearTimeout(entry.expiry);
    open.delete(canvasId);
    entry.connection.close();
  };

  return {
    use: async (canvasId, work) => {
      if (isClosed) throw new Error("The canvas peers are closed");
      const entry = open.get(canvasId) ?? { connection: openPeerConnection(canvasId, parts), uses: 0 };
      open.set(canvasId, entry);
      clearTimeout(entry.expiry);
      entry.uses += 1;
      try {
        await entry.connection.synced();
        return await work(entry.connection.peer);
      } finally {
        entry.uses -= 1;
        if (open.get(canvasId) === entry && entry.connection.wasRefused()) drop(canvasId);
        else if (entry.uses === 0 && open.get(canvasId) === entry) {
          // One that has unsaved changes keeps trying to save them until it expires.
          entry.expiry = setTimeout(() => drop(canvasId), KEEP_AFTER_USE_MS);
          entry.expiry.unref();
        }
      }
    },
    close: () => {
      isClosed = true;
      for (const canvasId of [...open.keys()]) drop(canvasId);
      return Promise.resolve();
    },
  };
};
