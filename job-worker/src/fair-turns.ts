/**
 * At most so many pieces of work at once, and of those that wait the next is one of the party that has the fewest under
 * way: who has one piece need not wait behind a thousand of another. When all those turns are taken there is one more,
 * kept for a party that has nothing under way: it need not even wait until a piece of another's ends.
 */
export interface FairTurns {
  take<T>(party: string, work: (turn: Turn) => Promise<T>): Promise<T>;
}

export type Turn = "common" | "kept";

export const createFairTurns = (atOnce: number): FairTurns => {
  /** Of each party that waits; who was served goes behind the others. */
  const waiting = new Map<string, ((turn: Turn) => void)[]>();
  const running = new Map<string, number>();
  const free: Record<Turn, number> = { common: atOnce, kept: 1 };

  const count = (party: string, turn: Turn, change: 1 | -1): void => {
    const now = (running.get(party) ?? 0) + change;
    if (now === 0) running.delete(party);
    else running.set(party, now);
    free[turn] -= change;
  };
  const startNext = (): void => {
    let next: string | undefined;
    for (const party of waiting.keys())
      if (next === undefined || (running.get(party) ?? 0) < (running.get(next) ?? 0)) next = party;
    const line = next === undefined ? undefined : waiting.get(next);
    if (next === undefined || !line) return;
    const turn = free.common > 0 ? "common" : "kept";
    if (free[turn] === 0 || (turn === "kept" && running.has(next))) return;
    const start = line.shift();
    waiting.delete(next);
    if (line.length > 0) waiting.set(next, line);
    count(next, turn, 1);
    start?.(turn);
    startNext();
  };

  return {
    async take(party, work) {
      const turn = await new Promise<Turn>((start) => {
        const line = waiting.get(party);
        if (line) line.push(start);
        else waiting.set(party, [start]);
        startNext();
      });
      try {
        return await work(turn);
      } finally {
        count(party, turn, -1);
        startNext();
      }
    },
  };
};
