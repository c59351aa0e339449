import { crc32 } from "node:zlib";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

/**
 * One row of the log is one commit of one document: its updates, each with its length in front. The checksum tells a
 * record that the disk has changed.
 */
export const encodeRecord = (updates: readonly Uint8Array[]): { record: Uint8Array; checksum: number } => {
  const encoder = encoding.createEncoder();
  for (const update of updates) encoding.writeVarUint8Array(encoder, update);
  const record = encoding.toUint8Array(encoder);
  return { record, checksum: crc32(record) };
};

/** `undefined` when the bytes are not those that were written. */
export const decodeRecord = (record: Uint8Array, checksum: number): Uint8Array[] | undefined => {
  if (crc32(record) !== checksum) return undefined;
  const decoder = decoding.createDecoder(record);
  const updates: Uint8Array[] = [];
  while (decoding.hasContent(decoder)) updates.push(decoding.readVarUint8Array(decoder));
  return updates;
};
