import * as encoding from "lib0/encoding";
import { FRAME_TYPES, SYNC_STEP_1, SYNC_STEP_2, SYNC_UPDATE } from "../front-door/client-frame.ts";
import { toServerFrame } from "../front-door/server-frame.ts";
import type { PresenceFormat } from "../presence/room-presence.ts";

/**
 * What the server says, as finished WebSocket frames. A Hocuspocus client reads its document's address before each
 * message; a y-websocket client reads none and knows nothing but sync and awareness.
 */
export class Wire {
  /** Sessions with the same key can be sent the same bytes. */
  readonly key: string;
  readonly #prefix: Uint8Array;
  readonly #statuses: { saved: Buffer; refused: Buffer } | undefined;

  /** `address` undefined = y-websocket. */
  constructor(address: string | undefined) {
    this.key = address ?? "";
    this.#prefix = address === undefined ? new Uint8Array() : encodeString(address);
    this.#statuses = address === undefined ? undefined : { saved: this.#status(1), refused: this.#status(0) };
  }

  update(update: Uint8Array): Buffer {
    return this.#frame(FRAME_TYPES.sync, update, SYNC_UPDATE);
  }

  syncStep1(stateVector: Uint8Array): Buffer {
    return this.#frame(FRAME_TYPES.sync, stateVector, SYNC_STEP_1);
  }

  syncStep2(update: Uint8Array): Buffer {
    return this.#frame(FRAME_TYPES.sync, update, SYNC_STEP_2);
  }

  presence(format: PresenceFormat, payload: Uint8Array): Buffer {
    return this.#frame(format === "delta" ? FRAME_TYPES.presenceChanges : FRAME_TYPES.awareness, payload);
  }

  /** One answer to one update or SyncStep2; `undefined` where the protocol has none. */
  status(isSaved: boolean): Buffer | undefined {
    return isSaved ? this.#statuses?.saved : this.#statuses?.refused;
  }

  #frame(type: number, payload: Uint8Array, subtype?: number): Buffer {
    const encoder = encoding.createEncoder();
    encoding.writeUint8Array(encoder, this.#prefix);
    encoding.writeVarUint(encoder, type);
    if (subtype !== undefined) encoding.writeVarUint(encoder, subtype);
    encoding.writeVarUint8Array(encoder, payload);
    return toServerFrame(encoding.toUint8Array(encoder));
  }

  #status(value: number): Buffer {
    const encoder = encoding.createEncoder();
    encoding.writeUint8Array(encoder, this.#prefix);
    encoding.writeVarUint(encoder, FRAME_TYPES.syncStatus);
    encoding.writeVarInt(encoder, value);
    return toServerFrame(encoding.toUint8Array(encoder));
  }
}

const encodeString = (text: string): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, text);
  return encoding.toUint8Array(encoder);
};
