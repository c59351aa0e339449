import * as Y from "yjs";

const MIN_MEASURE_INTERVAL_MS = 5_000;
/** Of the largest size: so much may have been replaced since the last measurement that it is out of date. */
const OUTDATED_AFTER_SHARE = 1 / 32;

/**
 * How large a document is when encoded. What was sent only bounds it from above (most edits replace others), and
 * encoding takes long, so it is measured when the bound would forbid an edit, and then not again for a while.
 */
export class DocumentSize {
  readonly #document: Y.Doc;
  readonly #maxBytes: number;
  #boundBytes: number;
  #measuredAt = -Infinity;
  #measuredBytes = 0;

  constructor(document: Y.Doc, loadedBytes: number, maxBytes: number) {
    this.#document = document;
    this.#maxBytes = maxBytes;
    this.#boundBytes = loadedBytes;
  }

  add(bytes: number): void {
    this.#boundBytes += bytes;
  }

  hasRoomFor(bytes: number): boolean {
    if (this.#boundBytes + bytes <= this.#maxBytes) return true;
    const now = performance.now();
    const isRecent = now - this.#measuredAt < MIN_MEASURE_INTERVAL_MS;
    const sentBytes = this.#boundBytes - this.#measuredBytes;
    if (isRecent && sentBytes < this.#maxBytes * OUTDATED_AFTER_SHARE) return false;
    this.#measuredAt = now;
    this.#measuredBytes = Y.encodeStateAsUpdate(this.#document).length;
    this.#boundBytes = this.#measuredBytes;
    return this.#boundBytes + bytes <= this.#maxBytes;
  }
}
