import type { WebSocketLike } from "@hocuspocus/server";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { FRAME_TYPES } from "../front-door/client-frame.ts";
import type { ClientSocket } from "../front-door/client-socket.ts";

const KEEP_ALIVE_INTERVAL_MS = 15_000;
/** An awareness update of nobody: stock y-websocket drops a connection on which it has heard nothing for 30 s. */
const KEEP_ALIVE = Uint8Array.of(FRAME_TYPES.awareness, 1, 0);

/**
 * Speaks y-websocket to the client and Hocuspocus to us: the document's name is put before each message and taken off
 * again, and the token of the URL becomes the first message. What y-websocket does not know is left out.
 */
export const createPlainYjsClient = (canvasId: string, socket: ClientSocket) => {
  const address = encodeAddress(documentNameOf("canvas", canvasId));
  const keepAlive = setInterval(() => socket.send(KEEP_ALIVE), KEEP_ALIVE_INTERVAL_MS);
  return {
    authFrame: (token: string): Uint8Array => {
      const encoder = encoding.createEncoder();
      encoding.writeVarUint(encoder, FRAME_TYPES.auth);
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarString(encoder, token);
      return Buffer.concat([address, encoding.toUint8Array(encoder)]);
    },
    toHocuspocus: (message: Uint8Array): Uint8Array => Buffer.concat([address, message]),
    /** For Hocuspocus: the socket with every frame translated. */
    webSocket: {
      get readyState() {
        return socket.readyState;
      },
      send: (frame) => {
        const message = toYWebsocket(frame as Uint8Array);
        if (message) socket.send(message);
      },
      close: (code, reason) => socket.close(code, reason),
    } satisfies WebSocketLike,
    stop: () => clearInterval(keepAlive),
  };
};

const toYWebsocket = (frame: Uint8Array): Uint8Array | undefined => {
  const decoder = decoding.createDecoder(frame);
  decoding.readVarString(decoder);
  const message = frame.subarray(decoder.pos);
  switch (message[0]) {
    case FRAME_TYPES.sync:
    case FRAME_TYPES.awareness:
      return message;
    case FRAME_TYPES.syncReply:
      return Uint8Array.of(FRAME_TYPES.sync, ...message.subarray(1));
    default:
      return undefined;
  }
};

const encodeAddress = (name: string): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, name);
  return encoding.toUint8Array(encoder);
};
