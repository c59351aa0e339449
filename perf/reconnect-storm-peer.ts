import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { openWireSocket, type WireSocket } from "./canvas-room/wire-socket.ts";

const SYNC = 0;
const AUTH = 2;
const SYNC_REPLY = 4;
const SYNC_STATUS = 8;
const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;
const RETRY_DELAY_MS = 50;
const NOTHING_SEEN = Uint8Array.of(0);

/** A peer of the storm: says who it is, asks for what it misses and brings its edit, as a stock provider does. */
export interface StormPeer {
  /** When the state had arrived. */
  readonly synced: Promise<number>;
  /** Its edit is acknowledged; at once for a peer without one. */
  readonly saved: Promise<unknown>;
  attempts(): number;
  close(): void;
}

export const startStormPeer = (parts: {
  port: number;
  canvasId: string;
  token: string;
  /** Of the document it still has. */
  stateVector: Uint8Array | undefined;
  edit: Uint8Array | undefined;
}): StormPeer => {
  const { edit } = parts;
  const synced = Promise.withResolvers<number>();
  const saved = Promise.withResolvers<void>();
  const name = documentNameOf("canvas", parts.canvasId);
  let attempts = 0;
  let isClosed = false;
  let socket: WireSocket;

  const send = (...body: ((encoder: encoding.Encoder) => void)[]): void => {
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, name);
    for (const write of body) write(encoder);
    socket.send(encoding.toUint8Array(encoder));
  };
  const uint = (value: number) => (encoder: encoding.Encoder) => encoding.writeVarUint(encoder, value);
  const bytes = (value: Uint8Array) => (encoder: encoding.Encoder) =>
    encoding.writeVarUint8Array(encoder, value);

  const hear = (payload: Uint8Array): void => {
    const decoder = decoding.createDecoder(payload);
    decoding.readVarString(decoder);
    const type = decoding.readVarUint(decoder);
    if (type === SYNC || type === SYNC_REPLY) {
      if (decoding.readVarUint(decoder) === STEP_2) synced.resolve(performance.now());
    } else if (type === SYNC_STATUS && decoding.readVarUint(decoder) === 1) saved.resolve();
  };
  const open = (): void => {
    attempts += 1;
    socket = openWireSocket(
      { port: parts.port, path: "/sync", subprotocols: [] },
      {
        open: () => {
          // A provider does not wait for the answer to its token.
          send(uint(AUTH), uint(0), (encoder) => encoding.writeVarString(encoder, parts.token));
          send(uint(SYNC), uint(STEP_1), bytes(parts.stateVector ?? NOTHING_SEEN));
          if (edit) send(uint(SYNC), uint(UPDATE), bytes(edit));
        },
        message: hear,
        close: () => {
          if (!isClosed) setTimeout(open, RETRY_DELAY_MS);
        },
      },
    );
  };
  open();
  if (!edit) saved.resolve();

  return {
    synced: synced.promise,
    saved: saved.promise,
    attempts: () => attempts,
    close: () => {
      isClosed = true;
      socket.close();
    },
  };
};
