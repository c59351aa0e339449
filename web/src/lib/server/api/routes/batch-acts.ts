import { z } from "zod";
import { BATCH_PRIORITIES, type BatchView } from "@backlot/shared/functions/batch-view";
import { cancelBatch } from "@backlot/shared/server/batches/cancel-batch";
import { cancelJob } from "@backlot/shared/server/batches/cancel-job";
import { orderBatch } from "@backlot/shared/server/batches/order-batch";
import { pauseBatch, resumeBatch } from "@backlot/shared/server/batches/pause-batch";
import { retryBatch, retryJob } from "@backlot/shared/server/batches/retry-batch";
import type { Parts } from "../../parts.ts";
import { batchFor, jobFor } from "../batch-access.ts";
import { batchView } from "../batch-view.ts";
import { defineRoute, type Route } from "../define-route.ts";
import { refuse, reply, type Reply } from "../reply.ts";

const answer = (batch: BatchView | undefined): Reply =>
  batch === undefined ? refuse("not-found") : reply(200, batch);

type Act = (parts: Parts, id: string) => Promise<BatchView | undefined>;

const batchAct = (verb: string, summary: string, act: Act): Route =>
  defineRoute({
    method: "POST",
    path: `batches/:batchId/${verb}`,
    summary,
    access: batchFor("run"),
    audience: "person",
    scope: "run",
    answers: { 200: batchView },
    handle: async ({ parts, grant }) => answer(await act(parts, grant.batchId)),
  });

const jobAct = (verb: string, summary: string, act: Act): Route =>
  defineRoute({
    method: "POST",
    path: `jobs/:jobId/${verb}`,
    summary,
    access: jobFor("run"),
    audience: "person",
    scope: "run",
    answers: { 200: batchView },
    handle: async ({ parts, grant }) => answer(await act(parts, grant.jobId)),
  });

/** What a person does with a batch after it was submitted; each answers the batch as it is then. */
export const batchActRoutes = [
  batchAct("cancel", "Cancels what has not ended; what is done stays", cancelBatch),
  batchAct("pause", "Starts no further job; those that run finish", pauseBatch),
  batchAct("resume", "Goes on with a paused batch", resumeBatch),
  batchAct("retry", "Queues the failed jobs again", retryBatch),
  jobAct("cancel", "Cancels one job; answers its batch", cancelJob),
  jobAct("retry", "Queues one failed job again; answers its batch", retryJob),
  defineRoute({
    method: "PATCH",
    path: "batches/:batchId",
    summary: "Moves a waiting batch among those of its project: by priority, or before another (null = last)",
    access: batchFor("run"),
    audience: "person",
    scope: "run",
    body: z
      .object({
        priority: z.enum(BATCH_PRIORITIES).optional(),
        before: z.string().max(64).nullable().optional(),
      })
      .refine(({ priority, before }) => priority !== undefined || before !== undefined, {
        message: "name priority or before",
      }),
    answers: { 200: batchView },
    handle: async ({ parts, grant, body }) => {
      const batch = await orderBatch(parts, grant.batchId, body);
      if (batch === undefined && typeof body.before === "string")
        return refuse("unprocessable", { errors: [NO_SUCH_NEIGHBOUR] });
      return answer(batch);
    },
  }),
];

const NO_SUCH_NEIGHBOUR = {
  path: "before",
  message: "No batch of this id waits in the same project.",
};
