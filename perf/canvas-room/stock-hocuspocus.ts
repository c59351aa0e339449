/**
 * Hocuspocus as its own guide starts it; everyone may join, nothing is stored.
 * Usage: node perf/canvas-room/stock-hocuspocus.ts <port> [flushDelayMs]
 */
import { Server } from "@hocuspocus/server";

const [port, flushDelay] = process.argv.slice(2).map(Number);

const server = new Server({
  port: port ?? 0,
  address: "127.0.0.1",
  quiet: true,
  onAuthenticate: () => Promise.resolve(),
  ...(flushDelay !== undefined && { flushDelay }),
});
await server.listen();
process.stdout.write("listening\n");
