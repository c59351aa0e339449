import type { BatchPriority, BatchView } from "@backlot/shared/functions/batch-view";
import type { ApiCall, ApiRefusal } from "#lib/rest/call-api.ts";
import { toasts } from "#lib/ui/toasts.svelte.ts";
import type { BatchFeed } from "./batch-feed.svelte.ts";
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

/** Each shows the batch that is answered, or says what was not done; done twice each is the same as once. */
export const createBatchActs = (feed: Pick<BatchFeed, "call" | "refresh">): BatchActs => {
  const act = async (undone: string, path: string, call: ApiCall): Promise<void> => {
    const answer = await feed.call(path, call);
    const again = (): void => void act(undone, path, call);
    if (!answer.ok) tellRefusal(answer.refusal, { undone, about: path, again });
    await feed.refresh();
  };
  const post = (undone: string, path: string): Promise<void> => act(undone, path, { method: "POST" });
  const move = (batchId: string, body: object): Promise<void> =>
    act("Not moved", `batches/${batchId}`, { method: "PATCH", body });
  return {
    retryFailed: (batchId) => post("Not retried", `batches/${batchId}/retry`),
    retryJob: (jobId) => post("Not retried", `jobs/${jobId}/retry`),
    pause: (batchId) => post("Not paused", `batches/${batchId}/pause`),
    resume: (batchId) => post("Not resumed", `batches/${batchId}/resume`),
    cancel: (batchId) => post("Not canceled", `batches/${batchId}/cancel`),
    cancelJob: (jobId) => post("Not canceled", `jobs/${jobId}/cancel`),
    setPriority: (batchId, priority) => move(batchId, { priority }),
    moveTo: async (waiting, batchId, index) => {
      const place = placeAt(waiting, batchId, index);
      if (place) await move(batchId, place);
    },
  };
};

/** `undone`: "Not paused". Where only the connection was missing the same can be tried again. */
export const tellRefusal = (
  { code, message }: ApiRefusal,
  { undone, about, again }: { undone: string; about: string; again: () => void },
): void => {
  if (code !== "unreachable") return toasts.show(message, { tone: "bad", about });
  const action = { label: "Try again", run: again };
  toasts.show(`${undone}: the server cannot be reached.`, { tone: "bad", about, action });
};
