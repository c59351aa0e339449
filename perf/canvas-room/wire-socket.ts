import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/**
 * A WebSocket client over a bare TCP socket. `ws` makes a Buffer and an event of each message; at 1,000 peers that is
 * 60,000 messages and a gigabyte a second, which one core cannot take in. Here all sockets read into one buffer, frames
 * nobody wants are stepped over by their length, and the rest are handed out as views that live until the callback ends.
 */
export interface WireSocket {
  send(payload: Uint8Array): void;
  close(): void;
  /** Longer messages are counted and dropped unseen. */
  keepUpToBytes: number;
  readonly received: { bytes: number; frames: number };
}

export interface WireSocketEvents {
  open: (subprotocol: string | undefined) => void;
  message: (payload: Uint8Array) => void;
  close: (code: number) => void;
}

const BINARY = 0x82;
const CLOSE = 8;
const PING = 9;
const PONG = 0x8a;
const HEADER_END = Buffer.from("\r\n\r\n");
const ABNORMAL = 1006;

const sharedReadBuffer = Buffer.allocUnsafeSlow(512 * 1024);

export const openWireSocket = (
  address: { port: number; path: string; subprotocols: readonly string[] },
  events: WireSocketEvents,
): WireSocket => {
  const received = { bytes: 0, frames: 0 };
  let handshake: Buffer | undefined = Buffer.alloc(0);
  let closeCode = ABNORMAL;

  const header = Buffer.alloc(10);
  let headerLength = 0;
  let payloadLeft = 0;
  let gathered: Buffer | undefined;
  let gatheredLength = 0;

  const hear = (payload: Buffer): void => {
    const opcode = (header[0] ?? 0) & 0x0f;
    if (opcode === PING) socket.write(maskedFrame(PONG, payload));
    else if (opcode === CLOSE) closeCode = payload.length >= 2 ? payload.readUInt16BE(0) : closeCode;
    else events.message(payload);
  };

  const read = (chunk: Buffer): void => {
    let at = 0;
    while (at < chunk.length) {
      if (payloadLeft === 0) {
        header[headerLength++] = chunk[at++] ?? 0;
        const short = (header[1] ?? 0) & 0x7f;
        const needed = short < 126 ? 2 : short === 126 ? 4 : 10;
        if (headerLength < 2 || headerLength < needed) continue;
        headerLength = 0;
        payloadLeft =
          short < 126 ? short : short === 126 ? header.readUInt16BE(2) : Number(header.readBigUInt64BE(2));
        received.frames += 1;
        const isWanted = payloadLeft <= wire.keepUpToBytes || ((header[0] ?? 0) & 0x08) !== 0;
        if (isWanted && payloadLeft <= chunk.length - at) {
          hear(chunk.subarray(at, at + payloadLeft));
          at += payloadLeft;
          payloadLeft = 0;
          continue;
        }
        gathered = isWanted ? Buffer.allocUnsafe(payloadLeft) : undefined;
        gatheredLength = 0;
        continue;
      }
      const taken = Math.min(payloadLeft, chunk.length - at);
      if (gathered) gatheredLength += chunk.copy(gathered, gatheredLength, at, at + taken);
      at += taken;
      payloadLeft -= taken;
      if (payloadLeft === 0 && gathered) hear(gathered);
    }
  };

  const readHandshake = (chunk: Buffer, before: Buffer): void => {
    const all = Buffer.concat([before, chunk]);
    const end = all.indexOf(HEADER_END);
    handshake = all;
    if (end < 0) return;
    const text = all.toString("latin1", 0, end);
    if (!text.startsWith("HTTP/1.1 101")) {
      socket.destroy();
      return;
    }
    handshake = undefined;
    events.open(/^sec-websocket-protocol: *(\S+)/im.exec(text)?.[1]);
    read(all.subarray(end + HEADER_END.length));
  };

  const socket: Socket = connect({
    port: address.port,
    host: "127.0.0.1",
    noDelay: true,
    onread: {
      buffer: sharedReadBuffer,
      callback: (length) => {
        received.bytes += length;
        const chunk = sharedReadBuffer.subarray(0, length);
        if (handshake) readHandshake(chunk, handshake);
        else read(chunk);
        return true;
      },
    },
  });
  socket.write(
    `GET ${address.path} HTTP/1.1\r\nHost: 127.0.0.1:${address.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\nSec-WebSocket-Version: 13\r\n` +
      (address.subprotocols.length > 0
        ? `Sec-WebSocket-Protocol: ${address.subprotocols.join(", ")}\r\n`
        : "") +
      "\r\n",
  );
  socket.on("error", () => undefined);
  socket.on("close", () => events.close(closeCode));

  const wire: WireSocket = {
    received,
    keepUpToBytes: Infinity,
    send: (payload) => socket.write(maskedFrame(BINARY, payload)),
    close: () => socket.destroy(),
  };
  return wire;
};

/** The mask is zero: the server unmasks all the same, and the generator need not. */
const maskedFrame = (head: number, payload: Uint8Array): Buffer => {
  const size = payload.length;
  const headerBytes = size < 126 ? 6 : size < 65_536 ? 8 : 14;
  const frame = Buffer.alloc(headerBytes + size);
  frame[0] = head;
  frame[1] = 0x80 | (size < 126 ? size : size < 65_536 ? 126 : 127);
  if (headerBytes === 8) frame.writeUInt16BE(size, 2);
  else if (headerBytes === 14) frame.writeBigUInt64BE(BigInt(size), 2);
  frame.set(payload, headerBytes);
  return frame;
};
