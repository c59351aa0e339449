import { WebSocket } from "ws";
import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import { parseDocumentName } from "@backlot/shared/protocol/document-name";
import { readClientFrame, SYNC_STEP_1, SYNC_STEP_2, type ClientFrame } from "../front-door/client-frame.ts";
import { documentOf, type SessionPace } from "../front-door/session-pace.ts";
import { isStateVector } from "../update-check/state-vector.ts";
import type { Room } from "./room.ts";
import type { Session } from "./session.ts";

/** So much may wait here; a client that was offline for long has more to say, and is read on when its document is open. */
const HOLD_READING_AT_BYTES = 64 * 1024;

export interface GateLimits {
  /** Of a SyncStep1 too. */
  maxUpdateBytes: number;
  maxSyncStep2Bytes: number;
  maxPresenceFrameBytes: number;
  /** Of frames that wait until their document is open. */
  maxWaitingFrameBytes: number;
}

export interface GateParts {
  limits: GateLimits;
  pace: SessionPace;
  /** Authentication and the end of a session stay with Hocuspocus. */
  toHocuspocus: (frame: Uint8Array) => void;
  /** A token is on its way to being checked. */
  noteToken: () => void;
  holdReading: () => void;
  releaseReading: () => void;
  end: (reason: CloseReason) => void;
  refusePresence: () => void;
}

interface Seat {
  room: Room;
  session: Session;
}

/**
 * Stands in front of Hocuspocus for one socket: sync and presence go straight to the room. Until Hocuspocus has let the
 * client into a document it sees nothing of that document but the token; it would apply and acknowledge what it sees
 * without the log.
 */
export class ClientGate {
  readonly #parts: GateParts;
  readonly #seats = new Map<string, Seat>();
  readonly #waiting = new Map<string, ClientFrame[]>();
  #waitingBytes = 0;
  #isStopped = false;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  receive(data: Uint8Array): void {
    const frame = readClientFrame(data);
    if (!frame) this.#parts.end("malformed");
    else if (frame.kind !== "ignored") this.#route(frame, data);
  }

  /** Hocuspocus has let the client in; what it said meanwhile is heard now, in order. */
  open(address: string, room: Room, session: Session): void {
    if (this.#isStopped) return;
    this.#seats.set(address, { room, session });
    room.enter(session);
    for (const frame of this.#waiting.get(address) ?? []) {
      this.#waitingBytes -= sizeOf(frame);
      // One of them may have ended the connection: nothing after it is heard, as on an open one.
      if (session.socket.readyState === WebSocket.OPEN) this.#hear(frame, { room, session });
    }
    this.#waiting.delete(address);
    if (this.#waitingBytes <= HOLD_READING_AT_BYTES) this.#parts.releaseReading();
  }

  /** The socket is closed; Hocuspocus may still be about to let it in. */
  stop(): void {
    this.#isStopped = true;
    this.#parts.pace.stop();
    this.#waiting.clear();
    for (const address of [...this.#seats.keys()]) this.shut(address);
  }

  /** The socket takes presence again. */
  sendMissedPresence(): void {
    for (const { room, session } of this.#seats.values()) {
      if (!session.missesPresence) continue;
      session.missesPresence = false;
      room.sendPresence(session, true);
    }
  }

  /** The session is over; the socket may stay. */
  shut(address: string): void {
    const seat = this.#seats.get(address);
    this.#seats.delete(address);
    seat?.room.leave(seat.session);
    this.#parts.pace.close(address);
  }

  #route(frame: Exclude<ClientFrame, { kind: "ignored" }>, data: Uint8Array): void {
    const { pace, end, toHocuspocus } = this.#parts;
    const seat = this.#seats.get(frame.address);
    if (!seat) {
      // Hocuspocus looks addresses up in plain objects, where `constructor` is something else.
      const isName = parseDocumentName(documentOf(frame.address)) !== undefined;
      const fault = isName ? pace.open(frame.address) : "unknownDocument";
      if (fault) {
        end(fault);
        return;
      }
    }
    if (frame.kind === "auth") this.#showToken(data);
    else if (frame.kind === "close") toHocuspocus(data);
    else if (seat) this.#hear(frame, seat);
    else this.#wait(frame);
  }

  #showToken(data: Uint8Array): void {
    const fault = this.#parts.pace.checkToken();
    if (fault) {
      this.#parts.end(fault);
      return;
    }
    this.#parts.noteToken();
    this.#parts.toHocuspocus(data);
  }

  #wait(frame: Exclude<ClientFrame, { kind: "ignored" }>): void {
    this.#waitingBytes += sizeOf(frame);
    if (this.#waitingBytes > this.#parts.limits.maxWaitingFrameBytes) {
      this.#parts.end("tooLarge");
      return;
    }
    if (this.#waitingBytes > HOLD_READING_AT_BYTES) this.#parts.holdReading();
    const frames = this.#waiting.get(frame.address);
    if (frames) frames.push(frame);
    else this.#waiting.set(frame.address, [frame]);
  }

  #hear(frame: ClientFrame, { room, session }: Seat): void {
    const { limits, pace, end, refusePresence } = this.#parts;
    switch (frame.kind) {
      case "sync": {
        const maxBytes = frame.syncType === SYNC_STEP_2 ? limits.maxSyncStep2Bytes : limits.maxUpdateBytes;
        if (frame.payload.length > maxBytes) end("tooLarge");
        else if (frame.syncType !== SYNC_STEP_1) room.receiveSync(session, frame.syncType, frame.payload);
        else if (!isStateVector(frame.payload)) end("malformed");
        else {
          const stateVector = Uint8Array.from(frame.payload);
          pace.requestState(frame.address, () => room.answerState(session, stateVector));
        }
        return;
      }
      case "awareness":
        // Too much presence is no reason to lose a writer; it is simply not heard.
        if (frame.payload.length > limits.maxPresenceFrameBytes) refusePresence();
        else room.receiveAwareness(session, frame.payload);
        return;
      case "query-awareness":
        // As costly to answer as a state.
        pace.requestState(frame.address, () => room.sendPresence(session));
    }
  }
}

const sizeOf = (frame: ClientFrame): number => ("payload" in frame ? frame.payload.length : 0);
