import type { SyncGrant } from "@backlot/shared/protocol/sync-token";
import type { ClientSocket } from "./front-door/client-socket.ts";

/** What Hocuspocus carries along for each document that a socket opens. */
export interface SyncContext {
  socket: ClientSocket;
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
