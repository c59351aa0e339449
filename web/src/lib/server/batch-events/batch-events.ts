import { createCanvasLists } from "./canvas-lists.ts";
import { openEventStream, type EventStream } from "./event-stream.ts";
import { followBatch, type BatchFollowing, type FollowParts } from "./follow-batch.ts";
import { HELLO, keepStreams, listMessageOf, type Follower } from "./keep-streams.ts";

/**
 * Batches as streams of server-sent events. All who follow one batch cost one poll of its rows together, and all lists
 * that are watched cost one.
 */
export interface BatchEvents {
  /** One batch until it has ended, and the canvas's list too where `withList`. Undefined = too many are open already. */
  open(
    request: FollowRequest & { batchId: string; withList?: boolean },
  ): ReadableStream<Uint8Array> | undefined;
  /** What comes to the canvas's list, moves in it and ends. Undefined = this actor has too many open already. */
  openList(request: FollowRequest): ReadableStream<Uint8Array> | undefined;
  /** Ends every stream. */
  close(): void;
}

export interface FollowRequest {
  canvasId: string;
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
  const lists = createCanvasLists({ records, logger });
  const listFollowers = new Set<Follower>();
  let beats: NodeJS.Timeout | undefined;

  const count = (actorKey: string, change: 1 | -1): void => {
    const streams = (streamsOf.get(actorKey) ?? 0) + change;
    if (streams > 0) streamsOf.set(actorKey, streams);
    else streamsOf.delete(actorKey);
  };
  const hasRoom = (actorKey: string): boolean => (streamsOf.get(actorKey) ?? 0) < MAX_STREAMS_PER_ACTOR;
  const find = (batchId: string): BatchFollowing => {
    const known = followed.get(batchId);
    if (known) return known;
    const onLeft = (): void => void followed.delete(batchId);
    const following = followBatch({ records, logger, beatIntervalMs }, batchId, onLeft);
    followed.set(batchId, following);
    return following;
  };
  const tellList = (canvasId: string, stream: EventStream): (() => void) =>
    lists.watch(canvasId, (list) => stream.send(listMessageOf(list), "list"));
  const keepLists = (): void => {
    clearInterval(beats);
    if (listFollowers.size === 0) return;
    beats = setInterval(() => void keepStreams(listFollowers, { logger, about: {} }), beatIntervalMs);
  };

  return {
    open: ({ canvasId, batchId, actorKey, mayStillRead, withList = false }) => {
      if (!hasRoom(actorKey)) return undefined;
      count(actorKey, 1);
      let stopList: (() => void) | undefined;
      const stream = find(batchId).join(mayStillRead, () => {
        stopList?.();
        count(actorKey, -1);
      });
      if (withList) stopList = tellList(canvasId, stream);
      return stream.body;
    },
    openList: ({ canvasId, actorKey, mayStillRead }) => {
      if (!hasRoom(actorKey)) return undefined;
      count(actorKey, 1);
      const stream = openEventStream(() => {
        stopList();
        listFollowers.delete(follower);
        if (listFollowers.size === 0) keepLists();
        count(actorKey, -1);
      });
      const follower = { stream, mayStillRead };
      listFollowers.add(follower);
      if (listFollowers.size === 1) keepLists();
      stream.send(HELLO);
      const stopList = tellList(canvasId, stream);
      return stream.body;
    },
    close: () => {
      for (const following of [...followed.values()]) following.close();
      for (const { stream } of [...listFollowers]) stream.end();
    },
  };
};
