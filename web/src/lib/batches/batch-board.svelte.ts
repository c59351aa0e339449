import { createContext } from "svelte";
import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import type { BatchView, JobView } from "@backlot/shared/functions/batch-view";
import type { FunctionName } from "@backlot/shared/functions/registry";
import type { CanvasSession } from "#lib/canvas/canvas-session.svelte.ts";
import type { JobMark } from "#lib/canvas/model/node-view.svelte.ts";
import { callApi } from "#lib/rest/call-api.ts";
import { toasts } from "#lib/ui/toasts.svelte.ts";
import { failureWords, queuedWords } from "./batch-words.ts";

const REFRESH_WHILE_RUNNING_MS = 2_000;
const REFRESH_AFTER_PRESENCE_MS = 250;
const BATCHES_KEPT = 20;

/**
 * The batches of one canvas as everyone here sees them. Rows come over REST; the worker's presence tells when to look
 * again and how far each running job is, so that nobody polls while nothing runs.
 */
export class BatchBoard {
  batches: readonly BatchView[] = $state.raw([]);
  /** The drawer. */
  open = $state(false);
  loaded = $state(false);
  /** Why the list could not be read; the last list stays. */
  problem: string | undefined = $state();
  chosenId: string | undefined = $state();
  readonly #session: CanvasSession;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerDueMs = Infinity;
  #destroyed = false;
  #refreshing: Promise<void> | undefined;

  constructor(session: CanvasSession) {
    this.#session = session;
  }

  /** The batch the drawer shows: the chosen one, else the newest. */
  get shown(): BatchView | undefined {
    return this.batches.find((batch) => batch.id === this.chosenId) ?? this.batches[0];
  }

  get runningCount(): number {
    return this.batches.filter((batch) => !isEndedBatch(batch.status)).length;
  }

  /** A job's progress as presence tells it, which is ahead of the rows. */
  progressOf(job: JobView): { progress: number; step?: string } {
    const live = this.#session.runningJobs.get(job.id);
    return live ? { progress: live.progress, step: live.step } : { progress: job.progress };
  }

  async submit(functionName: FunctionName, nodeIds: readonly string[], options: object): Promise<boolean> {
    const answer = await callApi<BatchView>(`canvases/${this.#session.canvasId}/batches`, {
      method: "POST",
      body: { function: functionName, nodeIds, options },
    });
    if (!answer.ok) {
      toasts.show(answer.refusal.message, { tone: "bad" });
      return false;
    }
    this.chosenId = answer.value.id;
    this.open = true;
    await this.refresh();
    return true;
  }

  retryFailed(batchId: string): Promise<void> {
    return this.#act(`batches/${batchId}/retry`);
  }

  cancel(batchId: string): Promise<void> {
    return this.#act(`batches/${batchId}/cancel`);
  }

  cancelJob(jobId: string): Promise<void> {
    return this.#act(`jobs/${jobId}/cancel`);
  }

  /** Presence changed: a job began, moved or ended. */
  noticePresence(): void {
    this.#refreshIn(REFRESH_AFTER_PRESENCE_MS);
  }

  refresh(): Promise<void> {
    this.#refreshing ??= this.#read().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  destroy(): void {
    this.#destroyed = true;
    clearTimeout(this.#timer);
  }

  async #act(path: string): Promise<void> {
    const answer = await callApi(path, { method: "POST" });
    if (!answer.ok) toasts.show(answer.refusal.message, { tone: "bad" });
    await this.refresh();
  }

  async #read(): Promise<void> {
    const path = `canvases/${this.#session.canvasId}/batches?limit=${BATCHES_KEPT}`;
    const answer = await callApi<{ items: BatchView[] }>(path);
    if (this.#destroyed) return;
    if (answer.ok) {
      this.batches = answer.value.items;
      this.loaded = true;
      this.problem = undefined;
      this.#session.markNodes(marksOf(this.batches, (batchId) => void this.retryFailed(batchId)));
    } else {
      this.problem = answer.refusal.message;
    }
    if (this.runningCount > 0) this.#refreshIn(REFRESH_WHILE_RUNNING_MS);
  }

  #refreshIn(delayMs: number): void {
    const due = performance.now() + delayMs;
    if (this.#destroyed || this.#timerDueMs <= due) return;
    clearTimeout(this.#timer);
    this.#timerDueMs = due;
    this.#timer = setTimeout(() => {
      this.#timerDueMs = Infinity;
      void this.refresh();
    }, delayMs);
  }
}

/** What the newest batch that touched a node says on the node itself. */
const marksOf = (
  batches: readonly BatchView[],
  retry: (batchId: string) => void,
): ReadonlyMap<string, JobMark> => {
  const marks = new Map<string, JobMark>();
  const seen = new Set<string>();
  for (const batch of batches) {
    let waiting = 0;
    for (const job of batch.jobs) {
      if (job.nodeId === undefined) continue;
      if (job.status === "queued" || job.status === "retrying") waiting++;
      if (seen.has(job.nodeId)) continue;
      seen.add(job.nodeId);
      if (job.status === "queued" || job.status === "retrying") {
        marks.set(job.nodeId, { kind: "queued", words: queuedWords(waiting) });
      } else if (job.status === "failed") {
        const action = { label: "Retry", run: () => retry(batch.id) };
        marks.set(job.nodeId, { kind: "failed", words: failureWords(job.error), action });
      }
    }
  }
  return marks;
};

export const [getBatchBoard, setBatchBoard] = createContext<BatchBoard>();
