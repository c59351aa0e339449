import { z } from "zod";
import { isBatchCursor, listBatches, readBatch } from "@backlot/shared/server/batches/read-batch";
import { readWebhook } from "@backlot/shared/server/webhooks/deliveries";
import { can } from "../../access.ts";
import { submitFromRequest } from "../../submit-from-request.ts";
import { isWebhookSecret } from "@backlot/shared/server/webhooks/sign-webhook";
import { batchFor } from "../batch-access.ts";
import { batchView, batchWithWebhookView, submittedBatchView } from "../batch-view.ts";
import { defineRoute } from "../define-route.ts";
import { listOf } from "../list-page.ts";
import { refuse, reply } from "../reply.ts";
import { canvasFor } from "../route-access.ts";

const webhookSchema = z.object({
  url: z.url({ protocol: /^https?$/, message: "must be an http or https address" }).max(2_000),
  secret: z
    .string()
    .max(200)
    .refine(isWebhookSecret, "must be whsec_ and the base64 of 24 to 64 bytes")
    .optional(),
});

export const batchRoutes = [
  defineRoute({
    method: "GET",
    path: "canvases/:canvasId/batches",
    summary: "The canvas's batches, newest first",
    access: canvasFor("read"),
    audience: "person-or-guest",
    scope: "read",
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(20),
      cursor: z.string().max(200).refine(isBatchCursor, "is not a cursor of this list").optional(),
    }),
    answers: { 200: listOf(batchView) },
    handle: async ({ parts, grant: { canvas }, query }) => {
      const { items, nextCursor } = await listBatches(parts.records, canvas.id, query);
      return reply(200, { items, nextCursor: nextCursor ?? null });
    },
  }),
  defineRoute({
    method: "POST",
    path: "canvases/:canvasId/batches",
    summary: "Submits a batch: one job per node, or one for the whole canvas",
    access: canvasFor("run"),
    audience: "person",
    scope: "run",
    headers: {
      "Idempotency-Key": "Sent again with the same body, the same batch is answered; with another body 409",
    },
    body: z.object({
      function: z.string().max(200),
      nodeIds: z.array(z.string()).default([]),
      options: z.record(z.string(), z.unknown()).default({}),
      webhook: webhookSchema.optional().describe("Hears when the batch has ended; see Standard Webhooks"),
    }),
    answers: { 202: submittedBatchView },
    handle: ({ parts, request, grant: { canvas, actor }, body }) =>
      submitFromRequest(parts, request, { ...body, canvasId: canvas.id, actor }),
  }),
  defineRoute({
    method: "GET",
    path: "batches/:batchId",
    summary: "One batch with its jobs, and how its webhook fares",
    access: batchFor("read"),
    audience: "person-or-guest",
    scope: "read",
    answers: { 200: batchWithWebhookView },
    handle: async ({ parts, grant: { batchId, actor, role } }) => {
      const batch = await readBatch(parts.records, batchId);
      if (!batch) return refuse("not-found");
      const webhook = can(actor, "run", role) ? await readWebhook(parts.records, batchId) : undefined;
      return reply(200, webhook ? { ...batch, webhook } : batch);
    },
  }),
];
