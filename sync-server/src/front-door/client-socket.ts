import type { Socket } from "node:net";
import type { WebSocketLike } from "@hocuspocus/server";
import { WebSocket } from "ws";
import { CLOSE_CODES, type CloseReason } from "@backlot/shared/protocol/close-codes";
import type { Heartbeat } from "./heartbeat.ts";
import { createSocketBacklog, type BacklogLimits, type SocketBacklog } from "./socket-backlog.ts";
import { createTrafficPace, type TrafficPace } from "./traffic-pace.ts";

const BEATS_PER_PING = 3;
/** With a ping every 3 s a living peer has been heard within 3 s and a round trip; dead ones are noticed in under 10 s. */
const MAX_SILENT_BEATS = 7;
/** How long a peer may take to answer our close before the socket is cut. */
const CLOSE_GRACE_MS = 1_000;
/** Far below the number at which Hocuspocus gives up by itself. */
const MAX_UNAUTHENTICATED_MESSAGES = 500;
/** What Hocuspocus closes with by itself, in our words. */
const CODES_OF_HOCUSPOCUS: Partial<Record<number, CloseReason>> = { 4205: "rateLimited" };

export interface SocketLimits extends BacklogLimits {
  authenticationDeadlineMs: number;
  maxUnauthenticatedBytes: number;
}

export interface SocketEvents {
  /** Whole frames as they came, until the socket is closing. */
  message: (data: Uint8Array) => void;
  /** The backlog that kept `takesPresence` false is gone. */
  drained: () => void;
  close: (code: number) => void;
  refused: (reason: CloseReason) => void;
  /** The peer is no stranger any more. */
  known: () => void;
}

export interface SocketParts {
  ws: WebSocket;
  /** The connection under `ws`, from the upgrade. */
  raw: Socket;
  heartbeat: Heartbeat;
  limits: SocketLimits;
  events: SocketEvents;
}

/**
 * One client's WebSocket. It dies of silence, of slowness, of haste and of staying a stranger, and once it has been
 * closed with a reason nothing more is sent or heard.
 *
 * Frames of the room are written past `ws`: without compression `ws` writes each message whole and at once, so that
 * both may write to one connection.
 */
export class ClientSocket implements WebSocketLike {
  readonly #ws: WebSocket;
  readonly #raw: Socket;
  readonly #limits: SocketLimits;
  readonly #events: SocketEvents;
  readonly #backlog: SocketBacklog;
  readonly #pace: TrafficPace;
  #authenticationDeadline: NodeJS.Timeout | undefined;
  #unauthenticatedBytes = 0;
  #unauthenticatedMessages = 0;
  #beats = 0;
  #silentBeats = 0;
  #bytesHeard = 0;
  #isClosing = false;
  #hasShownToken = false;
  #isHeld = false;

  constructor({ ws, raw, heartbeat, limits, events }: SocketParts) {
    this.#ws = ws;
    this.#raw = raw;
    this.#limits = limits;
    this.#events = events;
    this.#backlog = createSocketBacklog(raw, limits, () => {
      if (this.readyState === WebSocket.OPEN) events.drained();
    });
    this.#pace = createTrafficPace({
      pause: () => ws.pause(),
      resume: () => this.#readOn(),
      exceed: () => this.end("rateLimited"),
    });
    this.#authenticationDeadline = setTimeout(() => this.end("denied"), limits.authenticationDeadlineMs);
    raw.on("data", this.#countStrangersBytes);
    const leaveHeartbeat = heartbeat.add(() => this.#beat());
    ws.on("message", (data: Buffer) => this.#receive(data));
    ws.on("close", (code) => {
      this.#isClosing = true;
      leaveHeartbeat();
      this.#pace.stop();
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

  /** What the peer has not taken yet. */
  get bufferedBytes(): number {
    return this.#raw.writableLength;
  }

  /** False while the peer reads too slowly for what is only of the moment; `drained` tells the end of that. */
  get takesPresence(): boolean {
    return this.#backlog.takesPresence;
  }

  /** The peer has shown a valid token for at least one document. */
  markAuthenticated(): void {
    if (this.#authenticationDeadline === undefined) return;
    clearTimeout(this.#authenticationDeadline);
    this.#authenticationDeadline = undefined;
    this.#raw.off("data", this.#countStrangersBytes);
    this.#events.known();
  }

  /** A token is being checked: what comes meanwhile is bounded by whoever keeps it. */
  noteToken(): void {
    this.#hasShownToken = true;
  }

  /** What has come is enough until the document is open; the rest waits at the sender. */
  holdReading(): void {
    if (this.#isHeld || this.#isClosing) return;
    this.#isHeld = true;
    this.#ws.pause();
  }

  releaseReading(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    if (!this.#pace.isPaused) this.#readOn();
  }

  /** Finished frames (`server-frame.ts`), as one write and without a copy: they must never change afterwards. */
  writeFrames(frames: readonly Buffer[]): void {
    if (!this.#mayWrite(frames)) return;
    const [only] = frames;
    if (only && frames.length === 1) {
      this.#raw.write(only);
      return;
    }
    this.#raw.cork();
    for (const frame of frames) this.#raw.write(frame);
    this.#raw.uncork();
  }

  /** One message in the words of `ws`, for Hocuspocus. */
  send(data: Parameters<WebSocketLike["send"]>[0]): void {
    const message = data as Uint8Array;
    if (this.#mayWrite([message])) this.#ws.send(message);
  }

  #mayWrite(parts: readonly Uint8Array[]): boolean {
    if (this.readyState !== WebSocket.OPEN) return false;
    if (this.#backlog.admit(parts)) return true;
    this.end("tooSlow");
    return false;
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
    this.#pace.stop();
    // The answer to the close frame has to be heard.
    this.#ws.resume();
    this.#ws.close(code ?? 1000, reason);
    // Before a slow reader the close frame waits behind all the rest.
    setTimeout(() => this.#ws.terminate(), CLOSE_GRACE_MS).unref();
  }

  /** Ends the connection for a reason of the table in `protocol/close-codes.ts`. */
  end(reason: CloseReason): void {
    if (this.#isClosing) return;
    this.#events.refused(reason);
    this.#close(CLOSE_CODES[reason].code, CLOSE_CODES[reason].reason);
  }

  #readOn(): void {
    if (!this.#isHeld && !this.#isClosing) this.#ws.resume();
  }

  /** As they come: `ws` tells of a message when it has kept the whole of it, which may be the size of a document. */
  readonly #countStrangersBytes = ({ length }: Buffer): void => {
    this.#unauthenticatedBytes += length;
    if (this.#unauthenticatedBytes <= this.#limits.maxUnauthenticatedBytes) return;
    // Who goes on talking has not come for the goodbye.
    if (this.#isClosing) this.#ws.terminate();
    else if (!this.#hasShownToken) this.end("tooLarge");
  };

  #receive(data: Buffer): void {
    if (this.#isClosing) return;
    this.#pace.take(data.length);
    if (this.#authenticationDeadline !== undefined && !this.#hasShownToken) {
      this.#unauthenticatedMessages += 1;
      if (this.#unauthenticatedMessages > MAX_UNAUTHENTICATED_MESSAGES) {
        this.end("rateLimited");
        return;
      }
    }
    this.#events.message(data);
  }

  #beat(): void {
    if (this.#isClosing) return;
    this.#beats += 1;
    const hasProgressed = this.#backlog.beat();
    // Bytes and not messages: a large message takes its time, and its sender answers no ping meanwhile.
    const isNew = this.#raw.bytesRead !== this.#bytesHeard;
    // Who is not listened to cannot be heard.
    const isHeard = isNew || hasProgressed || this.#pace.isPaused || this.#isHeld;
    this.#bytesHeard = this.#raw.bytesRead;
    this.#silentBeats = isHeard ? 0 : this.#silentBeats + 1;
    if (this.#silentBeats >= MAX_SILENT_BEATS) this.#ws.terminate();
    else if (this.#backlog.isStalled) this.end("tooSlow");
    else if (this.#beats % BEATS_PER_PING === 0 && this.#ws.readyState === WebSocket.OPEN) this.#ws.ping();
  }
}
