import type { Document, Extension } from "@hocuspocus/server";
import { Wire } from "../room/frames.ts";
import { assertBroadcastsCanBeTakenOver } from "../room/hocuspocus-document.ts";
import { Room } from "../room/room.ts";
import type { RoomParts } from "../room/room-parts.ts";
import { Session } from "../room/session.ts";
import type { SyncContext } from "../sync-context.ts";

export interface LoadedFacts {
  /** Highest sequence number in the log. */
  version: number;
  bytes: number;
}

/** What Hocuspocus calls the close of one document that the client asked for. */
const LEFT_BY_ITSELF = "provider_initiated";

/**
 * Each document that Hocuspocus loads gets a room, and each client that it lets in a seat there. Rooms hang on the
 * document itself, never on its name: one that unloads and one that loads may exist side by side.
 */
export const createRooms = (parts: RoomParts) => {
  assertBroadcastsCanBeTakenOver();
  const rooms = new Map<Document, Room>();
  const loadedFacts = new WeakMap<Document, LoadedFacts>();

  const extension: Extension<SyncContext> = {
    afterLoadDocument: ({ document }) => {
      const room = new Room(document, loadedFacts.get(document) ?? { version: 0, bytes: 0 }, parts);
      rooms.set(document, room);
      document.on("destroy", () => {
        room.close();
        rooms.delete(document);
      });
      return Promise.resolve();
    },

    connected: ({ connection, context }) => {
      const { document } = connection;
      const room = rooms.get(document);
      // Unloading may have won against this join; the client comes back to a fresh document.
      if (!room || !context.grant || document.isDestroyed || !document.hasConnection(connection)) {
        context.socket.end("restarting");
        return Promise.resolve();
      }
      const address = connection.messageAddress;
      const wire = new Wire(context.speaksYWebsocket ? undefined : address);
      context.gate.open(address, room, new Session(connection, context.grant, wire));
      connection.onClose((_, event) => {
        context.gate.shut(address);
        // Hocuspocus ends a session after an error and leaves the socket open; a provider would wait on it for ever.
        if (event && event.reason !== LEFT_BY_ITSELF) context.socket.end("restarting");
      });
      return Promise.resolve();
    },

    beforeUnloadDocument: ({ document }) => rooms.get(document)?.settle() ?? Promise.resolve(),
  };

  return {
    extension,
    noteLoaded: (document: Document, facts: LoadedFacts) => loadedFacts.set(document, facts),
    all: (): Iterable<Room> => rooms.values(),
  };
};

export type Rooms = ReturnType<typeof createRooms>;
