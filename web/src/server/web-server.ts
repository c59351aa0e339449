import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { clientAddressOf } from "@backlot/shared/server/client-address";
import { answerHealth, type HealthParts } from "@backlot/shared/server/health";
import type { Logger } from "@backlot/shared/server/logger";
import { API_PREFIX } from "../lib/server/api/find-route.ts";
import { refuse } from "../lib/server/api/reply.ts";
import { ADDRESS_HEADER, HOST_HEADER, PROTOCOL_HEADER, type AppHandler } from "./app-handler.ts";
import { compressDynamic } from "./compression.ts";
import { addSecurityHeaders, type SecurityHeaderFacts } from "./security-headers.ts";
import { isSyncPath, pipeToSyncServer } from "./sync-pipe.ts";

export interface WebServerParts {
  logger: Logger;
  /** The public address when one is configured. */
  origin: string | undefined;
  port: number;
  syncPort: number;
  secret: string;
  trustedProxies: number;
  headers: SecurityHeaderFacts;
  health: HealthParts;
  /** Vite upgrades connections of its own, for hot reload. */
  leavesUpgradesToApp: boolean;
}

/** A path of the API in which a percent sign stands for nothing. */
const isUndecodable = (url = ""): boolean => {
  const [path = ""] = url.split("?", 1);
  if (!path.startsWith(API_PREFIX)) return false;
  try {
    decodeURI(path);
    return false;
  } catch {
    return true;
  }
};

/** The one HTTP server in front of the app: health, headers, compression, and the pipe to the sync-server. */
export const createWebServer = (parts: WebServerParts, app: () => AppHandler): Server => {
  const publicAddress = parts.origin === undefined ? undefined : new URL(parts.origin);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const host = publicAddress?.host ?? request.headers.host ?? `localhost:${parts.port}`;
    compressDynamic(request, response);
    addSecurityHeaders(response, host, parts.headers);
    if (await answerHealth(request, response, parts.health)) return;
    if (isUndecodable(request.url)) {
      // Kit would answer with a page; to the API it is one more id that does not exist.
      response.writeHead(404, { "content-type": "application/problem+json", "cache-control": "no-store" });
      response.end(JSON.stringify(refuse("not-found").body));
      return;
    }
    request.headers[PROTOCOL_HEADER] = publicAddress?.protocol.replace(":", "") ?? "http";
    request.headers[HOST_HEADER] = host;
    request.headers[ADDRESS_HEADER] = clientAddressOf(request, parts.trustedProxies);
    app()(request, response);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      parts.logger.error({ err: error, url: request.url?.split("?", 1)[0] }, "request-failed");
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, firstBytes: Buffer) => {
    if (isSyncPath(request.url)) pipeToSyncServer(request, socket, firstBytes, parts);
    else if (!parts.leavesUpgradesToApp) {
      socket.on("error", () => undefined);
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }
  });
  return server;
};
