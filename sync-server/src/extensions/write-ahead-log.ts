import type { Connection, Document, Extension } from "@hocuspocus/server";
import * as Y from "yjs";
import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import type { DocumentStore } from "../document-store/document-store.ts";
import { SYNC_STEP_1, SYNC_STEP_2 } from "../front-door/client-frame.ts";
import type { SyncMetrics } from "../metrics.ts";
import type { SyncContext } from "../sync-context.ts";
import { judgeUpdate } from "../update-check/judge-update.ts";
import { nestsTooDeep } from "../update-check/nesting.ts";
import { walkUpdate } from "../update-check/walk-update.ts";
import { HeldUpdates } from "./held-updates.ts";

/**
 * Saved means saved: check → log (fsync) → apply → acknowledge → pass on. Hocuspocus awaits `beforeSync`, then applies
 * and acknowledges by itself. The fast path takes the place of this file.
 *
 * Hocuspocus knows no "not this one" but to throw, which ends the document's session and leaves the socket open. So an
 * update that must not be applied is shown to it as a reader's: it applies nothing, and the refusal is withheld.
 */
export const writeAheadLog = (parts: {
  store: DocumentStore;
  metrics: SyncMetrics;
}): Extension<SyncContext> => {
  const { store, metrics } = parts;
  const heldByConnection = new WeakMap<Connection, HeldUpdates>();
  const waitsForLostRecord = new WeakSet<Document>();

  const skip = (connection: Connection, context: SyncContext): void => {
    connection.readOnly = true;
    context.socket.withholdNextSyncStatus();
  };

  const endWith = (reason: CloseReason, connection: Connection, context: SyncContext): void => {
    skip(connection, context);
    context.socket.end(reason);
  };

  /** False when it is not known to be durable: the client keeps the change and sends it again. */
  const log = async (document: Document, update: Uint8Array): Promise<boolean> => {
    const startedAt = performance.now();
    try {
      await store.append(document.name, [update]);
    } catch {
      return false;
    }
    metrics.appendSeconds.observe((performance.now() - startedAt) / 1000);
    metrics.logBytes.inc(update.length);
    return true;
  };

  return {
    beforeSync: async ({ type, payload, connection, document, context }) => {
      if (type === SYNC_STEP_1) return;
      const facts = walkUpdate(payload);
      if (!facts) throw new Error("The front door let a malformed update in");
      if (connection.readOnly) {
        metrics.refusals.inc({ reason: "read-only" });
        return;
      }
      metrics.updates.inc();
      const held = heldByConnection.get(connection) ?? new HeldUpdates(connection, context.socket);
      heldByConnection.set(connection, held);
      if (type === SYNC_STEP_2) held.noteSyncStep2();
      const verdict = judgeUpdate(facts, document.store);
      if (verdict === "duplicate") return;
      // The payload is a view into the socket's chunk, and both the log and the hold outlive it.
      const update = Uint8Array.from(payload);
      if (verdict === "orphan") {
        held.hold(update, facts);
        skip(connection, context);
      } else if (nestsTooDeep(update, facts, document.store)) {
        endWith("malformed", connection, context);
      } else if (!(await log(document, update))) endWith("storage", connection, context);
    },

    afterLoadDocument: ({ document }) => {
      // After a corrupt record the rest may wait for it: a client that still has the missing part closes the gap.
      if (document.store.pendingStructs) waitsForLostRecord.add(document);
      return Promise.resolve();
    },

    afterHandleMessage: async ({ connection, document, context }) => {
      const held = heldByConnection.get(connection);
      if (!held) return;
      held.endSkip();
      for (let ready = held.takeReady(document); ready; ready = held.takeReady(document)) {
        if (ready.verdict === "new") {
          if (nestsTooDeep(ready.update, ready.facts, document.store))
            return endWith("malformed", connection, context);
          if (!(await log(document, ready.update))) return endWith("storage", connection, context);
          Y.applyUpdate(document, ready.update, { source: "connection", connection });
        }
        held.acknowledge();
      }
      held.askBack(document);
      if (document.store.pendingStructs && !waitsForLostRecord.has(document)) {
        // Structs that need each other in a circle pass the check. Nobody honest makes them, and Yjs must not hold them.
        document.store.pendingStructs = null;
        context.socket.end("malformed");
      }
    },
  };
};
