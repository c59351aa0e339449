import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import * as decoding from "lib0/decoding";
import WebSocket from "ws";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { encodeTokens, text, uint, type Token } from "./wire-tokens.ts";

const SYNC_STATUS = 8;
const RETRY_DELAY_MS = 50;
/** A refusal because of too many connections or messages passes; a server that is gone does not. */
const MAX_ATTEMPTS = 100;

export type Wire = "hocuspocus" | "y-websocket";

/** Where attackers connect to, and as whom. */
export interface FuzzTarget {
  port: number;
  wire: Wire;
  canvasId: string;
  token: string;
}

/** A connection that says whatever it is given and notes what comes back. */
export interface FuzzSocket {
  /** SyncStatus answers in the order of their arrival. */
  readonly statuses: number[];
  readonly closeCode: number | undefined;
  readonly closed: Promise<unknown>;
  send(bytes: Uint8Array): void;
  /** Resolves when everything has arrived that the server sent before it heard this. */
  drain(): Promise<void>;
  end(): void;
}

export const addressOf = (canvasId: string): string => documentNameOf("canvas", canvasId);

/** The tokens of a frame as this wire has them: y-websocket knows no address. */
export const onWire = (wire: Wire, frame: Token[]): Token[] =>
  wire === "hocuspocus" ? frame : frame.slice(1);

export const updateFrame = ({ wire, canvasId }: FuzzTarget, update: Uint8Array): Uint8Array =>
  encodeTokens(
    onWire(wire, [
      text("address", addressOf(canvasId)),
      uint("type", 0),
      uint("flag", 2),
      text("bytes", update),
    ]),
  );

/** Connects and, but for y-websocket, whose token stands in the address, says who it is. `before` goes out first of all. */
export const openFuzzSocket = async (target: FuzzTarget, before?: Uint8Array): Promise<FuzzSocket> => {
  const { port, wire, canvasId, token } = target;
  const url =
    wire === "hocuspocus"
      ? `ws://127.0.0.1:${port}/sync`
      : `ws://127.0.0.1:${port}/yjs/${canvasId}?token=${encodeURIComponent(token)}`;
  const ws = await connect(url);
  const statuses: number[] = [];
  let closeCode: number | undefined;
  const closed = once(ws, "close").then(([code]) => (closeCode = Number(code)));
  ws.on("message", (data: Buffer) => {
    if (wire === "y-websocket") return;
    const decoder = decoding.createDecoder(new Uint8Array(data));
    decoding.readVarString(decoder);
    if (decoding.readVarUint(decoder) === SYNC_STATUS) statuses.push(decoding.readVarUint(decoder));
  });
  if (before) ws.send(before);
  if (wire === "hocuspocus")
    ws.send(
      encodeTokens([
        text("address", addressOf(canvasId)),
        uint("type", 2),
        uint("flag", 0),
        text("token", token),
      ]),
    );
  return {
    statuses,
    get closeCode() {
      return closeCode;
    },
    closed,
    send: (bytes) => ws.send(bytes),
    drain: async () => {
      if (ws.readyState !== WebSocket.OPEN) return;
      const pong = once(ws, "pong");
      ws.ping();
      await Promise.race([pong, closed]);
    },
    end: () => ws.terminate(),
  };
};

const connect = async (url: string): Promise<WebSocket> => {
  for (let attempt = 1; ; attempt++) {
    const ws = new WebSocket(url);
    try {
      await once(ws, "open");
      ws.on("error", () => undefined);
      return ws;
    } catch (error) {
      if (attempt === MAX_ATTEMPTS) throw error;
      await wait(RETRY_DELAY_MS);
    }
  }
};
