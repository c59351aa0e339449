import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import type { BatchView } from "@backlot/shared/functions/batch-view";

export type BatchTab = "canvas" | "mine" | "history";

const STAYS_AFTER_END_MS = 24 * 3_600_000;

/** "This canvas" is what concerns everybody now: what is open, and what ended within a day. The newest always shows. */
export const batchesOfTab = (
  batches: readonly BatchView[],
  tab: BatchTab,
  { actorId, nowMs }: { actorId: string | undefined; nowMs: number },
): BatchView[] => {
  switch (tab) {
    case "canvas":
      return batches.filter(
        (batch, index) =>
          index === 0 ||
          !isEndedBatch(batch.status) ||
          nowMs - Date.parse(batch.finishedAt ?? batch.createdAt) < STAYS_AFTER_END_MS,
      );
    case "mine":
      return batches.filter((batch) => batch.createdBy.id === actorId);
    case "history":
      return batches.filter((batch) => isEndedBatch(batch.status));
  }
};
