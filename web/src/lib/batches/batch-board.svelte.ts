import { createContext } from "svelte";
import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import type { BatchBrief, BatchView, JobView } from "@backlot/shared/functions/batch-view";
import { storyboardFunction } from "@backlot/shared/functions/storyboard";
import type { NodeType } from "@backlot/shared/canvas/node-types/registry";
import type { CanvasSession } from "#lib/canvas/canvas-session.svelte.ts";
import { NO_JOBS } from "#lib/canvas/model/node-marks.ts";
import type { NodeView } from "#lib/canvas/model/node-view.svelte.ts";
import { callApi, type ApiAnswer, type ApiCall } from "#lib/rest/call-api.ts";
import { toasts } from "#lib/ui/toasts.svelte.ts";
import { createBatchActs, type BatchActs } from "./batch-acts.ts";
import { batchesOfTab, type BatchTab } from "./batch-tabs.ts";
import { batchTitle } from "./batch-words.ts";
import { followBatch } from "./follow-batch.ts";
import { followList } from "./follow-list.ts";
import { isNews, mergeListed, putBatch } from "./merge-batches.ts";
import { failedJobOn, marksOfBatches } from "./node-marks-of-batches.ts";
import { waitingInOrder } from "./waiting-order.ts";

const LISTED_AT_ONCE = 20;
const LISTED_AGAIN_SOON_MS = 250;
const LISTED_AGAIN_LATER_MS = 1_500;
/** How often the list is read by itself: the stream tells of batches, for the progress inside the others there is this. */
const LISTED_EVERY_MS = { others: 5_000, drawer: 15_000, idle: 60_000 };

export interface Submission {
  function: string;
  nodeIds: readonly string[];
  options: object;
}

/**
 * The batches of one canvas as everyone here sees them. One batch is followed by its event stream, because a browser
 * allows a server few connections; the list is read at the start, after acts, when a stream or the worker's presence
 * tells of something new in it, and now and then.
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
  readonly acts: BatchActs = createBatchActs((path, call) => this.#act(path, call));
  /** Where the list goes on; undefined = all is here. */
  olderCursor: string | undefined = $state();
  /** Counts how often nodes came or went: the model's maps are no runes. */
  #structure = $state(0);
  readonly #session: CanvasSession;
  readonly #stopWatching: () => void;
  /** When each batch was last told of by its stream or in answer to an act. */
  readonly #toldAtMs = new Map<string, number>();
  /** Running jobs that presence told of last, with their batches. */
  #runsHeard: ReadonlyMap<string, string> = new Map();
  #marks = NO_JOBS;
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

  /** The batch the drawer shows: the chosen one, else what runs, else the newest. */
  get shown(): BatchView | undefined {
    const { listed } = this;
    return (
      listed.find((batch) => batch.id === this.chosenId) ??
      listed.find((batch) => batch.status === "running") ??
      listed[0]
    );
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

  /** Presence changed: a job began or ended that is of no followed batch, so the list is read again. */
  noticePresence(): void {
    const { runningJobs } = this.#session;
    for (const [jobId, { batchId }] of runningJobs) {
      if (this.#runsHeard.has(jobId) || batchId === this.followedId) continue;
      const status = this.batches.find((batch) => batch.id === batchId)?.status;
      this.#refreshIn(status === "running" ? LISTED_AGAIN_LATER_MS : LISTED_AGAIN_SOON_MS);
    }
    for (const [jobId, batchId] of this.#runsHeard)
      if (!runningJobs.has(jobId) && batchId !== this.followedId) this.#refreshIn(LISTED_AGAIN_LATER_MS);
    this.#runsHeard = new Map([...runningJobs].map(([jobId, { batchId }]) => [jobId, batchId]));
  }

  /** Follows one batch, or only what comes to the list; returns the way to stop. */
  follow(batchId: string | undefined): () => void {
    // What is being read now may be older than the news.
    const onList = async (list: readonly BatchBrief[]): Promise<void> => {
      await this.#reading;
      if (!this.#destroyed && isNews(list, this.batches, batchId)) await this.refresh();
    };
    if (batchId === undefined) return followList(this.#session.canvasId, (list) => void onList(list));
    return followBatch(batchId, {
      onBatch: (batch) => this.#put(batch),
      onEnd: () => void this.refresh(),
      onList: (list) => void onList(list),
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

  async #act(path: string, call: ApiCall): Promise<void> {
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
      const isFresher = (id: string): boolean => (this.#toldAtMs.get(id) ?? 0) > askedAtMs;
      const merged = mergeListed(this.batches, items, isFresher);
      if (merged.length === items.length) this.olderCursor = nextCursor ?? undefined;
      this.loaded = true;
      this.problem = undefined;
      this.#show(merged);
    } else {
      this.problem = answer.refusal.message;
    }
    const others = !answer.ok || this.openBatches.length > 1;
    this.#refreshIn(LISTED_EVERY_MS[others ? "others" : this.open ? "drawer" : "idle"]);
  }

  #put(batch: BatchView): void {
    if (this.#destroyed) return;
    this.#toldAtMs.set(batch.id, performance.now());
    this.#show(putBatch(this.batches, batch));
  }

  #show(batches: readonly BatchView[]): void {
    this.batches = batches;
    const retry = (nodeId: string): void => {
      const job = failedJobOn(this.batches, nodeId);
      if (job) void this.acts.retryJob(job.id);
    };
    this.#marks = marksOfBatches(batches, this.#marks, this.mayAct ? retry : undefined);
    this.#session.markNodes(this.#marks);
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
