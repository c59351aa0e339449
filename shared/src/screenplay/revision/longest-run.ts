/** Indexes of a longest strictly rising run of `keys` (patience sorting); absent keys are never part of it. */
export const longestRisingRun = (keys: readonly (string | undefined)[]): Set<number> => {
  const ends: number[] = [];
  const before: number[] = [];
  keys.forEach((key, index) => {
    if (key === undefined) return;
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((keys[ends[middle] ?? -1] ?? "") < key) low = middle + 1;
      else high = middle;
    }
    before[index] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = index;
  });
  const run = new Set<number>();
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) run.add(index);
  return run;
};
