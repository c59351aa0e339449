import { nodeTypes } from "@backlot/shared/canvas/node-types/registry";
import { MAX_JOB_ATTEMPTS } from "@backlot/shared/functions/batch-states";
import type { FunctionContract } from "@backlot/shared/functions/function-contract";
import type { RunEnd } from "@backlot/shared/server/batches/end-run";

const FIRST_BACKOFF_MS = 500;

export const nodeDeleted = (contract: FunctionContract): RunEnd => {
  const [type] = contract.nodeTypes;
  return { state: "canceled", error: `The ${type ? nodeTypes[type].noun : "node"} was deleted.` };
};

export const fail = (attemptsBefore: number, error: string, retry: boolean): RunEnd => {
  const attempts = attemptsBefore + 1;
  if (!retry || attempts >= MAX_JOB_ATTEMPTS) return { state: "failed", attempts, error };
  // Apart by chance, so that what failed together does not come back together.
  const backoffMs = FIRST_BACKOFF_MS * 2 ** attemptsBefore * (0.75 + Math.random() / 2);
  return { state: "retrying", attempts, error, dueAt: Math.round(Date.now() + backoffMs) };
};
