import type { Commit, DocumentStore } from "../document-store/document-store.ts";
import { LogPosition } from "./log-position.ts";

const MIN_INTERVAL_MS = 200;

export interface CatchUpParts {
  document: string;
  store: DocumentStore;
  receive: (updates: readonly Uint8Array[]) => void;
  failed: () => void;
}

/** Reads what other nodes have committed and this one has not heard of, or not been able to use. */
export class CatchUp {
  readonly #parts: CatchUpParts;
  readonly #position: LogPosition;
  #lastAt = -Infinity;
  #isReading = false;
  /** What was asked for while a reading was under way may have been written after it began. */
  #isAskedAgain = false;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(version: number, parts: CatchUpParts) {
    this.#parts = parts;
    this.#position = new LogPosition(version);
  }

  /** Everything committed up to here has been taken in. */
  get sequence(): number {
    return this.#position.sequence;
  }

  note(commit: Commit): void {
    this.#position.note(commit);
  }

  /** An update out of the log came before what it builds on and was let go: it has to be read again. */
  readAgain(): void {
    this.#position.rewind();
    this.request();
  }

  /** Soon, and not too often. */
  request(): void {
    if (this.#isStopped || this.#timer) return;
    const waitMs = Math.max(this.#lastAt + MIN_INTERVAL_MS - performance.now(), 0);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isReading) this.#isAskedAgain = true;
      else this.#read();
    }, waitMs);
    this.#timer.unref();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #read(): void {
    this.#lastAt = performance.now();
    this.#isReading = true;
    this.#parts.store
      .loadSince(this.#parts.document, this.#position.sequence)
      .then(
        ({ updates, version }) => {
          this.#position.reach(version);
          this.#parts.receive(updates);
        },
        // The store says in readiness and log that it fails; whoever missed something asks again.
        () => this.#parts.failed(),
      )
      .finally(() => {
        this.#isReading = false;
        if (!this.#isAskedAgain) return;
        this.#isAskedAgain = false;
        this.request();
      });
  }
}
