import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import type { BatchBrief, BatchView } from "@backlot/shared/functions/batch-view";

/**
 * A fresh first page of the list over what is known: older pages that were read stay, and so does what is fresher than
 * the page because its stream spoke while the page was under way. Newest first.
 */
export const mergeListed = (
  known: readonly BatchView[],
  page: readonly BatchView[],
  isFresher: (batchId: string) => boolean,
): BatchView[] => {
  const listed = new Set(page.map((batch) => batch.id));
  const oldest = page.at(-1);
  const newer = known.filter((batch) => !listed.has(batch.id) && isFresher(batch.id));
  const older = oldest
    ? known.filter((batch) => !listed.has(batch.id) && batch.createdAt < oldest.createdAt)
    : [];
  const current = page.map((batch) =>
    isFresher(batch.id) ? (known.find(({ id }) => id === batch.id) ?? batch) : batch,
  );
  return [...newer.filter((batch) => !older.includes(batch)), ...current, ...older];
};

/** One batch as it is now, at its place, or as the newest. */
export const putBatch = (known: readonly BatchView[], batch: BatchView): BatchView[] =>
  known.some(({ id }) => id === batch.id)
    ? known.map((other) => (other.id === batch.id ? batch : other))
    : [batch, ...known];

/**
 * Whether the list is to be read again: `told` names a batch that is not known so, or not one that is thought open. The
 * followed batch is left out, its own stream is ahead.
 */
export const isNews = (
  told: readonly BatchBrief[],
  known: readonly BatchView[],
  followedId: string | undefined,
): boolean => {
  const byId = new Map(known.map((batch) => [batch.id, batch]));
  const toldIds = new Set(told.map(({ id }) => id));
  const differs = (brief: BatchBrief): boolean => {
    const batch = byId.get(brief.id);
    return batch?.status !== brief.status || batch.priority !== brief.priority || batch.rank !== brief.rank;
  };
  return (
    told.some((brief) => brief.id !== followedId && differs(brief)) ||
    known.some(({ id, status }) => id !== followedId && !isEndedBatch(status) && !toldIds.has(id))
  );
};
