export interface AwarenessEntry {
  clientId: number;
  clock: number;
  json: string;
}

/** The longest varuint of a safe integer; three numbers stand before each state. */
const MAX_UINT_BYTES = 8;

/**
 * The payload of an awareness message as y-protocols writes it, in one buffer of its final size at most: this is the most
 * frequent of all that the server writes, and growing an encoder costs as much as what is written.
 */
export const writeAwarenessPayload = (entries: readonly AwarenessEntry[]): Uint8Array => {
  const sizes = entries.map(({ json }) => Buffer.byteLength(json));
  const states = sizes.reduce((sum, size) => sum + size, 0);
  const bytes = Buffer.allocUnsafe(MAX_UINT_BYTES * (1 + 3 * entries.length) + states);
  let position = writeUint(bytes, 0, entries.length);
  entries.forEach(({ clientId, clock, json }, index) => {
    position = writeUint(bytes, position, clientId);
    position = writeUint(bytes, position, clock);
    position = writeUint(bytes, position, sizes[index]!);
    position += bytes.write(json, position);
  });
  return bytes.subarray(0, position);
};

/** A lib0 varuint; answers the position behind it. */
const writeUint = (bytes: Buffer, position: number, value: number): number => {
  let left = value;
  let at = position;
  while (left > 127) {
    bytes[at++] = 128 | (left % 128);
    left = Math.floor(left / 128);
  }
  bytes[at++] = left;
  return at;
};
