import { followBatch, type BatchFollowing, type FollowParts } from "./follow-batch.ts";

/** Batches as streams of server-sent events. All who follow one batch cost one poll of its rows together. */
export interface BatchEvents {
  /** Undefined when this actor has too many open already. */
  open(request: FollowRequest): ReadableStream<Uint8Array> | undefined;
  /** Ends every stream. */
  close(): void;
}

export interface FollowRequest {
  batchId: string;
  /** Who follows, as the rate limits know them. */
  actorKey: string;
  /** Asked now and then while the stream is open. */
  mayStillRead: () => Promise<boolean>;
}

const BEAT_INTERVAL_MS = 15_000;
const MAX_STREAMS_PER_ACTOR = 50;

export const createBatchEvents = ({
  records,
  logger,
  beatIntervalMs = BEAT_INTERVAL_MS,
}: Omit<FollowParts, "beatIntervalMs"> & Partial<FollowParts>): BatchEvents => {
  const followed = new Map<string, BatchFollowing>();
  const streamsOf = new Map<string, number>();

  const count = (actorKey: string, change: 1 | -1): void => {
    const streams = (streamsOf.get(actorKey) ?? 0) + change;
    if (streams > 0) streamsOf.set(actorKey, streams);
    else streamsOf.delete(actorKey);
  };
  const find = (batchId: string): BatchFollowing => {
    const known = followed.get(batchId);
    if (known) return known;
    const onLeft = (): void => void followed.delete(batchId);
    const following = followBatch({ records, logger, beatIntervalMs }, batchId, onLeft);
    followed.set(batchId, following);
    return following;
  };

  return {
    open: ({ batchId, actorKey, mayStillRead }) => {
      if ((streamsOf.get(actorKey) ?? 0) >= MAX_STREAMS_PER_ACTOR) return undefined;
      count(actorKey, 1);
      return find(batchId).join(mayStillRead, () => count(actorKey, -1));
    },
    close: () => {
      for (const following of [...followed.values()]) following.close();
    },
  };
};
