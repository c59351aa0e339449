import type { ListOfItem } from "./item-lists.ts";
import { walkUpdate, type ItemPlace, type StructId, type UpdateFacts } from "./walk-update.ts";

export interface BroughtItem {
  readonly place: ItemPlace;
  /** Once it has been found out. */
  list: ListOfItem | undefined;
}

interface OfClient {
  /** Exclusive; of what it brings as collected, there are no items. */
  end: number;
  items: BroughtItem[];
  clocks: number[];
}

/**
 * The items that updates bring, found by any of their clocks. What is known before, none brings, whatever it says. The
 * updates are read when the first item is asked for: most can be judged without.
 */
export class BroughtItems {
  readonly #updates: readonly { update: Uint8Array; facts: UpdateFacts }[];
  readonly #clockOf: (client: number) => number;
  readonly #byClient = new Map<number, OfClient>();
  #read = 0;

  /**
   * `updates`: in the order in which they will be applied; more may come at its end. `clockOf`: what is known of a client
   * before the first of them, exclusive.
   */
  constructor(
    updates: readonly { update: Uint8Array; facts: UpdateFacts }[],
    clockOf: (client: number) => number,
  ) {
    this.#updates = updates;
    this.#clockOf = clockOf;
  }

  /** Also what is brought as collected. */
  has({ client, clock }: StructId): boolean {
    this.#readAll();
    return clock >= this.#clockOf(client) && clock < (this.#byClient.get(client)?.end ?? 0);
  }

  find({ client, clock }: StructId): BroughtItem | undefined {
    this.#readAll();
    const ofClient = this.#byClient.get(client);
    if (!ofClient) return undefined;
    const { clocks, items } = ofClient;
    // The last one that starts at or before the clock.
    let low = 0;
    let high = clocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((clocks[middle] ?? Infinity) <= clock) low = middle + 1;
      else high = middle;
    }
    const item = items[low - 1];
    return item && clock < item.place.clock + item.place.length ? item : undefined;
  }

  /** Each client's in the order of their clocks. */
  *all(): Iterable<BroughtItem> {
    this.#readAll();
    for (const { items } of this.#byClient.values()) yield* items;
  }

  #readAll(): void {
    for (; this.#read < this.#updates.length; this.#read++) {
      const next = this.#updates[this.#read];
      if (!next) continue;
      walkUpdate(next.update, (place) => {
        const ofClient = this.#ofClient(place.client);
        if (place.clock < ofClient.end) return;
        ofClient.items.push({ place, list: undefined });
        ofClient.clocks.push(place.clock);
      });
      for (const { client, end } of next.facts.ranges) {
        const ofClient = this.#ofClient(client);
        ofClient.end = Math.max(ofClient.end, end);
      }
    }
  }

  #ofClient(client: number): OfClient {
    let ofClient = this.#byClient.get(client);
    if (!ofClient) {
      ofClient = { end: this.#clockOf(client), items: [], clocks: [] };
      this.#byClient.set(client, ofClient);
    }
    return ofClient;
  }
}
