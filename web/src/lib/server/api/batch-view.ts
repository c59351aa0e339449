import { z } from "zod";
import { BATCH_STATES, JOB_STATES } from "@backlot/shared/functions/batch-states";
import { BATCH_PRIORITIES } from "@backlot/shared/functions/batch-view";

/** What batches look like from outside; the same as `BatchView` of the shared code, and what only some may see. */
const timeSchema = z.iso.datetime();

const jobView = z.object({
  id: z.string(),
  nodeId: z.string().optional(),
  status: z.enum(JOB_STATES),
  progress: z.number().min(0).max(1),
  error: z.string().optional(),
  reused: z.literal(true).optional(),
  result: z.unknown().optional(),
  startedAt: timeSchema.optional(),
  finishedAt: timeSchema.optional(),
});

const webhookView = z.object({
  state: z.enum(["waiting", "delivered", "failed"]),
  attempts: z.number().int(),
  error: z.string().optional(),
});

export const batchView = z.object({
  id: z.string(),
  canvasId: z.string(),
  function: z.string(),
  title: z.string(),
  status: z.enum(BATCH_STATES),
  priority: z.enum(BATCH_PRIORITIES),
  rank: z.number(),
  counts: z.record(z.enum([...JOB_STATES, "total"]), z.number().int()),
  createdAt: timeSchema,
  createdBy: z.object({ id: z.string(), name: z.string() }),
  startedAt: timeSchema.optional(),
  finishedAt: timeSchema.optional(),
  jobs: z.array(jobView),
});

/** For those who may run batches on this canvas. */
export const batchWithWebhookView = batchView.extend({ webhook: webhookView.optional() });

export const submittedBatchView = batchView.extend({
  webhook: webhookView
    .extend({ secret: z.string().optional().describe("Shown only here, when it was made by this call") })
    .optional(),
});
