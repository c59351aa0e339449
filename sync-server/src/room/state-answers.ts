import * as Y from "yjs";

/** Beyond this the peers of a room differ too much for remembering to help. */
const MAX_REMEMBERED = 64;
/** Together, besides the newest: who asks with many made-up vectors is answered with the whole document each time. */
const MAX_REMEMBERED_BYTES = 16 * 1024 * 1024;

/** Answers to "what have you that I lack?". After a restart a thousand peers ask the same. */
export class StateAnswers {
  readonly #document: Y.Doc;
  readonly #answers = new Map<string, Uint8Array>();
  #answersBytes = 0;
  #stateVector: Uint8Array | undefined;

  constructor(document: Y.Doc) {
    this.#document = document;
  }

  /** Whatever the document has beyond the vector, deletions always included. */
  since(stateVector: Uint8Array): Uint8Array {
    const key = Buffer.from(stateVector).toString("latin1");
    const known = this.#answers.get(key);
    if (known) return known;
    const answer = Y.encodeStateAsUpdate(this.#document, stateVector);
    const bytes = stateVector.length + answer.length;
    if (this.#answers.size >= MAX_REMEMBERED || this.#answersBytes + bytes > MAX_REMEMBERED_BYTES)
      this.#forgetAnswers();
    this.#answers.set(key, answer);
    this.#answersBytes += bytes;
    return answer;
  }

  stateVector(): Uint8Array {
    return (this.#stateVector ??= Y.encodeStateVector(this.#document));
  }

  /** The document has changed. */
  forget(): void {
    this.#forgetAnswers();
    this.#stateVector = undefined;
  }

  #forgetAnswers(): void {
    this.#answers.clear();
    this.#answersBytes = 0;
  }
}
