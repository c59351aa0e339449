import { createDecoder, readVarInt, readVarString, readVarUint } from "lib0/decoding";

/** What the server still owes us on the open socket. */
export interface Acknowledgements {
  /** Content frames sent and not confirmed. */
  outstanding: number;
  /** Confirmed on this socket; 0 means that our first SyncStep2 is still on its way. */
  confirmed: number;
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
  class CountingSocket extends WebSocket {
    readonly #acks: Acknowledgements = { outstanding: 0, confirmed: 0, refused: 0 };

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      onChange({ ...this.#acks });
      this.addEventListener("message", (event: MessageEvent) => {
        const applied = statusOf(event.data);
        if (applied === undefined) return;
        this.#acks.outstanding -= 1;
        if (applied) this.#acks.confirmed += 1;
        else this.#acks.refused += 1;
        onChange({ ...this.#acks });
      });
    }

    override send(data: Parameters<WebSocket["send"]>[0]): void {
      super.send(data);
      if (!carriesContent(data)) return;
      this.#acks.outstanding += 1;
      onChange({ ...this.#acks });
    }
  };

const carriesContent = (data: unknown): boolean => {
  if (!(data instanceof Uint8Array)) return false;
  const decoder = createDecoder(data);
  // A one-byte frame is a pong without a document name.
  if (data.length < 3) return false;
  readVarString(decoder);
  if (readVarUint(decoder) !== SYNC) return false;
  const step = readVarUint(decoder);
  return step === SYNC_STEP_2 || step === SYNC_UPDATE;
};

/** `undefined` when the frame is not a SyncStatus. */
const statusOf = (data: unknown): boolean | undefined => {
  if (!(data instanceof ArrayBuffer) || data.byteLength < 3) return undefined;
  const decoder = createDecoder(new Uint8Array(data));
  readVarString(decoder);
  return readVarUint(decoder) === SYNC_STATUS ? readVarInt(decoder) === 1 : undefined;
};
