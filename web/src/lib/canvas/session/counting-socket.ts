import { createDecoder, readVarInt, readVarString, readVarUint } from "lib0/decoding";
import { createPresenceSocket } from "./presence-socket.ts";

/** What the server still owes us on the open socket. */
export interface Acknowledgements {
  /** Content frames sent and not confirmed. */
  outstanding: number;
  /** Our first SyncStep2 of this socket is out: it carries all that the server lacked when we connected. */
  hasSentState: boolean;
  /** Content frames the server refused on this socket. */
  refused: number;
}

const SYNC = 0;
const SYNC_STATUS = 8;
const SYNC_STEP_2 = 1;
const SYNC_UPDATE = 2;

/**
 * A WebSocket that counts. HocuspocusProvider's own `unsyncedChanges` can show 0 while a change is open (it starts at 1
 * per connection and is clipped at 0, while edits queued offline are each confirmed), so "Saved" cannot rest on it. The
 * sync-server answers each SyncStep2 and each update with exactly one SyncStatus, which makes counting exact.
 */
export const createCountingSocket = (onChange: (acks: Acknowledgements) => void): typeof WebSocket =>
  class CountingSocket extends createPresenceSocket() {
    readonly #acks: Acknowledgements = { outstanding: 0, hasSentState: false, refused: 0 };

    constructor(url: string | URL) {
      super(url);
      onChange({ ...this.#acks });
      this.addEventListener("message", (event: MessageEvent) => {
        const applied = statusOf(event.data);
        if (applied === undefined) return;
        this.#acks.outstanding -= 1;
        if (!applied) this.#acks.refused += 1;
        onChange({ ...this.#acks });
      });
    }

    override send(data: Parameters<WebSocket["send"]>[0]): void {
      super.send(data);
      const step = contentOf(data);
      if (step === undefined) return;
      this.#acks.outstanding += 1;
      if (step === SYNC_STEP_2) this.#acks.hasSentState = true;
      onChange({ ...this.#acks });
    }
  };

/** `undefined` when the server does not answer the frame with a SyncStatus. */
const contentOf = (data: unknown): typeof SYNC_STEP_2 | typeof SYNC_UPDATE | undefined => {
  // A one-byte frame is a pong without a document name.
  if (!(data instanceof Uint8Array) || data.length < 3) return undefined;
  const decoder = createDecoder(data);
  readVarString(decoder);
  if (readVarUint(decoder) !== SYNC) return undefined;
  const step = readVarUint(decoder);
  return step === SYNC_STEP_2 || step === SYNC_UPDATE ? step : undefined;
};

/** `undefined` when the frame is not a SyncStatus. */
const statusOf = (data: unknown): boolean | undefined => {
  if (!(data instanceof ArrayBuffer) || data.byteLength < 3) return undefined;
  const decoder = createDecoder(new Uint8Array(data));
  readVarString(decoder);
  return readVarUint(decoder) === SYNC_STATUS ? readVarInt(decoder) === 1 : undefined;
};
