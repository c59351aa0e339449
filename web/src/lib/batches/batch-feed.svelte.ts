import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import type { BatchBrief, BatchView } from "@backlot/shared/functions/batch-view";
import type { RunningJob } from "@backlot/shared/presence/presence-state";
import { callApi, type ApiAnswer, type ApiCall } from "#lib/rest/call-api.ts";
import { followBatch } from "./follow-batch.ts";
import { followList } from "./follow-list.ts";
import { isNews, mergeListed, putBatch } from "./merge-batches.ts";

const LISTED_AT_ONCE = 20;
const LISTED_AGAIN_SOON_MS = 250;
const LISTED_AGAIN_LATER_MS = 1_500;
/** How often the list is read by itself: the stream tells of batches, for the progress inside the others there is this. */
const LISTED_EVERY_MS = { others: 5_000, drawer: 15_000, idle: 60_000 };
/** Whatever was not answered by then is not waited for: a connection may be gone without a word. */
const ANSWERED_IN_MS = 15_000;
/** A stream that is back by then was not missed. */
const LOST_AFTER_MS = 3_000;

interface FeedSettings {
  canvasId: string;
  onBatches: (batches: readonly BatchView[]) => void;
  isLookedAt: () => boolean;
}

/**
 * The batches of one canvas as the server tells of them. One batch is followed by its event stream, because a browser
 * allows a server few connections; the list is read at the start, after acts, when a stream or the worker's presence
 * tells of something new in it, and now and then. What was told last stays while nothing can be heard.
 */
export class BatchFeed {
  /** Newest first. */
  batches: readonly BatchView[] = $state.raw([]);
  loaded = $state(false);
  /** Why the list could not be read. */
  problem: string | undefined = $state();
  /** Where the list goes on; undefined = all is here. */
  olderCursor: string | undefined = $state();
  /** Time in ms when something was heard last. */
  heardAtMs = $state(0);
  #streamLost = $state(false);
  readonly #settings: FeedSettings;
  /** When each batch was last told of by its stream or in answer to an act. */
  readonly #toldAtMs = new Map<string, number>();
  /** Running jobs that presence told of last, with their batches. */
  #runsHeard: ReadonlyMap<string, string> = new Map();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerDueMs = Infinity;
  #lostTimer: ReturnType<typeof setTimeout> | undefined;
  #destroyed = false;
  #reading: Promise<void> | undefined;

  constructor(settings: FeedSettings) {
    this.#settings = settings;
  }

  get isLive(): boolean {
    return this.problem === undefined && !this.#streamLost;
  }

  get openBatches(): readonly BatchView[] {
    return this.batches.filter((batch) => !isEndedBatch(batch.status));
  }

  /** A call that answers a batch, as every one does that makes or changes one. */
  async call(path: string, call: ApiCall): Promise<ApiAnswer<BatchView>> {
    const signal = AbortSignal.timeout(ANSWERED_IN_MS);
    const answer = await callApi<BatchView>(path, { ...call, signal });
    if (answer.ok) this.#put(answer.value);
    return answer;
  }

  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async readOlder(): Promise<ApiAnswer<unknown> | undefined> {
    const cursor = this.olderCursor;
    if (cursor === undefined) return undefined;
    const answer = await this.#list(cursor);
    if (!answer.ok) return answer;
    const known = new Set(this.batches.map((batch) => batch.id));
    this.olderCursor = answer.value.nextCursor ?? undefined;
    this.#show([...this.batches, ...answer.value.items.filter((batch) => !known.has(batch.id))]);
    return answer;
  }

  /** Follows one batch, or only what comes to the list; returns the way to stop. */
  follow(batchId: string | undefined): () => void {
    // What is being read now may be older than the news.
    const onList = async (list: readonly BatchBrief[]): Promise<void> => {
      await this.#reading;
      if (!this.#destroyed && isNews(list, this.batches, batchId)) await this.refresh();
    };
    const hearing = {
      onList: (list: readonly BatchBrief[]) => void onList(list),
      onHeard: () => this.#hear(),
      onLost: () => this.#lose(),
    };
    if (batchId === undefined) return followList(this.#settings.canvasId, hearing);
    return followBatch(batchId, {
      ...hearing,
      onBatch: (batch) => this.#put(batch),
      onEnd: () => void this.refresh(),
    });
  }

  /** Presence changed: a job began or ended that is of no followed batch, so the list is read again. */
  noticeRuns(runningJobs: ReadonlyMap<string, RunningJob>, followedId: string | undefined): void {
    for (const [jobId, { batchId }] of runningJobs) {
      if (this.#runsHeard.has(jobId) || batchId === followedId) continue;
      const status = this.batches.find((batch) => batch.id === batchId)?.status;
      this.#refreshIn(status === "running" ? LISTED_AGAIN_LATER_MS : LISTED_AGAIN_SOON_MS);
    }
    for (const [jobId, batchId] of this.#runsHeard)
      if (!runningJobs.has(jobId) && batchId !== followedId) this.#refreshIn(LISTED_AGAIN_LATER_MS);
    this.#runsHeard = new Map([...runningJobs].map(([jobId, { batchId }]) => [jobId, batchId]));
  }

  destroy(): void {
    this.#destroyed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#lostTimer);
  }

  #list(cursor?: string): Promise<ApiAnswer<{ items: BatchView[]; nextCursor: string | null }>> {
    const query = new URLSearchParams({ limit: String(LISTED_AT_ONCE), ...(cursor && { cursor }) });
    const signal = AbortSignal.timeout(ANSWERED_IN_MS);
    return callApi(`canvases/${this.#settings.canvasId}/batches?${query}`, { signal });
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
      this.heardAtMs = Date.now();
      this.#show(merged);
    } else {
      this.problem = answer.refusal.message;
    }
    const others = !answer.ok || this.openBatches.length > 1;
    this.#refreshIn(LISTED_EVERY_MS[others ? "others" : this.#settings.isLookedAt() ? "drawer" : "idle"]);
  }

  #put(batch: BatchView): void {
    if (this.#destroyed) return;
    this.#toldAtMs.set(batch.id, performance.now());
    this.heardAtMs = Date.now();
    this.#show(putBatch(this.batches, batch));
  }

  #show(batches: readonly BatchView[]): void {
    this.batches = batches;
    this.#settings.onBatches(batches);
  }

  #hear(): void {
    clearTimeout(this.#lostTimer);
    this.#lostTimer = undefined;
    this.#streamLost = false;
    // The stream is back, so the list can be had again too.
    if (this.problem !== undefined) void this.refresh();
  }

  #lose(): void {
    this.#lostTimer ??= setTimeout(() => (this.#streamLost = true), LOST_AFTER_MS);
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
