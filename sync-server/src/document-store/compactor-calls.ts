import { compactDocument, type Compaction } from "@backlot/shared/server/canvas-log/compact-document";
import { openCanvasLog, type CanvasLogPlace } from "@backlot/shared/server/canvas-log/open-canvas-log";
import type { CompactorCalls } from "./store-calls.ts";

const LIMITS = { maxConnections: 1, timeoutMs: 10_000 };

/** What the compacting thread does: one document at a time, each over a connection of its own. */
export const createCompactorCalls = (place: CanvasLogPlace): CompactorCalls => {
  let last: Promise<unknown> = Promise.resolve();
  const compact = async (document: string): Promise<Compaction> => {
    const log = openCanvasLog(place, LIMITS);
    try {
      return await compactDocument(log, document);
    } finally {
      await log.destroy();
    }
  };
  return {
    compact: (document) => {
      const turn = last.then(() => compact(document));
      last = turn.catch(() => undefined);
      return turn;
    },
    close: async () => {
      await last;
    },
  };
};
