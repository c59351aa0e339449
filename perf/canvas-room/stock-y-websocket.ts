/** The server that came with y-websocket 2. Usage: node perf/canvas-room/stock-y-websocket.ts <port> */
import { createServer, type IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import { WebSocketServer, type WebSocket } from "ws";

const { setupWSConnection } = createRequire(import.meta.url)("y-websocket-2/bin/utils") as {
  setupWSConnection: (socket: WebSocket, request: IncomingMessage) => void;
};

const server = createServer();
new WebSocketServer({ server }).on("connection", setupWSConnection);
server.listen(Number(process.argv[2]), "127.0.0.1", () => process.stdout.write("listening\n"));
process.on("SIGTERM", () => process.exit(0));
