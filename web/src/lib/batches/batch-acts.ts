import type { BatchPriority, BatchView } from "@backlot/shared/functions/batch-view";
import type { ApiCall } from "#lib/rest/call-api.ts";
import { placeAt } from "./waiting-order.ts";

/** What a person does with batches and jobs that are there. */
export interface BatchActs {
  retryFailed(batchId: string): Promise<void>;
  retryJob(jobId: string): Promise<void>;
  pause(batchId: string): Promise<void>;
  resume(batchId: string): Promise<void>;
  cancel(batchId: string): Promise<void>;
  cancelJob(jobId: string): Promise<void>;
  setPriority(batchId: string, priority: BatchPriority): Promise<void>;
  /** Moves a batch to an index of the waiting ones. */
  moveTo(waiting: readonly BatchView[], batchId: string, index: number): Promise<void>;
}

/** `act` sends the call, shows the batch it answers, and says what went wrong. */
export const createBatchActs = (act: (path: string, call: ApiCall) => Promise<void>): BatchActs => {
  const post = (path: string): Promise<void> => act(path, { method: "POST" });
  const patch = (batchId: string, body: object): Promise<void> =>
    act(`batches/${batchId}`, { method: "PATCH", body });
  return {
    retryFailed: (batchId) => post(`batches/${batchId}/retry`),
    retryJob: (jobId) => post(`jobs/${jobId}/retry`),
    pause: (batchId) => post(`batches/${batchId}/pause`),
    resume: (batchId) => post(`batches/${batchId}/resume`),
    cancel: (batchId) => post(`batches/${batchId}/cancel`),
    cancelJob: (jobId) => post(`jobs/${jobId}/cancel`),
    setPriority: (batchId, priority) => patch(batchId, { priority }),
    moveTo: async (waiting, batchId, index) => {
      const place = placeAt(waiting, batchId, index);
      if (place) await patch(batchId, place);
    },
  };
};
