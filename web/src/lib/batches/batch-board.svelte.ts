import { createContext } from "svelte";
import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import type { BatchPriority, BatchView, JobView } from "@backlot/shared/functions/batch-view";
import { storyboardFunction } from "@backlot/shared/functions/storyboard";
import type { NodeType } from "@backlot/shared/canvas/node-types/registry";
import type { CanvasSession } from "#lib/canvas/canvas-session.svelte.ts";
import type { NodeView } from "#lib/canvas/model/node-view.svelte.ts";
import { callApi, type ApiAnswer, type ApiCall } from "#lib/rest/call-api.ts";
import { toasts } from "#lib/ui/toasts.svelte.ts";
import { batchesOfTab, type BatchTab } from "./batch-tabs.ts";
import { batchTitle } from "./batch-words.ts";
import { followBatch } from "./follow-batch.ts";
import { failedJobOn, marksOfBatches, NO_MARKS } from "./node-marks-of-batches.ts";
import { placeAt, waitingInOrder } from "./waiting-order.ts";

const LISTED_AT_ONCE = 20;
const LISTED_AGAIN_SOON_MS = 250;
/** How often the list is read while something runs: the followed batch has its stream, the others have this. */
const LISTED_EVERY_MS = 5_000;
const LISTED_EVERY_MS_WITHOUT_OTHERS = 20_000;

export interface Submission {
  function: string;
  nodeIds: readonly string[];
  options: object;
}

/**
 * The batches of one canvas as everyone here sees them. One batch is followed by its event stream, because a browser
 * allows a server few connections; the list is read at the start, after acts, when the worker's presence names a batch
 * that is new here, and now and then while something runs.
 */
export class BatchBoard {
  /** Newest first. */
  batches: readonly BatchView[] = $state.raw([]);
  /** The drawer. */
  open = $state(false);
  /** The run menu. */
  choosing = $state(false);
  loaded = $state(false);
  /** Why the list could not be read; the last list stays. */
  problem: string | undefined = $state();
  tab: BatchTab = $state("canvas");
  chosenId: string | undefined = $state();
  /** Where the list goes on; undefined = all is here. */
  olderCursor: string | undefined = $state();
  /** Counts how often nodes came or went: the model's maps are no runes. */
  #structure = $state(0);
  readonly #session: CanvasSession;
  readonly #stopWatching: () => void;
  readonly #streamedAtMs = new Map<string, number>();
  #marks = NO_MARKS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerDueMs = Infinity;
  #destroyed = false;
  #reading: Promise<void> | undefined;

  constructor(session: CanvasSession) {
    this.#session = session;
    this.#stopWatching = session.model.onChange(({ structure }) => {
      if (structure) this.#structure++;
    });
  }

  /** Guests of a link look on, whatever the link allows on the canvas: work is paid for by members. */
  get mayAct(): boolean {
    return !this.#session.readOnly && this.#session.grant?.actor.kind === "person";
  }

  get listed(): readonly BatchView[] {
    return this.inTab(this.tab);
  }

  /** The batch the drawer shows: the chosen one, else the newest. */
  get shown(): BatchView | undefined {
    const { listed } = this;
    return listed.find((batch) => batch.id === this.chosenId) ?? listed[0];
  }

  get openBatches(): readonly BatchView[] {
    return this.batches.filter((batch) => !isEndedBatch(batch.status));
  }

  get waiting(): readonly BatchView[] {
    return waitingInOrder(this.batches);
  }

  /** The batch to follow by its stream: the shown one, else the one that began last. */
  get followedId(): string | undefined {
    const { shown, openBatches } = this;
    if (this.open && shown && !isEndedBatch(shown.status)) return shown.id;
    return (openBatches.find((batch) => batch.status === "running") ?? openBatches[0])?.id;
  }

  inTab(tab: BatchTab): readonly BatchView[] {
    return batchesOfTab(this.batches, tab, { actorId: this.#session.grant?.actor.id, nowMs: Date.now() });
  }

  titleOf(batch: BatchView): string {
    return batchTitle(batch, (id): NodeType | undefined => this.viewOf(id)?.node.type);
  }

  /** The node of a job, while it is on the canvas. */
  viewOf(nodeId: string | undefined): NodeView | undefined {
    void this.#structure;
    return nodeId === undefined ? undefined : this.#session.model.views.get(nodeId);
  }

  /** A job's progress as presence tells it, which is ahead of the rows. */
  progressOf(job: JobView): { progress: number; step?: string } {
    const live = this.#session.runningJobs.get(job.id);
    return live ? { progress: Math.max(job.progress, live.progress), step: live.step } : job;
  }

  /** Draws the shots as they are, with no questions; a selection that is not only shots is asked about. */
  async run(nodeIds: readonly string[]): Promise<void> {
    if (!this.mayAct) return;
    if (nodeIds.some((id) => this.viewOf(id)?.node.type !== "shot")) {
      this.choosing = true;
      return;
    }
    const answer = await this.submit({ function: storyboardFunction.name, nodeIds, options: {} });
    if (!answer.ok) toasts.show(answer.refusal.message, { tone: "bad" });
  }

  /** Shows the new batch; a refusal is the caller's to show. */
  async submit(submission: Submission): Promise<ApiAnswer<BatchView>> {
    const answer = await this.#call(`canvases/${this.#session.canvasId}/batches`, {
      method: "POST",
      body: submission,
    });
    if (answer.ok) {
      this.tab = "canvas";
      this.chosenId = answer.value.id;
      this.open = true;
    }
    return answer;
  }

  retryFailed(batchId: string): Promise<void> {
    return this.#act(`batches/${batchId}/retry`);
  }

  retryJob(jobId: string): Promise<void> {
    return this.#act(`jobs/${jobId}/retry`);
  }

  pause(batchId: string): Promise<void> {
    return this.#act(`batches/${batchId}/pause`);
  }

  resume(batchId: string): Promise<void> {
    return this.#act(`batches/${batchId}/resume`);
  }

  cancel(batchId: string): Promise<void> {
    return this.#act(`batches/${batchId}/cancel`);
  }

  cancelJob(jobId: string): Promise<void> {
    return this.#act(`jobs/${jobId}/cancel`);
  }

  setPriority(batchId: string, priority: BatchPriority): Promise<void> {
    return this.#act(`batches/${batchId}`, { method: "PATCH", body: { priority } });
  }

  /** Moves a waiting batch to an index of `waiting`. */
  async moveTo(batchId: string, index: number): Promise<void> {
    const place = placeAt(this.waiting, batchId, index);
    if (place) await this.#act(`batches/${batchId}`, { method: "PATCH", body: place });
  }

  /** Presence changed: when it names a batch that is new here, or one that waited here, the list is read again. */
  noticePresence(): void {
    for (const { batchId } of this.#session.runningJobs.values()) {
      const known = this.batches.find((batch) => batch.id === batchId);
      if (known === undefined || known.status === "queued") return this.#refreshIn(LISTED_AGAIN_SOON_MS);
    }
  }

  /** Follows one batch; returns the way to stop. */
  follow(batchId: string): () => void {
    return followBatch(batchId, {
      onBatch: (batch) => {
        this.#streamedAtMs.set(batch.id, performance.now());
        this.#put(batch);
      },
      onEnd: () => void this.refresh(),
    });
  }

  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async readOlder(): Promise<void> {
    const cursor = this.olderCursor;
    if (cursor === undefined) return;
    const answer = await this.#list(cursor);
    if (!answer.ok) return void toasts.show(answer.refusal.message, { tone: "bad" });
    const known = new Set(this.batches.map((batch) => batch.id));
    this.olderCursor = answer.value.nextCursor ?? undefined;
    this.#show([...this.batches, ...answer.value.items.filter((batch) => !known.has(batch.id))]);
  }

  destroy(): void {
    this.#destroyed = true;
    this.#stopWatching();
    clearTimeout(this.#timer);
  }

  async #act(path: string, call: ApiCall = { method: "POST" }): Promise<void> {
    const answer = await this.#call(path, call);
    if (!answer.ok) toasts.show(answer.refusal.message, { tone: "bad" });
    await this.refresh();
  }

  /** Every call that changes a batch answers it. */
  async #call(path: string, call: ApiCall): Promise<ApiAnswer<BatchView>> {
    const answer = await callApi<BatchView>(path, call);
    if (answer.ok) this.#put(answer.value);
    return answer;
  }

  #list(cursor?: string): Promise<ApiAnswer<{ items: BatchView[]; nextCursor: string | null }>> {
    const query = new URLSearchParams({ limit: String(LISTED_AT_ONCE), ...(cursor && { cursor }) });
    return callApi(`canvases/${this.#session.canvasId}/batches?${query}`);
  }

  async #read(): Promise<void> {
    const askedAtMs = performance.now();
    const answer = await this.#list();
    if (this.#destroyed) return;
    if (answer.ok) {
      const { items, nextCursor } = answer.value;
      const oldest = items.at(-1);
      const older = oldest ? this.batches.filter((batch) => batch.createdAt < oldest.createdAt) : [];
      if (older.length === 0) this.olderCursor = nextCursor ?? undefined;
      this.loaded = true;
      this.problem = undefined;
      // What the stream said while the list was under way is newer than the list.
      const current = items.map((batch) =>
        (this.#streamedAtMs.get(batch.id) ?? 0) > askedAtMs ? (this.#known(batch.id) ?? batch) : batch,
      );
      this.#show([...current, ...older]);
    } else {
      this.problem = answer.refusal.message;
    }
    if (!answer.ok || this.openBatches.length > 1) this.#refreshIn(LISTED_EVERY_MS);
    else if (this.openBatches.length === 1) this.#refreshIn(LISTED_EVERY_MS_WITHOUT_OTHERS);
  }

  #known(batchId: string): BatchView | undefined {
    return this.batches.find((batch) => batch.id === batchId);
  }

  #put(batch: BatchView): void {
    if (this.#destroyed) return;
    const known = this.#known(batch.id);
    this.#show(
      known ? this.batches.map((other) => (other === known ? batch : other)) : [batch, ...this.batches],
    );
  }

  #show(batches: readonly BatchView[]): void {
    this.batches = batches;
    const retry = (nodeId: string): void => {
      const job = failedJobOn(this.batches, nodeId);
      if (job) void this.retryJob(job.id);
    };
    this.#marks = marksOfBatches(batches, this.#marks, this.mayAct ? retry : undefined);
    this.#session.markNodes(this.#marks.marks, this.#marks.running);
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

export const [getBatchBoard, setBatchBoard] = createContext<BatchBoard>();
