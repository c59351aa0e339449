/**
 * The ceiling: no document, no rights, no checks. What arrives within 16 ms goes to everyone in one WebSocket message,
 * each message behind its length. Usage: node perf/canvas-room/tick-relay.ts <port>
 */
import * as encoding from "lib0/encoding";
import { WebSocketServer, type WebSocket } from "ws";

const TICK_MS = 16;

const peers = new Set<WebSocket>();
let tick = encoding.createEncoder();

const server = new WebSocketServer({
  port: Number(process.argv[2]),
  host: "127.0.0.1",
  perMessageDeflate: false,
});
server.on("connection", (peer) => {
  peers.add(peer);
  peer.on("message", (message: Buffer) => encoding.writeVarUint8Array(tick, message));
  peer.on("close", () => peers.delete(peer));
  peer.on("error", () => peers.delete(peer));
});
server.on("listening", () => process.stdout.write("listening\n"));
setInterval(() => {
  if (!encoding.hasContent(tick)) return;
  const joined = encoding.toUint8Array(tick);
  tick = encoding.createEncoder();
  for (const peer of peers) peer.send(joined);
}, TICK_MS);
process.on("SIGTERM", () => process.exit(0));
