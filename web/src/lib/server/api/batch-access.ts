import type { CanvasAction, CanvasGrant } from "../access.ts";
import type { Access } from "./define-route.ts";
import { decideCanvas } from "./route-access.ts";

export interface BatchGrant extends CanvasGrant {
  batchId: string;
}

/** For paths with `:batchId`: who may do this on its canvas. */
export const batchFor =
  (action: CanvasAction): Access<BatchGrant> =>
  async (context) => {
    const batchId = context.params["batchId"] ?? "";
    const row = await context.parts.records
      .selectFrom("batches")
      .select("canvas_id")
      .where("id", "=", batchId)
      .executeTakeFirst();
    const decision = await decideCanvas(context, action, row?.canvas_id);
    return decision.ok ? { ok: true, grant: { ...decision.grant, batchId } } : decision;
  };

/** For paths with `:jobId`. */
export const jobFor =
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
