import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { frameHeader, toServerFrame } from "./server-frame.ts";

const HANDSHAKE_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const SIZES = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000, 3_000_000];

let sender: Socket;
let receiver: WebSocket;
const server = createServer((socket) => {
  sender = socket;
  socket.once("data", (head: Buffer) => {
    const key = /sec-websocket-key: (.*)\r\n/i.exec(head.toString())?.[1] ?? "";
    const accept = createHash("sha1")
      .update(key + HANDSHAKE_GUID)
      .digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
  });
});
beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  receiver = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(receiver, "open");
});
afterAll(() => {
  receiver.terminate();
  server.close();
});

it("is read by ws at every length of its header, in order, whole or behind a header of its own", async () => {
  const heard: { data: Buffer; isBinary: boolean }[] = [];
  receiver.on("message", (data: Buffer, isBinary) => heard.push({ data, isBinary }));
  const payloads = SIZES.map((size) => Buffer.alloc(size, size % 251));
  for (const payload of payloads) sender.write(toServerFrame(payload));
  for (const payload of payloads) {
    sender.write(frameHeader(payload.length));
    sender.write(payload);
  }
  while (heard.length < 2 * SIZES.length) await once(receiver, "message");
  for (const [index, { data, isBinary }] of heard.entries()) {
    expect(isBinary).toBe(true);
    expect(data.equals(payloads[index % SIZES.length] ?? Buffer.alloc(0)), `frame ${index}`).toBe(true);
  }
});
