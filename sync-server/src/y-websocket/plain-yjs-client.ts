import * as encoding from "lib0/encoding";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { FRAME_TYPES } from "../front-door/client-frame.ts";
import type { ClientSocket } from "../front-door/client-socket.ts";

const KEEP_ALIVE_INTERVAL_MS = 15_000;
/** An awareness update of nobody: stock y-websocket drops a connection on which it has heard nothing for 30 s. */
const KEEP_ALIVE = Uint8Array.of(FRAME_TYPES.awareness, 1, 0);

/**
 * Lets a y-websocket client pass for one of Hocuspocus: the document's address is put before each of its messages, and
 * the token of the upgrade becomes its first. What it hears needs no translation: the room frames it without an address.
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
    stop: () => clearInterval(keepAlive),
  };
};

const encodeAddress = (name: string): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, name);
  return encoding.toUint8Array(encoder);
};
