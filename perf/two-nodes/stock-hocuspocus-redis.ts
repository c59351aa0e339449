/**
 * Hocuspocus with its own extension for several servers, as its guide sets it up; everyone may join, nothing is stored.
 * Usage: node perf/two-nodes/stock-hocuspocus-redis.ts <port> <redis socket> [flushDelayMs]
 */
import { Redis } from "@hocuspocus/extension-redis";
import { Server } from "@hocuspocus/server";

const [port, path, flushDelay] = process.argv.slice(2);

const server = new Server({
  port: Number(port),
  address: "127.0.0.1",
  quiet: true,
  extensions: [new Redis({ options: { path } })],
  onAuthenticate: () => Promise.resolve(),
  ...(flushDelay !== undefined && { flushDelay: Number(flushDelay) }),
});
await server.listen();
process.stdout.write("listening\n");
