import type { Commit } from "./fan-out-room.ts";

/** Two nodes may publish their commits in another order than they made them. */
const GRACE_MS = 500;
const REMEMBERED_COMMITS = 512;

/**
 * Each commit names the one before it. One that is named but never comes was made by a node that died before it could
 * publish it: it is in the log, and nobody will ever send it.
 */
export const createCommitWatch = () => {
  const seen = new Set<number>();
  const awaited = new Map<number, number>();
  let first: number | undefined;
  const remember = (sequence: number): void => {
    seen.add(sequence);
    const oldest = seen.values().next();
    if (seen.size > REMEMBERED_COMMITS && !oldest.done) seen.delete(oldest.value);
  };
  return {
    note({ sequence, previous }: Commit, now: number): void {
      first ??= sequence;
      remember(sequence);
      awaited.delete(sequence);
      // What is older than the first commit heard of was there when the room read the log.
      const isUnheardOf = previous > first && !seen.has(previous) && !awaited.has(previous);
      if (isUnheardOf && awaited.size < REMEMBERED_COMMITS) awaited.set(previous, now);
    },
    /** True once for each commit that did not come. */
    hasMissed(now: number): boolean {
      let isMissing = false;
      for (const [sequence, since] of awaited) {
        if (now - since < GRACE_MS) break;
        awaited.delete(sequence);
        remember(sequence);
        isMissing = true;
      }
      return isMissing;
    },
  };
};
