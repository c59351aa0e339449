import type { Connection, Document, Extension } from "@hocuspocus/server";
import { removeAwarenessStates } from "y-protocols/awareness";
import type { PresenceUser } from "@backlot/shared/presence/presence-state";
import { readClientFrame } from "../front-door/client-frame.ts";
import { readPresenceEntries } from "../front-door/presence-frame.ts";
import type { SyncMetrics } from "../metrics.ts";
import type { SyncContext } from "../sync-context.ts";

/**
 * Presence cannot lie: each connection speaks for one client id, the id belongs to one connection, and `user` is the
 * token's. The newest connection of the same actor takes an id over (a reconnect that overtakes its own old socket).
 */
export const presenceGuard = (parts: { metrics: SyncMetrics }): Extension<SyncContext> => {
  const idOf = new WeakMap<Connection, number>();
  const framedIds = new WeakMap<Connection, ReadonlySet<number>>();
  const ownersOf = new WeakMap<Document, Map<number, Connection>>();

  const bind = (document: Document, connection: Connection, clientId: number): boolean => {
    const bound = idOf.get(connection);
    if (bound !== undefined) return bound === clientId;
    const owners = ownersOf.get(document) ?? new Map<number, Connection>();
    ownersOf.set(document, owners);
    const owner = owners.get(clientId);
    if (owner) {
      if (actorOf(owner) !== actorOf(connection)) return false;
      idOf.set(owner, NO_ID);
      document.getClients(owner).delete(clientId);
      document.getClients(connection).add(clientId);
    }
    idOf.set(connection, clientId);
    owners.set(clientId, connection);
    connection.onClose(() => {
      if (owners.get(clientId) === connection) owners.delete(clientId);
    });
    return true;
  };

  return {
    beforeHandleMessage: ({ connection, document, update }) => {
      // Hocuspocus forgets explicit leaves (a null state) when it encodes presence anew, so they are done here.
      const frame = readClientFrame(update);
      const read = frame?.kind === "awareness" ? readPresenceEntries(frame.payload) : undefined;
      // The front door lets nothing else in.
      const entries = Array.isArray(read) ? read : undefined;
      if (connection && entries) framedIds.set(connection, new Set(entries.map((entry) => entry.clientId)));
      const left = entries?.find(
        ({ clientId, state }) => state === "null" && idOf.get(connection) === clientId,
      );
      if (left)
        removeAwarenessStates(document.awareness, [left.clientId], { source: "connection", connection });
      return Promise.resolve();
    },

    beforeHandleAwareness: ({ connection, document, states, context }) => {
      const { grant } = context as SyncContext;
      for (const [clientId, state] of states) {
        // Hocuspocus reads the frame into a scratch Awareness, which has an entry of its own: nobody's presence.
        if (connection && !framedIds.get(connection)?.has(clientId)) {
          states.delete(clientId);
          continue;
        }
        if (!connection || !grant || !bind(document, connection, clientId)) {
          states.delete(clientId);
          parts.metrics.refusals.inc({ reason: "presence" });
          continue;
        }
        const { actorId: id, actorKind: kind, name, colorIndex } = grant;
        state.user = { id, kind, name, colorIndex } satisfies PresenceUser;
      }
      return Promise.resolve();
    },
  };
};

/** Of a connection whose id was taken over: it has no voice any more. */
const NO_ID = -1;

const actorOf = (connection: Connection): string | undefined =>
  (connection.context as SyncContext).grant?.actorId;
