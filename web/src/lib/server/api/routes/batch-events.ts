import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import { can, findCanvasGrant } from "../../access.ts";
import { END_EVENT_ID } from "../../batch-events/follow-batch.ts";
import type { Parts } from "../../parts.ts";
import { identifyVisitor } from "../../visitor.ts";
import { refuseRate } from "../answer-api.ts";
import { batchFor } from "../batch-access.ts";
import { defineRoute } from "../define-route.ts";
import { reply } from "../reply.ts";

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
    answers: { 200: null, 204: null },
    handle: async ({ parts, request, actorKey, grant: { batchId, canvas } }) => {
      if (request.headers.get("last-event-id") === END_EVENT_ID && (await hasEnded(parts, batchId)))
        // By this a browser knows that it need not come again.
        return reply(204);
      const mayStillRead = async (): Promise<boolean> => {
        const visitor = await identifyVisitor(parts, request);
        const grant = visitor && (await findCanvasGrant(parts.records, visitor, canvas.id));
        return grant !== undefined && can(grant.actor, "read", grant.role);
      };
      if (request.method === "HEAD") return reply(200, undefined, { headers: STREAM_HEADERS });
      const stream = parts.batchEvents.open({ batchId, actorKey, mayStillRead });
      return stream
        ? reply(200, undefined, { stream, headers: STREAM_HEADERS })
        : refuseRate(RETRY_AFTER_SECONDS);
    },
  }),
];

const hasEnded = async ({ records }: Parts, batchId: string): Promise<boolean> => {
  const row = await records
    .selectFrom("batches")
    .select("state")
    .where("id", "=", batchId)
    .executeTakeFirst();
  return row !== undefined && isEndedBatch(row.state);
};
