import { isUtf8 } from "node:buffer";
import * as decoding from "lib0/decoding";

export const MAX_CLOCK = 2 ** 40;

/** Thrown inside the walk for whatever Yjs would not take. */
class MalformedUpdate extends Error {}

/** A count of things that take at least `minBytes` each. */
export const readCount = (decoder: decoding.Decoder, minBytes: number): number => {
  const count = decoding.readVarUint(decoder);
  refuseIf(count * minBytes > decoder.arr.length - decoder.pos);
  return count;
};

export const readClock = (decoder: decoding.Decoder): number => {
  const clock = decoding.readVarUint(decoder);
  refuseIf(clock > MAX_CLOCK);
  return clock;
};

/** The raw bytes of a string, which Yjs decodes strictly: broken UTF-8 would throw after the log. */
export const readText = (decoder: decoding.Decoder): Buffer => {
  const bytes = readBytes(decoder);
  refuseIf(!isUtf8(bytes));
  return bytes;
};

export const readBytes = (decoder: decoding.Decoder): Buffer => {
  const length = readCount(decoder, 1);
  const start = decoder.pos;
  decoder.pos += length;
  return (decoder.arr as Buffer).subarray(start, decoder.pos);
};

export const refuseIf = (isMalformed: boolean): void => {
  if (isMalformed) throw new MalformedUpdate();
};
