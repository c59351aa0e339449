import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import { eventually } from "../../../tests/support/eventually.ts";
import { ClientSocket, type SocketLimits } from "./client-socket.ts";
import { toServerFrame } from "./server-frame.ts";

const KIBIBYTE = 1024;
const LIMITS: SocketLimits = {
  authenticationDeadlineMs: 60_000,
  maxUnauthenticatedBytes: 64 * KIBIBYTE,
  maxPresenceBacklogBytes: 256 * KIBIBYTE,
  maxStalledBytes: 1024 * KIBIBYTE,
  maxStallBeats: 10,
  maxBufferedBytes: 8 * 1024 * KIBIBYTE,
};

interface Accepted {
  socket: ClientSocket;
  raw: Socket;
  refused: CloseReason[];
  heard: Uint8Array[];
  drains: number;
  closeCode: number | undefined;
}

let server: Server;
let accepted: Accepted[];
let limits: SocketLimits;
const beats = new Set<() => void>();
const beat = (): void => {
  for (const one of beats) one();
};

beforeEach(async () => {
  accepted = [];
  limits = LIMITS;
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server = createServer().on("upgrade", (request, raw, head) => {
    webSockets.handleUpgrade(request, raw, head, (ws) => {
      const seen = { refused: [], heard: [], drains: 0, closeCode: undefined } as unknown as Accepted;
      seen.raw = raw as Socket;
      seen.socket = new ClientSocket({
        ws,
        raw: raw as Socket,
        heartbeat: {
          add: (one) => {
            beats.add(one);
            return () => beats.delete(one);
          },
          stop: () => beats.clear(),
        },
        limits,
        events: {
          message: (data) => seen.heard.push(data),
          drained: () => (seen.drains += 1),
          close: (code) => (seen.closeCode = code),
          refused: (reason) => seen.refused.push(reason),
          known: () => undefined,
        },
      });
      accepted.push(seen);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterEach(() => {
  beats.clear();
  for (const { raw } of accepted) raw.destroy();
  server.close();
});

const portOf = (): number => (server.address() as AddressInfo).port;
const latest = (): Promise<Accepted> =>
  eventually(() => {
    const last = accepted.at(-1);
    if (!last) throw new Error("nobody has come yet");
    return last;
  });
const openClient = async (): Promise<{ client: WebSocket; seen: Accepted }> => {
  const client = new WebSocket(`ws://127.0.0.1:${portOf()}`);
  client.on("error", () => undefined);
  await once(client, "open");
  return { client, seen: await latest() };
};
/** A WebSocket by hand: it answers nothing, and reads only when told to. */
const openDumbClient = async (): Promise<{ client: Socket; seen: Accepted }> => {
  const client = connect(portOf(), "127.0.0.1");
  client.on("error", () => undefined);
  client.write(
    "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  await once(client, "data");
  client.pause();
  return { client, seen: await latest() };
};
const FRAME = toServerFrame(new Uint8Array(64 * KIBIBYTE));
/** Writes until the kernel takes no more and `bytes` wait in this process. */
const fill = async ({ socket }: Accepted, bytes: number): Promise<void> => {
  while (socket.bufferedBytes <= bytes && socket.readyState === WebSocket.OPEN) {
    socket.writeFrames([FRAME]);
    await new Promise(setImmediate);
  }
};
const readSome = async (client: Socket, bytes: number): Promise<void> => {
  for (const until = client.bytesRead + bytes; client.bytesRead < until;) {
    client.resume();
    await once(client, "data");
    client.pause();
  }
};

describe("a client's socket", () => {
  it("mixes its own frames with messages of ws in one order", async () => {
    const { client, seen } = await openClient();
    const got: string[] = [];
    client.on("message", (data: Buffer) => got.push(data.toString()));
    for (let i = 0; i < 100; i++) {
      seen.socket.send(Buffer.from(`${i} by ws`));
      seen.socket.writeFrames([toServerFrame(Buffer.from(`${i} a`)), toServerFrame(Buffer.from(`${i} b`))]);
    }
    await eventually(() => expect(got).toHaveLength(300));
    expect(got.slice(0, 6)).toEqual(["0 by ws", "0 a", "0 b", "1 by ws", "1 a", "1 b"]);
    client.terminate();
  });

  it("ends a peer that answers no ping after seven beats, and not one that does", async () => {
    const dead = await openDumbClient();
    const alive = await openClient();
    for (let i = 0; i < 30; i++) {
      beat();
      await once(alive.client, "ping", { signal: AbortSignal.timeout(30) }).catch(() => undefined);
    }
    await eventually(() => expect(dead.seen.closeCode).toBe(1006));
    expect(alive.seen.closeCode).toBeUndefined();
    alive.client.terminate();
  });

  it("does not hold silence against a peer that it does not read", async () => {
    const { client, seen } = await openDumbClient();
    seen.socket.holdReading();
    for (let i = 0; i < 20; i++) beat();
    expect(seen.closeCode).toBeUndefined();
    seen.socket.releaseReading();
    for (let i = 0; i < 8; i++) beat();
    await eventually(() => expect(seen.closeCode).toBe(1006));
    client.destroy();
  });

  it("holds a peer for alive that takes long for one large message", async () => {
    const { client, seen } = await openDumbClient();
    const header = Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    client.write(header);
    for (let i = 0; i < 20; i++) {
      client.write(Buffer.alloc(16));
      const heardBytes = seen.raw.bytesRead;
      await eventually(() => expect(seen.raw.bytesRead).toBeGreaterThanOrEqual(heardBytes));
      await new Promise(setImmediate);
      await eventually(() => expect(seen.raw.bytesRead).toBe(client.bytesWritten));
      beat();
    }
    expect(seen.closeCode).toBeUndefined();
    client.destroy();
  });
});

describe("a slow reader", () => {
  it("gets no presence over 256 KiB, and is told once when it has caught up", async () => {
    const { client, seen } = await openDumbClient();
    expect(seen.socket.takesPresence).toBe(true);
    await fill(seen, limits.maxPresenceBacklogBytes);
    expect(seen.socket.takesPresence).toBe(false);
    expect(seen.drains).toBe(0);
    client.resume();
    await eventually(() => expect(seen.drains).toBe(1));
    expect(seen.socket.takesPresence).toBe(true);
    beat();
    expect(seen.drains).toBe(1);
    client.destroy();
  });

  it("is closed with 1013 over 8 MiB, keeps no byte more, and is cut when it does not read the close", async () => {
    const { client, seen } = await openDumbClient();
    await fill(seen, limits.maxBufferedBytes);
    const before = seen.socket.bufferedBytes;
    seen.socket.writeFrames([FRAME]);
    expect(seen.refused).toEqual(["tooSlow"]);
    for (let i = 0; i < 100; i++) seen.socket.writeFrames([FRAME]);
    expect(seen.socket.bufferedBytes).toBeLessThan(before + KIBIBYTE);
    await eventually(() => expect(seen.closeCode).toBe(1006));
    expect(seen.raw.destroyed).toBe(true);
    client.destroy();
  });

  it("is closed over 1 MiB when it takes nothing for ten beats, though it talks", async () => {
    const { client, seen } = await openDumbClient();
    await fill(seen, limits.maxStalledBytes);
    for (let i = 0; i < 9; i++) {
      client.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0]));
      await eventually(() => expect(seen.raw.bytesRead).toBe(client.bytesWritten));
      beat();
    }
    expect(seen.refused).toEqual([]);
    client.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0]));
    await eventually(() => expect(seen.raw.bytesRead).toBe(client.bytesWritten));
    for (let i = 0; i < 3; i++) beat();
    expect(seen.refused).toEqual(["tooSlow"]);
    client.destroy();
  });

  it("may take as long as it needs for one large state while it takes some of it", async () => {
    const { client, seen } = await openDumbClient();
    const state = toServerFrame(new Uint8Array(20 * 1024 * KIBIBYTE));
    seen.socket.writeFrames([state]);
    for (let i = 0; i < 15; i++) {
      seen.socket.writeFrames([FRAME]);
      await readSome(client, 1024 * KIBIBYTE);
      beat();
      await new Promise(setImmediate);
    }
    expect(seen.refused).toEqual([]);
    client.resume();
    await eventually(() => expect(seen.socket.bufferedBytes).toBe(0));
    client.destroy();
  });
});

describe("a stranger", () => {
  it("is closed when it stays one, or says too much first", async () => {
    limits = { ...LIMITS, authenticationDeadlineMs: 100 };
    const silent = await openClient();
    await eventually(() => expect(silent.seen.refused).toEqual(["denied"]));
    limits = LIMITS;
    const loud = await openClient();
    loud.client.send(new Uint8Array(65 * KIBIBYTE));
    await eventually(() => expect(loud.seen.refused).toEqual(["tooLarge"]));
    const many = await openClient();
    for (let i = 0; i < 501; i++) many.client.send("x");
    await eventually(() => expect(many.seen.refused).toEqual(["rateLimited"]));
    const known = await openClient();
    known.seen.socket.markAuthenticated();
    for (let i = 0; i < 501; i++) known.client.send(new Uint8Array(KIBIBYTE));
    await eventually(() => expect(known.seen.heard).toHaveLength(501));
    known.client.terminate();
  });

  it("is not read to the end of a large message, not even while it is being closed", async () => {
    const { client, seen } = await openClient();
    client.send(new Uint8Array(16 * 1024 * KIBIBYTE), { fin: false });
    await eventually(() => expect(seen.closeCode).toBe(1006));
    expect(seen.refused).toEqual(["tooLarge"]);
    expect(seen.raw.bytesRead).toBeLessThan(1024 * KIBIBYTE);
    client.terminate();
  });
});

it("does not read who sends over the rate, and hears on later", async () => {
  const { client, seen } = await openClient();
  seen.socket.markAuthenticated();
  for (let i = 0; i < 10_100; i++) client.send("x");
  await eventually(() => expect(seen.heard).toHaveLength(10_100));
  const startedAt = performance.now();
  client.send("later");
  await eventually(() => expect(seen.heard).toHaveLength(10_101));
  expect(performance.now() - startedAt).toBeGreaterThan(800);
  expect(seen.refused).toEqual([]);
  client.terminate();
});
