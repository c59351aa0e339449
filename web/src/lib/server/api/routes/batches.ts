import { z } from "zod";
import { BATCH_STATES, JOB_STATES } from "@backlot/shared/functions/batch-states";
import { BATCH_PRIORITIES } from "@backlot/shared/functions/batch-view";
import { functionContracts } from "@backlot/shared/functions/registry";
import type { FunctionContract } from "@backlot/shared/functions/function-contract";
import { cancelBatch } from "@backlot/shared/server/batches/cancel-batch";
import { cancelJob } from "@backlot/shared/server/batches/cancel-job";
import { isBatchCursor, listBatches, readBatch } from "@backlot/shared/server/batches/read-batch";
import { retryBatch } from "@backlot/shared/server/batches/retry-batch";
import { submitBatch } from "@backlot/shared/server/batches/submit-batch";
import type { CanvasAction } from "../../access.ts";
import type { Parts } from "../../parts.ts";
import { readNodeTypes } from "../../read-content.ts";
import { defineRoute, type Access } from "../define-route.ts";
import { listOf } from "../list-page.ts";
import { refuse, reply } from "../reply.ts";
import { canvasFor, decideCanvas, signedIn } from "../route-access.ts";

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

const batchView = z.object({
  id: z.string(),
  canvasId: z.string(),
  function: z.string(),
  title: z.string(),
  status: z.enum(BATCH_STATES),
  priority: z.enum(BATCH_PRIORITIES),
  counts: z.record(z.enum([...JOB_STATES, "total"]), z.number().int()),
  createdAt: timeSchema,
  createdBy: z.object({ id: z.string(), name: z.string() }),
  startedAt: timeSchema.optional(),
  finishedAt: timeSchema.optional(),
  jobs: z.array(jobView),
});

const functionView = z.object({
  name: z.string(),
  version: z.number().int(),
  title: z.string(),
  description: z.string(),
  icon: z.string(),
  target: z.enum(["node", "canvas"]),
  produces: z.enum(["take", "edit", "files"]),
  nodeTypes: z.array(z.string()),
  /** JSON Schema; `{}` is always valid. */
  options: z.record(z.string(), z.unknown()),
});

const viewFunction = (contract: FunctionContract): z.infer<typeof functionView> => ({
  name: contract.name,
  version: contract.version,
  title: contract.title,
  description: contract.description,
  icon: contract.icon,
  target: contract.target,
  produces: contract.produces,
  nodeTypes: [...contract.nodeTypes],
  options: z.toJSONSchema(contract.optionsSchema, { io: "input" }),
});

const NO_SUCH_SCREENPLAY = {
  path: "options.asset",
  message: "There is no such screenplay on this canvas.",
};

const isScreenplayOf = async ({ assets }: Parts, canvasId: string, hash: string): Promise<boolean> =>
  (await assets.findInCanvas(canvasId, hash))?.mediaType.startsWith("text/") ?? false;

const batchFor =
  (action: CanvasAction): Access<{ batchId: string }> =>
  async (context) => {
    const batchId = context.params["batchId"] ?? "";
    const row = await context.parts.records
      .selectFrom("batches")
      .select("canvas_id")
      .where("id", "=", batchId)
      .executeTakeFirst();
    const decision = await decideCanvas(context, action, row?.canvas_id);
    return decision.ok ? { ok: true, grant: { batchId } } : decision;
  };

const jobFor =
  (action: CanvasAction): Access<{ jobId: string }> =>
  async (context) => {
    const jobId = context.params["jobId"] ?? "";
    const row = await context.parts.records
      .selectFrom("jobs")
      .select("canvas_id")
      .where("id", "=", jobId)
      .executeTakeFirst();
    const decision = await decideCanvas(context, action, row?.canvas_id);
    return decision.ok ? { ok: true, grant: { jobId } } : decision;
  };

export const batchRoutes = [
  defineRoute({
    method: "GET",
    path: "functions",
    summary: "What can be run on nodes and canvases",
    access: signedIn,
    audience: "person",
    scope: "read",
    answers: { 200: listOf(functionView) },
    handle: () => reply(200, { items: Object.values(functionContracts).map(viewFunction), nextCursor: null }),
  }),
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
    body: z.object({
      function: z.string(),
      nodeIds: z.array(z.string()).default([]),
      options: z.record(z.string(), z.unknown()).default({}),
    }),
    answers: { 202: batchView },
    handle: async ({ parts, grant: { canvas, actor }, body }) => {
      const asset = body.function === "breakdown" ? body.options["asset"] : undefined;
      if (typeof asset === "string" && !(await isScreenplayOf(parts, canvas.id, asset)))
        return refuse("unprocessable", { errors: [NO_SUCH_SCREENPLAY] });
      const submitted = await submitBatch(parts, {
        ...body,
        canvasId: canvas.id,
        actor,
        nodes: await readNodeTypes(parts.canvasLog, canvas.id, body.nodeIds),
      });
      return submitted.ok
        ? reply(202, submitted.batch)
        : refuse("unprocessable", { errors: submitted.errors });
    },
  }),
  defineRoute({
    method: "GET",
    path: "batches/:batchId",
    summary: "One batch with its jobs",
    access: batchFor("read"),
    audience: "person-or-guest",
    scope: "read",
    answers: { 200: batchView },
    handle: async ({ parts, grant }) => found(await readBatch(parts.records, grant.batchId)),
  }),
  defineRoute({
    method: "POST",
    path: "batches/:batchId/cancel",
    summary: "Cancels what has not ended; what is done stays",
    access: batchFor("run"),
    audience: "person",
    scope: "run",
    answers: { 200: batchView },
    handle: async ({ parts, grant }) => found(await cancelBatch(parts, grant.batchId)),
  }),
  defineRoute({
    method: "POST",
    path: "batches/:batchId/retry",
    summary: "Queues the failed jobs again",
    access: batchFor("run"),
    audience: "person",
    scope: "run",
    answers: { 200: batchView },
    handle: async ({ parts, grant }) => found(await retryBatch(parts, grant.batchId)),
  }),
  defineRoute({
    method: "POST",
    path: "jobs/:jobId/cancel",
    summary: "Cancels one job; answers its batch",
    access: jobFor("run"),
    audience: "person",
    scope: "run",
    answers: { 200: batchView },
    handle: async ({ parts, grant }) => found(await cancelJob(parts, grant.jobId)),
  }),
];

const found = (batch: unknown) => (batch === undefined ? refuse("not-found") : reply(200, batch));
