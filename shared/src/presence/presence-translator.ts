import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { PRESENCE_CHANGES_FRAME } from "./wire/presence-format.ts";
import { PresenceReader } from "./wire/read-presence.ts";

const AWARENESS_FRAME = 1;

/**
 * For one connection: every frame that arrives goes through it. Frames of changed presence come out as ordinary awareness
 * frames, so the provider behind can be a stock one; all others come out as they are. `undefined` = a frame that has
 * nothing to say.
 */
export const createPresenceTranslator = (): ((frame: Uint8Array) => Uint8Array | undefined) => {
  const readers = new Map<string, PresenceReader>();
  return (frame) => {
    const changes = readChangesFrame(frame);
    if (!changes) return frame;
    const reader = readers.get(changes.address) ?? new PresenceReader();
    readers.set(changes.address, reader);
    const awareness = reader.read(changes.payload);
    return awareness && awarenessFrameOf(changes.address, awareness);
  };
};

/** `undefined` for every other kind of frame, and for what cannot be read: the provider may judge that. */
const readChangesFrame = (frame: Uint8Array): { address: string; payload: Uint8Array } | undefined => {
  try {
    const decoder = decoding.createDecoder(frame);
    const address = decoding.readVarString(decoder);
    if (decoding.readVarUint(decoder) !== PRESENCE_CHANGES_FRAME) return undefined;
    return { address, payload: decoding.readVarUint8Array(decoder) };
  } catch {
    // A one-byte ping, or junk.
    return undefined;
  }
};

const awarenessFrameOf = (address: string, payload: Uint8Array): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, address);
  encoding.writeVarUint(encoder, AWARENESS_FRAME);
  encoding.writeVarUint8Array(encoder, payload);
  return encoding.toUint8Array(encoder);
};
