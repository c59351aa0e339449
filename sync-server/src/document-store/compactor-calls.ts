import { compactDocument } from "@backlot/shared/server/canvas-log/compact-document";
import { openCanvasLog, type CanvasLogPlace } from "@backlot/shared/server/canvas-log/open-canvas-log";
import { tryToQuarantine } from "@backlot/shared/server/canvas-log/quarantine";
import { readDocument } from "@backlot/shared/server/canvas-log/read-document";
import { readState } from "@backlot/shared/server/canvas-log/read-state";
import { readTransaction, type CanvasLog } from "@backlot/shared/server/canvas-log/tables";
import { toLoggedDocument } from "./logged-document.ts";
import type { CompactorCalls } from "./store-calls.ts";

const LIMITS = { maxConnections: 1, timeoutMs: 10_000 };

/** What the compacting thread does: one document at a time, each over a connection of its own. */
export const createCompactorCalls = (place: CanvasLogPlace): CompactorCalls => {
  let last: Promise<unknown> = Promise.resolve();
  const takeTurn = <T>(work: (log: CanvasLog) => Promise<T>): Promise<T> => {
    const turn = last.then(async () => {
      const log = openCanvasLog(place, LIMITS);
      try {
        return await work(log);
      } finally {
        await log.destroy();
      }
    });
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    compact: (document) => takeTurn((log) => compactDocument(log, document)),
    merge: (document) =>
      takeTurn(async (log) => {
        const read = await readTransaction(log, (trx) => readDocument(trx, document));
        const merged = await readState(log, document, read);
        await tryToQuarantine(log, document, merged.damage);
        return toLoggedDocument(merged, [merged.state]);
      }),
    close: async () => {
      await last;
    },
  };
};
