/**
 * Calls back at most once per interval: at once after rest, so that a lone editor need not wait, else when the interval
 * since the last call is over, so that many editors share one commit and one write per peer.
 */
export class Tick {
  readonly #length: { readonly ms: number };
  readonly #run: () => void;
  #lastAt = -Infinity;
  #immediate: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `length` is asked each time. */
  constructor(length: { readonly ms: number }, run: () => void) {
    this.#length = length;
    this.#run = run;
  }

  /** `atLeastMs`: not sooner than this from now. */
  schedule(atLeastMs = 0): void {
    if (this.#immediate || this.#timer) return;
    const waitMs = Math.max(this.#lastAt + this.#length.ms - performance.now(), atLeastMs);
    if (waitMs <= 0) this.#immediate = setImmediate(() => this.#call());
    else this.#timer = setTimeout(() => this.#call(), waitMs);
  }

  stop(): void {
    clearImmediate(this.#immediate);
    clearTimeout(this.#timer);
    this.#immediate = undefined;
    this.#timer = undefined;
  }

  #call(): void {
    this.stop();
    this.#lastAt = performance.now();
    this.#run();
  }
}
