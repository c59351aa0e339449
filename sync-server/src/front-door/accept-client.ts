import type { IncomingMessage } from "node:http";
import type { Hocuspocus } from "@hocuspocus/server";
import type { WebSocket } from "ws";
import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import type { AccessList } from "../access/access-list.ts";
import type { SyncLimits } from "../config.ts";
import type { SyncMetrics } from "../metrics.ts";
import type { SyncContext } from "../sync-context.ts";
import { walkUpdate } from "../update-check/walk-update.ts";
import { createPlainYjsClient } from "../y-websocket/plain-yjs-client.ts";
import { readClientFrame, SYNC_STEP_1, SYNC_UPDATE } from "./client-frame.ts";
import { ClientSocket } from "./client-socket.ts";
import { readPresenceEntries } from "./presence-frame.ts";
import type { UpgradeTarget } from "./upgrade-target.ts";

export interface FrontDoorParts {
  hocuspocus: Hocuspocus<SyncContext>;
  access: AccessList;
  limits: SyncLimits;
  metrics: SyncMetrics;
  logRefusal: (reason: CloseReason) => void;
}

/** Joins a fresh WebSocket to Hocuspocus; whatever is malformed or too large ends here. */
export const acceptClient = (
  ws: WebSocket,
  request: IncomingMessage,
  target: UpgradeTarget,
  parts: FrontDoorParts,
): ClientSocket => {
  const { hocuspocus, access, limits, metrics, logRefusal } = parts;

  const receive = (frame: Uint8Array): void => {
    const fault = faultOf(frame, limits);
    if (fault === "ignored") return;
    if (fault) socket.end(fault);
    else connection.handleMessage(frame);
  };

  const socket = new ClientSocket(ws, limits, {
    message: (data) => receive(plainClient ? plainClient.toHocuspocus(data) : data),
    close: (code) => {
      plainClient?.stop();
      access.leave(socket);
      connection.handleClose({ code, reason: "" });
    },
    refused: (reason) => {
      metrics.refusals.inc({ reason });
      logRefusal(reason);
    },
  });
  const plainClient = target.kind === "yjs" ? createPlainYjsClient(target.canvasId, socket) : undefined;
  const connection = hocuspocus.handleConnection(
    plainClient?.webSocket ?? socket,
    new Request(`http://sync-server${target.kind === "yjs" ? "/yjs" : "/sync"}`, {
      headers: { "user-agent": request.headers["user-agent"] ?? "" },
    }),
    { socket },
  );
  if (target.kind === "yjs" && plainClient) connection.handleMessage(plainClient.authFrame(target.token));
  return socket;
};

const faultOf = (bytes: Uint8Array, limits: SyncLimits): CloseReason | "ignored" | undefined => {
  const frame = readClientFrame(bytes);
  if (!frame) return "malformed";
  switch (frame.kind) {
    case "ignored":
      return "ignored";
    case "sync": {
      const maxBytes = frame.syncType === SYNC_UPDATE ? limits.maxUpdateBytes : limits.maxSyncStep2Bytes;
      if (frame.payload.length > maxBytes) return "tooLarge";
      // Here and not only before the log: for a reader, too, Hocuspocus lets Yjs decode the bytes.
      return frame.syncType === SYNC_STEP_1 || walkUpdate(frame.payload) ? undefined : "malformed";
    }
    case "awareness":
      // Too much presence is no reason to lose a writer; it is simply not heard.
      if (frame.payload.length > limits.maxPresenceFrameBytes) return "ignored";
      return readPresenceEntries(frame.payload) ? undefined : "malformed";
    default:
      return undefined;
  }
};
