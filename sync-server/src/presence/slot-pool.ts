/** Hands out the smallest numbers it can, since small ones are short on the wire. */
export class SlotPool {
  readonly #free: number[] = [];
  #next = 0;

  take(): number {
    return this.#free.pop() ?? this.#next++;
  }

  giveBack(slot: number): void {
    this.#free.push(slot);
  }
}
