import type { Commit } from "../document-store/document-store.ts";

/** More commits ahead of a missing one than any node makes before the log is read again. */
const MAX_AHEAD = 1_024;

/**
 * How far the log has been taken into a document: every commit up to `sequence`. Commits of several nodes may be heard
 * of in another order than they were made.
 */
export class LogPosition {
  #sequence: number;
  /** So far it is known from the log itself, not from hearsay. */
  #read: number;
  /** Of commits heard of ahead of their predecessor, by the predecessor. */
  readonly #ahead = new Map<number, number>();

  constructor(sequence: number) {
    this.#sequence = sequence;
    this.#read = sequence;
  }

  get sequence(): number {
    return this.#sequence;
  }

  note({ sequence, previous }: Commit): void {
    if (sequence <= this.#sequence) return;
    if (this.#ahead.size >= MAX_AHEAD) this.#ahead.clear();
    this.#ahead.set(previous, sequence);
    this.#advance();
  }

  /** The log has been read up to here. */
  reach(sequence: number): void {
    this.#read = Math.max(this.#read, sequence);
    this.#sequence = Math.max(this.#sequence, sequence);
    for (const [previous, next] of this.#ahead) if (next <= this.#sequence) this.#ahead.delete(previous);
    this.#advance();
  }

  /** Something heard of could not be taken in after all. */
  rewind(): void {
    this.#sequence = this.#read;
    this.#ahead.clear();
  }

  #advance(): void {
    for (let next = this.#ahead.get(this.#sequence); next !== undefined; next = this.#ahead.get(next)) {
      this.#ahead.delete(this.#sequence);
      this.#sequence = next;
    }
  }
}
