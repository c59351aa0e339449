import type { Author, Commit } from "@backlot/shared/server/canvas-log/append-commits";
import type { DocumentStore } from "../document-store/document-store.ts";
import type { SyncMetrics } from "../metrics.ts";
import type { Arrival } from "./arrival.ts";
import type { Batch } from "./batch.ts";
import { Tick } from "./tick.ts";

const RETRY_MS = 250;

export interface CommitLoopParts {
  document: string;
  store: DocumentStore;
  metrics: SyncMetrics;
  tickLength: { readonly ms: number };
  /** Takes from the inbox what may be committed together. */
  takeBatch(inbox: Arrival[]): Batch;
  /**
   * The batch is durable, or has nothing to make durable. May hand in more by `receiveAgain`. `isFollowed`: a commit is
   * under way or begins now.
   */
  finish(batch: Batch, commit: Commit | undefined, isFollowed: boolean): void;
  /** Something that cannot happen has: what it threw must not end the process, for there are other documents. */
  broken(error: unknown): void;
}

/**
 * One commit is under way at a time, and what arrives meanwhile is the next one. Every tick is a turn, also when only
 * presence has changed: `finish` is then called with an empty batch.
 */
export class CommitLoop {
  readonly #parts: CommitLoopParts;
  readonly #tick: Tick;
  /** Client ids of which the log has the author. */
  readonly #authors = new Set<number>();
  #inbox: Arrival[] = [];
  /** From other nodes, durable already: they need not wait for a commit of ours. */
  #logged: Arrival[] = [];
  #waitingBytes = 0;
  #isCommitting = false;
  #isStopped = false;
  #settled: (() => void)[] = [];

  constructor(parts: CommitLoopParts) {
    this.#parts = parts;
    this.#tick = new Tick(parts.tickLength, () => this.#commit());
  }

  get isCommitting(): boolean {
    return this.#isCommitting;
  }

  /** Of the updates that no commit has taken yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  receive(arrival: Arrival): void {
    if (this.#isStopped) return;
    (arrival.isLogged ? this.#logged : this.#inbox).push(arrival);
    this.#waitingBytes += arrival.update.length;
    this.schedule();
  }

  /** What was held comes before what arrived since. */
  receiveAgain(arrivals: readonly Arrival[]): void {
    if (arrivals.length === 0 || this.#isStopped) return;
    this.#inbox = [...arrivals, ...this.#inbox];
    for (const { update } of arrivals) this.#waitingBytes += update.length;
    this.schedule();
  }

  schedule(): void {
    if (this.#isStopped || (this.#isCommitting && this.#logged.length === 0)) return;
    this.#tick.schedule();
  }

  /** Resolves when nothing waits to be made durable any more. */
  settle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#settled.push(resolve));
  }

  stop(): void {
    this.#isStopped = true;
    this.#tick.stop();
  }

  #commit(): void {
    // First and by themselves: what they bring must be in the document before anything is judged that builds on it.
    const hasLogged = this.#logged.length > 0;
    if (hasLogged) this.#turn(this.#logged);
    if (!this.#isCommitting && (this.#inbox.length > 0 || !hasLogged)) this.#turn(this.#inbox);
  }

  #turn(queue: Arrival[]): void {
    if (this.#isStopped) return;
    try {
      this.#take(this.#parts.takeBatch(queue));
    } catch (error) {
      queue.length = 0;
      this.#parts.broken(error);
    }
  }

  #take(batch: Batch): void {
    this.#waitingBytes = [...this.#inbox, ...this.#logged].reduce(
      (sum, { update }) => sum + update.length,
      0,
    );
    if (batch.arrivals.every(({ isLogged }) => isLogged))
      this.#finish(batch, undefined, this.#isCommitting || this.#inbox.length > 0);
    else {
      this.#isCommitting = true;
      this.#append(batch, performance.now());
    }
  }

  /** Until it works: nothing was applied or acknowledged, and the clients keep what they wrote. */
  #append(batch: Batch, startedAt: number): void {
    const { store, metrics, document } = this.#parts;
    const updates = batch.arrivals.filter(({ isLogged }) => !isLogged).map(({ update }) => update);
    const authors = newAuthors(batch, this.#authors);
    store.append(document, updates, authors).then(
      (commit) => {
        for (const { clientId } of authors) this.#authors.add(clientId);
        metrics.appendSeconds.observe((performance.now() - startedAt) / 1000);
        metrics.logBytes.inc(updates.reduce((sum, { length }) => sum + length, 0));
        this.#isCommitting = false;
        this.#finish(batch, commit, false);
      },
      // Unreferenced: a process that is asked to end does not wait for its database.
      () => setTimeout(() => this.#append(batch, startedAt), RETRY_MS).unref(),
    );
  }

  #finish(batch: Batch, commit: Commit | undefined, isFollowed: boolean): void {
    try {
      this.#parts.finish(batch, commit, isFollowed);
    } catch (error) {
      this.#parts.broken(error);
    }
    if (this.#isIdle()) for (const resolve of this.#settled.splice(0)) resolve();
    else this.schedule();
  }

  #isIdle(): boolean {
    return !this.#isCommitting && this.#inbox.length === 0 && this.#logged.length === 0;
  }
}

const newAuthors = ({ arrivals, clocks }: Batch, known: ReadonlySet<number>): Author[] => {
  const authors = new Map<number, Author>();
  for (const { facts, session } of arrivals) {
    if (!session) continue;
    const { actorId } = session.grant;
    for (const { client } of facts.ranges)
      if (clocks.has(client) && !known.has(client) && !authors.has(client))
        authors.set(client, { clientId: client, actorId });
  }
  return [...authors.values()];
};
