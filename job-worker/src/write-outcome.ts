import { addTake } from "@backlot/shared/canvas/commands/add-take";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import type { FunctionContract } from "@backlot/shared/functions/function-contract";
import type { ClaimedJob } from "@backlot/shared/server/batches/claim-job";
import type { RunEnd } from "@backlot/shared/server/batches/end-run";
import { fail, nodeDeleted } from "./failed-run.ts";
import type { FunctionOutcome } from "./functions/function-implementation.ts";

type Written = { ok: true; result: unknown } | { ok: false; end: RunEnd };

interface WrittenRun {
  claimed: ClaimedJob;
  contract: FunctionContract;
  durationMs: number;
}

/** The one place where a run changes the document, whatever its function is. */
export const writeOutcome = (
  canvas: CanvasDocument,
  outcome: Extract<FunctionOutcome, { kind: "take" | "edit" }>,
  { claimed: { job, batch }, contract, durationMs }: WrittenRun,
): Written => {
  if (outcome.kind === "edit") {
    const applied = outcome.apply(canvas);
    return applied.ok
      ? { ok: true, result: applied.result }
      : { ok: false, end: fail(job.attempts, applied.detail, false) };
  }
  const added = addTake(canvas, {
    nodeId: job.node_id ?? "",
    take: {
      ...outcome.take,
      ...(outcome.reused && { reused: true as const }),
      id: job.id,
      function: contract.name,
      functionVersion: contract.version,
      createdAt: Date.now(),
      durationMs,
      author: { id: batch.created_by, name: batch.created_by_name },
    },
  });
  if (added.ok) return { ok: true, result: undefined };
  if (added.reason === "node-missing") return { ok: false, end: nodeDeleted(contract) };
  return { ok: false, end: fail(job.attempts, added.detail, false) };
};
