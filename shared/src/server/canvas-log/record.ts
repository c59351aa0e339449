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

/** "checksum": the bytes are not those that were written. "form": no record was. */
export type DecodedRecord = { ok: true; updates: Uint8Array[] } | { ok: false; reason: "checksum" | "form" };

export const decodeRecord = (record: Uint8Array, checksum: number): DecodedRecord => {
  if (crc32(record) !== checksum) return { ok: false, reason: "checksum" };
  const decoder = decoding.createDecoder(record);
  const updates: Uint8Array[] = [];
  while (decoding.hasContent(decoder)) {
    const length = readLength(decoder);
    // lib0 would read on into whatever shares the buffer.
    if (length === undefined || length > record.length - decoder.pos) return { ok: false, reason: "form" };
    updates.push(decoding.readUint8Array(decoder, length));
  }
  return { ok: true, updates };
};

const readLength = (decoder: decoding.Decoder): number | undefined => {
  try {
    return decoding.readVarUint(decoder);
  } catch {
    // The record ends within the number, or the number is larger than any length.
    return undefined;
  }
};
