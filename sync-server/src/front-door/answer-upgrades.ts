import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { WebSocketServer } from "ws";
import {
  addressKeyOf,
  CLIENT_ADDRESS_HEADER,
  clientAddressOf,
  openClientAddress,
} from "@backlot/shared/server/client-address";
import type { NewClient } from "./accept-client.ts";
import type { StrangerLimits } from "./stranger-limits.ts";
import { readUpgradeTarget, selectSubprotocol } from "./upgrade-target.ts";

const REFUSAL_GRACE_MS = 1_000;

/** Every way to be turned away before there is a WebSocket. */
const UPGRADE_REFUSALS = {
  stopping: "503 Service Unavailable",
  "unknown-path": "404 Not Found",
  "foreign-origin": "403 Forbidden",
  "strangers-of-address": "429 Too Many Requests",
  strangers: "503 Service Unavailable",
} as const;

export type UpgradeRefusal = keyof typeof UPGRADE_REFUSALS;

export interface UpgradeParts {
  isStopping: () => boolean;
  isOwnOrigin: (origin: string | undefined) => boolean;
  strangers: StrangerLimits;
  trustedProxies: number;
  secret: string;
  maxFrameBytes: number;
  refused: (reason: UpgradeRefusal) => void;
  accept: (client: NewClient) => void;
}

/** Turns requests for a WebSocket into clients; whoever may not come in is told so before anything is kept for him. */
export const answerUpgrades = (server: Server, parts: UpgradeParts): void => {
  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: parts.maxFrameBytes,
    handleProtocols: selectSubprotocol,
  });

  server.on("upgrade", (request, duplex, head) => {
    // Of a server that listens on TCP it is one.
    const raw = duplex as Socket;
    raw.on("error", () => raw.destroy());
    const refuse = (reason: UpgradeRefusal): void => {
      parts.refused(reason);
      raw.end(
        `HTTP/1.1 ${UPGRADE_REFUSALS[reason]}\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: 1\r\n\r\n`,
      );
      setTimeout(() => raw.destroy(), REFUSAL_GRACE_MS).unref();
    };
    const target = readUpgradeTarget(request);
    if (parts.isStopping()) refuse("stopping");
    else if (!target) refuse("unknown-path");
    else if (!parts.isOwnOrigin(request.headers.origin)) refuse("foreign-origin");
    else {
      const leave = parts.strangers.enter(addressKeyOf(addressOf(request, parts)), (verdict, leaveNow) => {
        if (verdict !== "admitted") refuse(verdict);
        else if (parts.isStopping()) refuse("stopping");
        else
          webSockets.handleUpgrade(request, raw, head, (ws) =>
            parts.accept({ ws, raw, request, target, markKnown: () => leaveNow(true) }),
          );
      });
      raw.on("close", () => leave(false));
    }
  });
};

/** Web's word counts when it is sealed: it hands on the browsers' WebSockets where no proxy stands in front. */
const addressOf = (request: IncomingMessage, { secret, trustedProxies }: UpgradeParts): string => {
  const sealed = request.headers[CLIENT_ADDRESS_HEADER];
  const told = typeof sealed === "string" ? openClientAddress(sealed, secret) : undefined;
  return told ?? clientAddressOf(request, trustedProxies);
};
