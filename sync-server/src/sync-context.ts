import type { SyncGrant } from "@backlot/shared/protocol/sync-token";
import type { ClientSocket } from "./front-door/client-socket.ts";
import type { PresenceFormat } from "./presence/room-presence.ts";
import type { ClientGate } from "./room/client-gate.ts";

/** What Hocuspocus carries along for each document that a socket opens. */
export interface SyncContext {
  socket: ClientSocket;
  gate: ClientGate;
  /** The client reads no addresses and no acknowledgements. */
  speaksYWebsocket: boolean;
  presenceFormat: PresenceFormat;
  /** Set by authentication; everything after it may rely on it. */
  grant?: SyncGrant;
}

/**
 * Thrown in a hook to refuse. The message is empty on purpose: Hocuspocus prints every message to the console, and who
 * is refused is already counted. `reason` goes to the client.
 */
export class Refusal extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super("");
    this.reason = reason;
  }
}
