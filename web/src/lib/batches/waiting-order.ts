import { BATCH_PRIORITIES, type BatchPriority, type BatchView } from "@backlot/shared/functions/batch-view";

/** Batches that have not begun, in the order in which workers will take them up. */
export const waitingInOrder = (batches: readonly BatchView[]): BatchView[] =>
  batches
    .filter((batch) => batch.status === "queued")
    .sort(
      (a, b) =>
        BATCH_PRIORITIES.indexOf(b.priority) - BATCH_PRIORITIES.indexOf(a.priority) ||
        a.rank - b.rank ||
        (a.createdAt < b.createdAt ? -1 : 1),
    );

export interface NewPlace {
  /** The batch that runs after it; null = it becomes the last. */
  before: string | null;
  priority: BatchPriority;
}

/** What to ask for so that a batch stands at an index of the waiting list; undefined = it stands there. */
export const placeAt = (
  waiting: readonly BatchView[],
  batchId: string,
  index: number,
): NewPlace | undefined => {
  const from = waiting.findIndex((batch) => batch.id === batchId);
  if (from === -1) return undefined;
  const others = waiting.filter((batch) => batch.id !== batchId);
  const at = Math.min(others.length, Math.max(0, index));
  if (at === from) return undefined;
  const [above, below] = [others[at - 1], others[at]];
  // Between two priorities it takes the one it came from, where that is one of them.
  const own = waiting[from]?.priority ?? "normal";
  if (below && (above === undefined || below.priority === own || above.priority !== own))
    return { before: below.id, priority: below.priority };
  return { before: null, priority: above?.priority ?? own };
};
