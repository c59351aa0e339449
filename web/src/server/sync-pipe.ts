import { connect } from "node:net";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import {
  CLIENT_ADDRESS_HEADER,
  clientAddressOf,
  sealClientAddress,
} from "@backlot/shared/server/client-address";
import type { Logger } from "@backlot/shared/server/logger";

const CONNECT_DEADLINE_MS = 5_000;
const FLUSH_DEADLINE_MS = 1_000;
const BAD_GATEWAY = "HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/** `/sync` and `/yjs/<id>` belong to the sync-server; nothing else may be upgraded. */
export const isSyncPath = (url: string | undefined): boolean => {
  const path = (url ?? "").split("?", 1)[0] ?? "";
  return path === "/sync" || path.startsWith("/yjs/");
};

/**
 * Where no proxy stands in front, the browser's WebSocket comes to web: its bytes are handed to the sync-server
 * untouched and back, request head included, with the browser's address sealed into it. Returns when nothing is left to do but wait for either end to close.
 */
export const pipeToSyncServer = (
  request: IncomingMessage,
  browser: Duplex,
  firstBytes: Buffer,
  {
    syncPort,
    secret,
    trustedProxies,
    logger,
  }: { syncPort: number; secret: string; trustedProxies: number; logger: Logger },
): void => {
  const server = connect({ host: "127.0.0.1", port: syncPort });
  let joined = false;
  const deadline = setTimeout(
    () => server.destroy(new Error("connect deadline passed")),
    CONNECT_DEADLINE_MS,
  );

  server.on("connect", () => {
    clearTimeout(deadline);
    joined = true;
    server.setNoDelay(true);
    server.write(headOf(request, sealClientAddress(clientAddressOf(request, trustedProxies), secret)));
    if (firstBytes.length > 0) server.write(firstBytes);
    browser.pipe(server);
    server.pipe(browser);
  });
  server.on("error", (error) => {
    clearTimeout(deadline);
    logger.debug({ err: error }, "sync-pipe-error");
    if (joined) browser.destroy();
    else browser.end(BAD_GATEWAY);
  });
  server.on("close", () => {
    // What the server said last may still be on its way out.
    if (browser.writableEnded) setTimeout(() => browser.destroy(), FLUSH_DEADLINE_MS).unref();
    else browser.destroy();
  });
  browser.on("error", () => server.destroy());
  browser.on("close", () => server.destroy());
};

const headOf = (request: IncomingMessage, client: string): string => {
  const lines = [`${request.method} ${request.url} HTTP/1.1`, `${CLIENT_ADDRESS_HEADER}: ${client}`];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] ?? "";
    if (name.toLowerCase() !== CLIENT_ADDRESS_HEADER) lines.push(`${name}: ${request.rawHeaders[i + 1]}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
};
