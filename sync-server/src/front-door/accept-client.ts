import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Hocuspocus, WebSocketLike } from "@hocuspocus/server";
import type { WebSocket } from "ws";
import { PRESENCE_SUBPROTOCOL } from "@backlot/shared/presence/wire/presence-format";
import type { Logger } from "@backlot/shared/server/logger";
import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import type { AccessList } from "../access/access-list.ts";
import type { SyncLimits } from "../config.ts";
import type { SyncMetrics } from "../metrics.ts";
import { ClientGate } from "../room/client-gate.ts";
import type { SyncContext } from "../sync-context.ts";
import { createPlainYjsClient } from "../y-websocket/plain-yjs-client.ts";
import { ClientSocket } from "./client-socket.ts";
import type { Heartbeat } from "./heartbeat.ts";
import { createSessionPace } from "./session-pace.ts";
import type { UpgradeTarget } from "./upgrade-target.ts";

export interface FrontDoorParts {
  hocuspocus: Hocuspocus<SyncContext>;
  access: AccessList;
  limits: SyncLimits;
  heartbeat: Heartbeat;
  metrics: SyncMetrics;
  logRefusal: (reason: CloseReason) => void;
  logger: Logger;
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

/** Joins a fresh WebSocket to Hocuspocus, with the gate of the rooms between them. */
export const acceptClient = (
  { ws, raw, request, target, markKnown }: NewClient,
  { hocuspocus, access, limits, heartbeat, metrics, logRefusal, logger }: FrontDoorParts,
): ClientSocket => {
  const pace = createSessionPace(limits);
  const socket: ClientSocket = new ClientSocket({
    ws,
    raw,
    heartbeat,
    limits,
    events: {
      message: (data) => {
        try {
          gate.receive(plainClient ? plainClient.toHocuspocus(data) : data);
        } catch (error) {
          // Whatever one client's bytes bring about, the others' process goes on.
          logger.error({ err: error }, "message-failed");
          socket.end("malformed");
        }
      },
      drained: () => gate.sendMissedPresence(),
      close: (code) => {
        plainClient?.stop();
        gate.stop();
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
  const gate = new ClientGate({
    limits,
    pace,
    toHocuspocus: (frame) => connection.handleMessage(frame),
    noteToken: () => socket.noteToken(),
    holdReading: () => socket.holdReading(),
    releaseReading: () => socket.releaseReading(),
    end: (reason) => socket.end(reason),
    refusePresence: () => metrics.refusals.inc({ reason: "presence" }),
  });
  const connection = hocuspocus.handleConnection(
    plainClient ? muteFor(socket) : socket,
    new Request(`http://sync-server${target.kind === "yjs" ? "/yjs" : "/sync"}`, {
      headers: { "user-agent": request.headers["user-agent"] ?? "" },
    }),
    {
      socket,
      gate,
      speaksYWebsocket: plainClient !== undefined,
      presenceFormat: ws.protocol === PRESENCE_SUBPROTOCOL && !plainClient ? "delta" : "awareness",
    },
  );
  if (target.kind === "yjs" && plainClient) gate.receive(plainClient.authFrame(target.token));
  return socket;
};

/** What Hocuspocus itself says (about tokens and sessions) is nothing that y-websocket knows. */
const muteFor = (socket: ClientSocket): WebSocketLike => ({
  get readyState() {
    return socket.readyState;
  },
  send: () => undefined,
  close: (code, reason) => socket.close(code, reason),
});
