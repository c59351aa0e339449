/**
 * At most so many pieces of work at once, and of those that wait the next is one of the party that has the fewest under
 * way: who has one piece need not wait behind a thousand of another.
 */
export interface FairTurns {
  take<T>(party: string, work: () => Promise<T>): Promise<T>;
}

export const createFairTurns = (atOnce: number): FairTurns => {
  /** Of each party that waits; who was served goes behind the others. */
  const waiting = new Map<string, (() => void)[]>();
  const running = new Map<string, number>();
  let busy = 0;

  const count = (party: string, change: number): void => {
    const now = (running.get(party) ?? 0) + change;
    if (now === 0) running.delete(party);
    else running.set(party, now);
    busy += change;
  };
  const startNext = (): void => {
    if (busy >= atOnce) return;
    let next: string | undefined;
    for (const party of waiting.keys())
      if (next === undefined || (running.get(party) ?? 0) < (running.get(next) ?? 0)) next = party;
    const line = next === undefined ? undefined : waiting.get(next);
    if (next === undefined || !line) return;
    const start = line.shift();
    waiting.delete(next);
    if (line.length > 0) waiting.set(next, line);
    count(next, 1);
    start?.();
  };

  return {
    async take(party, work) {
      await new Promise<void>((start) => {
        const line = waiting.get(party);
        if (line) line.push(start);
        else waiting.set(party, [start]);
        startNext();
      });
      try {
        return await work();
      } finally {
        count(party, -1);
        startNext();
      }
    },
  };
};
