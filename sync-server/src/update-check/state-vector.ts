import * as decoding from "lib0/decoding";
import { readClock, readCount } from "./read-bytes.ts";

/** Whether Yjs can read the bytes as what a peer has already: pairs of a client and its next clock. */
export const isStateVector = (bytes: Uint8Array): boolean => {
  try {
    const decoder = decoding.createDecoder(bytes);
    for (let left = readCount(decoder, 2); left > 0; left--) {
      decoding.readVarUint(decoder);
      readClock(decoder);
    }
    return true;
  } catch {
    // Truncated, or more than any clock.
    return false;
  }
};
