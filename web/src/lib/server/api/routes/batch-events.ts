import { z } from "zod";
import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import { can, findCanvasGrant } from "../../access.ts";
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
    }),
    answers: { 200: null, 204: null },
    handle: async ({ parts, request, actorKey, query, grant: { batchId, canvas } }) => {
      if (request.headers.get("last-event-id") === END_EVENT_ID && (await hasEnded(parts, batchId)))
        // By this a browser knows that it need not come again.
        return reply(204);
      if (request.method === "HEAD") return reply(200, undefined, { headers: STREAM_HEADERS });
      const mayStillRead = readerOf(parts, request, canvas.id);
      const withList = query.list === "true";
      return answerStream(
        parts.batchEvents.open({ canvasId: canvas.id, batchId, actorKey, mayStillRead, withList }),
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
    handle: ({ parts, request, actorKey, grant: { canvas } }) => {
      if (request.method === "HEAD") return reply(200, undefined, { headers: STREAM_HEADERS });
      const mayStillRead = readerOf(parts, request, canvas.id);
      return answerStream(parts.batchEvents.openList({ canvasId: canvas.id, actorKey, mayStillRead }));
    },
  }),
];

const answerStream = (stream: ReadableStream<Uint8Array> | undefined) =>
  stream ? reply(200, undefined, { stream, headers: STREAM_HEADERS }) : refuseRate(RETRY_AFTER_SECONDS);

const readerOf = (parts: Parts, request: Request, canvasId: string) => async (): Promise<boolean> => {
  const visitor = await identifyVisitor(parts, request);
  const grant = visitor && (await findCanvasGrant(parts.records, visitor, canvasId));
  return grant !== undefined && can(grant.actor, "read", grant.role);
};

const hasEnded = async ({ records }: Parts, batchId: string): Promise<boolean> => {
  const row = await records
    .selectFrom("batches")
    .select("state")
    .where("id", "=", batchId)
    .executeTakeFirst();
  return row !== undefined && isEndedBatch(row.state);
};
