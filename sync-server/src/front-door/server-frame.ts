/** The first byte of whole messages: FIN and the opcode (RFC 6455, section 5.2). */
const FIN_BINARY = 0x82;

/**
 * A finished binary message of a server: unmasked, unfragmented, without extensions. Built once and written to any
 * number of sockets as it is.
 */
export const toServerFrame = (payload: Uint8Array): Buffer => {
  const header = frameHeader(payload.length);
  const frame = Buffer.allocUnsafe(header.length + payload.length);
  frame.set(header);
  frame.set(payload, header.length);
  return frame;
};

/** For a payload that is too large to be copied behind its header. */
export const frameHeader = (payloadBytes: number): Buffer => {
  if (payloadBytes < 126) return Buffer.of(FIN_BINARY, payloadBytes);
  if (payloadBytes < 0x10000) return Buffer.of(FIN_BINARY, 126, payloadBytes >>> 8, payloadBytes & 0xff);
  const header = Buffer.alloc(10);
  header[0] = FIN_BINARY;
  header[1] = 127;
  header.writeUIntBE(payloadBytes, 4, 6);
  return header;
};
