import type { WebSocketLike } from "@hocuspocus/server";
import * as decoding from "lib0/decoding";
import { WebSocket } from "ws";
import { CLOSE_CODES, type CloseReason } from "@backlot/shared/protocol/close-codes";
import { FRAME_TYPES } from "./client-frame.ts";

const PING_INTERVAL_MS = 20_000;
/** How long a peer may take to answer our close before the socket is cut. */
const CLOSE_GRACE_MS = 1_000;
/** Far below the number at which Hocuspocus gives up by itself. */
const MAX_UNAUTHENTICATED_MESSAGES = 500;
/** What Hocuspocus closes with by itself (reset, time-out), in our words; its time-out would look permanent to a client. */
const CODES_OF_HOCUSPOCUS: Partial<Record<number, CloseReason>> = {
  4205: "rateLimited",
  4408: "tooSlow",
};

export interface SocketLimits {
  authenticationDeadlineMs: number;
  maxUnauthenticatedBytes: number;
  maxBufferedBytes: number;
}

export interface SocketEvents {
  /** Whole frames as they came, until the socket is closing. */
  message: (data: Uint8Array) => void;
  close: (code: number) => void;
  refused: (reason: CloseReason) => void;
}

/**
 * One client's WebSocket as Hocuspocus sees it. It dies of silence, of slowness and of staying a stranger, and once it
 * has been closed with a reason nothing more is sent or heard.
 */
export class ClientSocket implements WebSocketLike {
  readonly #ws: WebSocket;
  readonly #limits: SocketLimits;
  readonly #events: SocketEvents;
  readonly #pings: NodeJS.Timeout;
  #authenticationDeadline: NodeJS.Timeout | undefined;
  #unauthenticatedBytes = 0;
  #unauthenticatedMessages = 0;
  #answeredPing = true;
  #isClosing = false;
  #withheldStatuses = 0;

  constructor(ws: WebSocket, limits: SocketLimits, events: SocketEvents) {
    this.#ws = ws;
    this.#limits = limits;
    this.#events = events;
    this.#pings = setInterval(() => this.#ping(), PING_INTERVAL_MS);
    this.#authenticationDeadline = setTimeout(() => this.end("denied"), limits.authenticationDeadlineMs);
    ws.on("message", (data: Buffer) => this.#receive(data));
    ws.on("pong", () => (this.#answeredPing = true));
    ws.on("close", (code) => {
      this.#isClosing = true;
      clearInterval(this.#pings);
      clearTimeout(this.#authenticationDeadline);
      events.close(code);
    });
    // ws tells a broken frame or an oversized message by an error and closes by itself; without a listener it would throw.
    ws.on("error", (error) => {
      if ("code" in error && error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") events.refused("tooLarge");
    });
  }

  get readyState(): number {
    return this.#isClosing ? WebSocket.CLOSING : this.#ws.readyState;
  }

  /** The peer has shown a valid token for at least one document. */
  markAuthenticated(): void {
    clearTimeout(this.#authenticationDeadline);
    this.#authenticationDeadline = undefined;
  }

  /** The next acknowledgement or refusal of an update is not sent. */
  withholdNextSyncStatus(): void {
    this.#withheldStatuses += 1;
  }

  send(data: Parameters<WebSocketLike["send"]>[0]): void {
    if (this.readyState !== WebSocket.OPEN) return;
    if (this.#withheldStatuses > 0 && isSyncStatus(data as Uint8Array)) {
      this.#withheldStatuses -= 1;
      return;
    }
    if (this.#ws.bufferedAmount > this.#limits.maxBufferedBytes) {
      this.end("tooSlow");
      // The close frame would wait behind everything the peer does not read.
      this.#ws.terminate();
      return;
    }
    this.#ws.send(data as Uint8Array);
  }

  /** For Hocuspocus; our own reasons go through `end`. */
  close(code?: number, reason?: string): void {
    const ours = CODES_OF_HOCUSPOCUS[code ?? 0];
    if (ours) this.end(ours);
    else this.#close(code, reason);
  }

  #close(code?: number, reason?: string): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#ws.close(code ?? 1000, reason);
    setTimeout(() => this.#ws.terminate(), CLOSE_GRACE_MS).unref();
  }

  /** Ends the connection for a reason of the table in `protocol/close-codes.ts`. */
  end(reason: CloseReason): void {
    if (this.#isClosing) return;
    this.#events.refused(reason);
    this.#close(CLOSE_CODES[reason].code, CLOSE_CODES[reason].reason);
  }

  #receive(data: Buffer): void {
    if (this.#isClosing) return;
    if (this.#authenticationDeadline !== undefined) {
      this.#unauthenticatedBytes += data.length;
      this.#unauthenticatedMessages += 1;
      if (this.#unauthenticatedBytes > this.#limits.maxUnauthenticatedBytes) {
        this.end("tooLarge");
        return;
      }
      if (this.#unauthenticatedMessages > MAX_UNAUTHENTICATED_MESSAGES) {
        this.end("rateLimited");
        return;
      }
    }
    this.#events.message(data);
  }

  #ping(): void {
    if (!this.#answeredPing) {
      this.#ws.terminate();
      return;
    }
    this.#answeredPing = false;
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.ping();
  }
}

const isSyncStatus = (frame: Uint8Array): boolean => {
  const decoder = decoding.createDecoder(frame);
  decoding.readVarString(decoder);
  return decoding.readVarUint(decoder) === FRAME_TYPES.syncStatus;
};
