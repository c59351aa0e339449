import { createContext } from "svelte";
import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import type { BatchView, JobView } from "@backlot/shared/functions/batch-view";
import { storyboardFunction } from "@backlot/shared/functions/storyboard";
import type { NodeType } from "@backlot/shared/canvas/node-types/registry";
import type { CanvasSession } from "#lib/canvas/canvas-session.svelte.ts";
import { NO_JOBS } from "#lib/canvas/model/node-marks.ts";
import type { NodeView } from "#lib/canvas/model/node-view.svelte.ts";
import type { ApiAnswer } from "#lib/rest/call-api.ts";
import { toasts } from "#lib/ui/toasts.svelte.ts";
import { createBatchActs, tellRefusal, type BatchActs } from "./batch-acts.ts";
import { BatchFeed } from "./batch-feed.svelte.ts";
import { batchesOfTab, type BatchTab } from "./batch-tabs.ts";
import { batchTitle } from "./batch-words.ts";
import { failedJobOn, marksOfBatches } from "./node-marks-of-batches.ts";
import { createUnansweredSubmission, type Submission } from "./unanswered-submission.ts";
import { waitingInOrder } from "./waiting-order.ts";

/** The batches of one canvas as everyone here sees them: what is shown, what is chosen, and what can be done. */
export class BatchBoard {
  readonly feed: BatchFeed;
  /** The drawer. */
  open = $state(false);
  /** The run menu. */
  choosing = $state(false);
  tab: BatchTab = $state("canvas");
  chosenId: string | undefined = $state();
  readonly acts: BatchActs;
  /** Counts how often nodes came or went: the model's maps are no runes. */
  #structure = $state(0);
  readonly #session: CanvasSession;
  readonly #stopWatching: () => void;
  readonly #unanswered = createUnansweredSubmission();
  #marks = NO_JOBS;

  constructor(session: CanvasSession) {
    this.#session = session;
    this.feed = new BatchFeed({
      canvasId: session.canvasId,
      onBatches: (batches) => this.#mark(batches),
      isLookedAt: () => this.open,
    });
    this.acts = createBatchActs(this.feed);
    this.#stopWatching = session.model.onChange(({ structure }) => {
      if (structure) this.#structure++;
    });
  }

  /** Newest first. */
  get batches(): readonly BatchView[] {
    return this.feed.batches;
  }

  /** What is shown is how it stands; else how it stood at `feed.heardAtMs`. */
  get isLive(): boolean {
    return this.feed.isLive && this.#session.connection !== "offline";
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
    return this.feed.openBatches;
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
    const again = (): void => void this.run(nodeIds);
    if (!answer.ok) tellRefusal(answer.refusal, { undone: "Not run", about: "run", again });
  }

  /** Shows the new batch; a refusal is the caller's to show. Made again after no answer it is still one batch. */
  async submit(submission: Submission): Promise<ApiAnswer<BatchView>> {
    const idempotencyKey = this.#unanswered.keyFor(submission);
    const answer = await this.feed.call(`canvases/${this.#session.canvasId}/batches`, {
      method: "POST",
      body: submission,
      idempotencyKey,
    });
    if (answer.ok || answer.refusal.code !== "unreachable") this.#unanswered.forget(idempotencyKey);
    if (answer.ok) {
      this.tab = "canvas";
      this.chosenId = answer.value.id;
      this.open = true;
    }
    return answer;
  }

  async readOlder(): Promise<void> {
    const answer = await this.feed.readOlder();
    if (answer?.ok === false) toasts.show(answer.refusal.message, { tone: "bad" });
  }

  noticePresence(): void {
    this.feed.noticeRuns(this.#session.runningJobs, this.followedId);
  }

  destroy(): void {
    this.feed.destroy();
    this.#stopWatching();
  }

  #mark(batches: readonly BatchView[]): void {
    const retry = (nodeId: string): void => {
      const job = failedJobOn(this.batches, nodeId);
      if (job) void this.acts.retryJob(job.id);
    };
    this.#marks = marksOfBatches(batches, this.#marks, this.mayAct ? retry : undefined);
    this.#session.markNodes(this.#marks);
  }
}

export const [getBatchBoard, setBatchBoard] = createContext<BatchBoard>();
