import type { UpdateFacts } from "./walk-update.ts";

type Ranges = UpdateFacts["deletes"];

/** What an update deletes, by client; sorted out when somebody asks, for hardly any update has to be asked. */
export class DeletedClocks {
  readonly #deletes: Ranges;
  #byClient: Map<number, Ranges> | undefined;

  /** Ascending and disjoint for each client. */
  constructor(deletes: Ranges) {
    this.#deletes = deletes;
  }

  /** `end` exclusive. */
  hasAll(client: number, start: number, end: number): boolean {
    this.#byClient ??= Map.groupBy(this.#deletes, (range) => range.client);
    const ofClient = this.#byClient.get(client) ?? [];
    // The first one that ends behind the start.
    let low = 0;
    let high = ofClient.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ofClient[middle]?.end ?? Infinity) > start) high = middle;
      else low = middle + 1;
    }
    const range = ofClient[low];
    return range !== undefined && range.start <= start && range.end >= end;
  }
}
