import { z } from "zod";
import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import { addressKeyOf } from "@backlot/shared/server/client-address";
import { can, findCanvasGrant } from "../../access.ts";
import type { FollowRequest } from "../../batch-events/batch-events.ts";
import { END_EVENT_ID } from "../../batch-events/follow-batch.ts";
import type { Parts } from "../../parts.ts";
import { identifyVisitor } from "../../visitor.ts";
import { refuseRate } from "../answer-api.ts";
import { batchFor } from "../batch-access.ts";
import { defineRoute } from "../define-route.ts";
import { reply } from "../reply.ts";
import { canvasFor } from "../route-access.ts";

const RETRY_AFTER_SECONDS = 10;

/** Also for proxies on the way: they are to keep nothing, compress nothing and collect nothing. */
const STREAM_HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};

export const batchEventRoutes = [
  defineRoute({
    method: "GET",
    path: "batches/:batchId/events",
    summary:
      "Server-sent events: `batch` with the whole batch at once and on every change, `end` when it has ended",
    access: batchFor("read"),
    audience: "person-or-guest",
    scope: "read",
    streams: "text/event-stream",
    query: z.object({
      list: z
        .literal("true")
        .optional()
        .describe("Also sends `list` as `canvases/:canvasId/batches/events` does"),
      changes: z
        .literal("true")
        .optional()
        .describe(
          "After the first `batch`, sends `change` instead: the batch with only those jobs that differ, by their ids. A `batch` in between, to a client that was slow, is again the whole",
        ),
    }),
    answers: { 200: null, 204: null },
    handle: async (call) => {
      const {
        parts,
        request,
        query,
        grant: { batchId, canvas, actor },
      } = call;
      if (request.headers.get("last-event-id") === END_EVENT_ID && (await hasEnded(parts, batchId)))
        // By this a browser knows that it need not come again.
        return reply(204);
      if (request.method === "HEAD") return reply(200, undefined, { headers: STREAM_HEADERS });
      const choice = { withList: query.list === "true", wantsChanges: query.changes === "true" };
      return answerStream(
        parts.batchEvents.open({
          batchId,
          ...choice,
          ...followerOf({ ...call, canvasId: canvas.id, actor }),
        }),
      );
    },
  }),
  defineRoute({
    method: "GET",
    path: "canvases/:canvasId/batches/events",
    summary:
      "Server-sent events: `list` with state, priority and rank of the canvas's open and youngest batches, at once and on every change",
    access: canvasFor("read"),
    audience: "person-or-guest",
    scope: "read",
    streams: "text/event-stream",
    answers: { 200: null },
    handle: (call) => {
      const {
        parts,
        request,
        grant: { canvas, actor },
      } = call;
      if (request.method === "HEAD") return reply(200, undefined, { headers: STREAM_HEADERS });
      return answerStream(parts.batchEvents.openList(followerOf({ ...call, canvasId: canvas.id, actor })));
    },
  }),
];

const answerStream = (stream: ReadableStream<Uint8Array> | undefined) =>
  stream ? reply(200, undefined, { stream, headers: STREAM_HEADERS }) : refuseRate(RETRY_AFTER_SECONDS);

const followerOf = ({
  parts,
  request,
  actorKey,
  clientAddress,
  canvasId,
  actor,
}: {
  parts: Parts;
  request: Request;
  actorKey: string;
  clientAddress: string;
  canvasId: string;
  actor: { kind: string };
}): FollowRequest => ({
  canvasId,
  actorKey,
  // A review link makes as many guests as somebody wants to be.
  crowdKey: actor.kind === "guest" ? `guests:${addressKeyOf(clientAddress)}` : undefined,
  accessKey: ["authorization", "cookie"].map((name) => request.headers.get(name)).join("\n"),
  mayStillRead: async () => {
    const visitor = await identifyVisitor(parts, request);
    const grant = visitor && (await findCanvasGrant(parts.records, visitor, canvasId));
    return grant !== undefined && can(grant.actor, "read", grant.role);
  },
});

const hasEnded = async ({ records }: Parts, batchId: string): Promise<boolean> => {
  const row = await records
    .selectFrom("batches")
    .select("state")
    .where("id", "=", batchId)
    .executeTakeFirst();
  return row !== undefined && isEndedBatch(row.state);
};
