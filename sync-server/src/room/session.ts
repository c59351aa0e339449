import type { Connection } from "@hocuspocus/server";
import type { SyncGrant } from "@backlot/shared/protocol/sync-token";
import type { ClientSocket } from "../front-door/client-socket.ts";
import type { PresenceFormat, PresenceMember } from "../presence/room-presence.ts";
import type { SyncContext } from "../sync-context.ts";
import type { Wire } from "./frames.ts";

/** One client in one room: a socket may have several, one for each document that it opened. */
export class Session implements PresenceMember {
  readonly socket: ClientSocket;
  readonly grant: SyncGrant;
  readonly wire: Wire;
  readonly presenceFormat: PresenceFormat;
  /** Its first SyncStep2 has come: whatever it wrote offline has been sent. */
  hasSynced = false;
  /** Its SyncStep1 has been answered: from now on it hears what changes. */
  isReading = false;
  /** It read too slowly for presence and is due everyone's once it has caught up. */
  missesPresence = false;
  /** One of its updates was refused and its end is on the way: what it said after that one does not count. */
  isRefused = false;
  /** Updates that became durable since the last flush. */
  unansweredSaves = 0;
  /** Sessions with the same key are sent the same bytes, once they are reading. */
  readonly audience: string;
  readonly #connection: Connection<SyncContext>;

  constructor(connection: Connection<SyncContext>, grant: SyncGrant, wire: Wire) {
    this.#connection = connection;
    this.socket = connection.context.socket;
    this.grant = grant;
    this.wire = wire;
    this.presenceFormat = connection.context.presenceFormat;
    this.audience = `${this.presenceFormat} ${wire.key}`;
  }

  /** Read with every message: a renewed token may change it. */
  get mayWrite(): boolean {
    return !this.#connection.readOnly;
  }

  answerStatus(isSaved: boolean): void {
    const frame = this.wire.status(isSaved);
    if (frame) this.socket.writeFrames([frame]);
  }
}
