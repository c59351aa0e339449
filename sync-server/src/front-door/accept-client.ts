import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Hocuspocus } from "@hocuspocus/server";
import type { WebSocket } from "ws";
import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import { parseDocumentName } from "@backlot/shared/protocol/document-name";
import type { AccessList } from "../access/access-list.ts";
import type { SyncLimits } from "../config.ts";
import type { SyncMetrics } from "../metrics.ts";
import type { SyncContext } from "../sync-context.ts";
import { isStateVector } from "../update-check/state-vector.ts";
import { walkUpdate } from "../update-check/walk-update.ts";
import { createPlainYjsClient } from "../y-websocket/plain-yjs-client.ts";
import { readClientFrame, SYNC_STEP_1, SYNC_UPDATE, type ClientFrame } from "./client-frame.ts";
import { ClientSocket } from "./client-socket.ts";
import type { Heartbeat } from "./heartbeat.ts";
import { readPresenceEntries } from "./presence-frame.ts";
import { createSessionPace, documentOf } from "./session-pace.ts";
import type { UpgradeTarget } from "./upgrade-target.ts";

export interface FrontDoorParts {
  hocuspocus: Hocuspocus<SyncContext>;
  access: AccessList;
  heartbeat: Heartbeat;
  limits: SyncLimits;
  metrics: SyncMetrics;
  logRefusal: (reason: CloseReason) => void;
}

export interface NewClient {
  ws: WebSocket;
  /** The connection under `ws`, from the upgrade. */
  raw: Socket;
  request: IncomingMessage;
  target: UpgradeTarget;
  /** The client has shown a valid token. */
  markKnown: () => void;
}

/** Joins a fresh WebSocket to Hocuspocus; whatever is malformed or too large ends here. */
export const acceptClient = (
  { ws, raw, request, target, markKnown }: NewClient,
  parts: FrontDoorParts,
): ClientSocket => {
  const { hocuspocus, access, heartbeat, limits, metrics, logRefusal } = parts;

  const pace = createSessionPace(limits);

  const receive = (frame: Uint8Array): void => {
    const read = readClientFrame(frame);
    if (read?.kind === "ignored") return;
    const fault = read ? (faultOf(read, limits) ?? pace.open(read.address)) : "malformed";
    if (fault === "unfit-presence") metrics.refusals.inc({ reason: "presence" });
    else if (fault || !read) socket.end(fault ?? "malformed");
    else if (read.kind === "sync" && read.syncType === SYNC_STEP_1)
      pace.requestState(read.address, () => connection.handleMessage(frame));
    else connection.handleMessage(frame);
  };

  const socket = new ClientSocket({
    ws,
    raw,
    heartbeat,
    limits,
    events: {
      message: (data) => receive(plainClient ? plainClient.toHocuspocus(data) : data),
      drained: () => undefined,
      close: (code) => {
        plainClient?.stop();
        pace.stop();
        access.leave(socket);
        connection.handleClose({ code, reason: "" });
      },
      refused: (reason) => {
        metrics.refusals.inc({ reason });
        logRefusal(reason);
      },
      known: markKnown,
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

const faultOf = (
  frame: Exclude<ClientFrame, { kind: "ignored" }>,
  limits: SyncLimits,
): CloseReason | "unfit-presence" | undefined => {
  // Hocuspocus looks addresses up in plain objects, where `constructor` is something else.
  if (!parseDocumentName(documentOf(frame.address))) return "unknownDocument";
  switch (frame.kind) {
    case "sync": {
      const maxBytes = frame.syncType === SYNC_UPDATE ? limits.maxUpdateBytes : limits.maxSyncStep2Bytes;
      if (frame.payload.length > maxBytes) return "tooLarge";
      // Here and not only before the log: for a reader, too, Hocuspocus lets Yjs decode the bytes.
      if (frame.syncType === SYNC_STEP_1) return isStateVector(frame.payload) ? undefined : "malformed";
      return walkUpdate(frame.payload) ? undefined : "malformed";
    }
    case "awareness":
      // Too much presence is no reason to lose a writer; it is simply not heard.
      if (frame.payload.length > limits.maxPresenceFrameBytes) return "unfit-presence";
      return presenceFaultOf(frame.payload);
    default:
      return undefined;
  }
};

const presenceFaultOf = (payload: Uint8Array): "malformed" | "unfit-presence" | undefined => {
  const entries = readPresenceEntries(payload);
  if (entries === "unfit") return "unfit-presence";
  return entries === "malformed" ? entries : undefined;
};
