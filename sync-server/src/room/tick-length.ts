const SHORTEST_MS = 16;
const LONGEST_MS = 50;
/** Of the time, at most: the rest is for reading what people send and for letting people in. */
const WRITING_SHARE = 1 / 2;
/** Of the newest flush in the average; one that was held up by something else says little. */
const WEIGHT = 1 / 8;

/**
 * How long a room's tick lasts: 16 ms, unless writing once to each peer takes more than half of that. Twice as many
 * peers then wait a little longer for each other instead of the room never coming to anything but writing.
 */
export class TickLength {
  #flushMs = 0;

  get ms(): number {
    return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, this.#flushMs / WRITING_SHARE));
  }

  noteFlush(tookMs: number): void {
    this.#flushMs += (tookMs - this.#flushMs) * WEIGHT;
  }
}
