import { connect, createServer, type Socket } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MESSAGE_PUSH = Buffer.from(">3\r\n$7\r\nmessage\r\n");

export interface LossyRedis {
  url: string;
  /** Whether the next message to a subscriber gets lost; connections stay up, so nobody is told. */
  shouldLose: () => boolean;
  lost: number;
  close(): Promise<void>;
}

/** Stands between a fan-out and a real Redis, and loses messages without a word, as a full buffer would. */
export const openLossyRedis = async (redisUrl: string): Promise<LossyRedis> => {
  const folder = await mkdtemp(join(tmpdir(), "lossy-"));
  const path = join(folder, "r.sock");
  const sockets = new Set<Socket>();
  const proxy: LossyRedis = {
    url: `unix:${path}`,
    shouldLose: () => false,
    lost: 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
  const server = createServer((client) => {
    const redis = connect(redisUrl.slice("unix:".length));
    let rest: Buffer = Buffer.alloc(0);
    for (const [socket, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.on("data", (data) => redis.write(data));
    redis.on("data", (data) => {
      rest = Buffer.concat([rest, data]);
      for (let end = endOfReply(rest, 0); end !== undefined; end = endOfReply(rest, 0)) {
        const reply = rest.subarray(0, end);
        rest = rest.subarray(end);
        if (reply.subarray(0, MESSAGE_PUSH.length).equals(MESSAGE_PUSH) && proxy.shouldLose())
          proxy.lost += 1;
        else client.write(reply);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return proxy;
};

/** Where the RESP 3 reply that starts there ends; undefined = it has not all come yet. */
const endOfReply = (bytes: Buffer, start: number): number | undefined => {
  const lineEnd = bytes.indexOf("\r\n", start);
  if (lineEnd < 0) return undefined;
  const count = Number(bytes.subarray(start + 1, lineEnd).toString());
  const after = lineEnd + 2;
  switch (String.fromCharCode(bytes[start] ?? 0)) {
    case "$":
    case "=": {
      const end = count < 0 ? after : after + count + 2;
      return end <= bytes.length ? end : undefined;
    }
    case "*":
    case ">":
    case "~":
      return endOfReplies(bytes, after, count);
    case "%":
      return endOfReplies(bytes, after, 2 * count);
    default:
      return after;
  }
};

const endOfReplies = (bytes: Buffer, start: number, count: number): number | undefined => {
  let end: number | undefined = start;
  for (let left = count; left > 0 && end !== undefined; left--) end = endOfReply(bytes, end);
  return end;
};
