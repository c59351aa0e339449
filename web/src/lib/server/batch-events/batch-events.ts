import { createCanvasLists } from "./canvas-lists.ts";
import { openEventStream, type EventStream } from "./event-stream.ts";
import { followBatch, type BatchFollowing, type FollowChoice, type FollowParts } from "./follow-batch.ts";
import {
  HELLO,
  beatStreams,
  createAccessLookUp,
  listMessageOf,
  type Follower,
  type StreamAccess,
} from "./keep-streams.ts";

/**
 * Batches as streams of server-sent events. All who follow one batch cost one poll of its rows together, and all lists
 * that are watched cost one.
 */
export interface BatchEvents {
  /**
   * One batch until it has ended, and the canvas's list too where `withList`. Undefined = this actor, or the crowd he
   * belongs to, has too many open already.
   */
  open(
    request: FollowRequest & Partial<FollowChoice> & { batchId: string; withList?: boolean },
  ): ReadableStream<Uint8Array> | undefined;
  /** What comes to the canvas's list, moves in it and ends. Undefined as above. */
  openList(request: FollowRequest): ReadableStream<Uint8Array> | undefined;
  /** Somebody's access has ended: whose streams end by that is looked up now. */
  lookUpAccess(): void;
  /** Ends every stream. */
  close(): void;
}

export interface FollowRequest extends StreamAccess {
  canvasId: string;
  /** Who follows, as the rate limits know them. */
  actorKey: string;
  /** Actors who cannot be told from one that takes another name each time. */
  crowdKey?: string | undefined;
}

const BEAT_INTERVAL_MS = 15_000;
const MAX_STREAMS_PER_ACTOR = 50;
const MAX_STREAMS_PER_CROWD = 500;

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

  const hasRoom = (key: string, most: number): boolean => (streamsOf.get(key) ?? 0) < most;
  const count = (key: string, change: 1 | -1): void => {
    const streams = (streamsOf.get(key) ?? 0) + change;
    if (streams > 0) streamsOf.set(key, streams);
    else streamsOf.delete(key);
  };
  /** Answers what gives the place back; undefined = there is none. */
  const takePlace = ({ actorKey, crowdKey }: FollowRequest): (() => void) | undefined => {
    if (!hasRoom(actorKey, MAX_STREAMS_PER_ACTOR)) return undefined;
    if (crowdKey !== undefined && !hasRoom(crowdKey, MAX_STREAMS_PER_CROWD)) return undefined;
    const counted = crowdKey === undefined ? [actorKey] : [actorKey, crowdKey];
    for (const key of counted) count(key, 1);
    return () => {
      for (const key of counted) count(key, -1);
    };
  };
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
  const lookUpListAccess = createAccessLookUp(listFollowers, { logger, about: {} });
  const keepLists = (): void => {
    clearInterval(beats);
    if (listFollowers.size === 0) return;
    beats = setInterval(() => {
      beatStreams(listFollowers);
      lookUpListAccess();
    }, beatIntervalMs);
  };

  return {
    open: ({ canvasId, batchId, withList = false, wantsChanges = false, ...request }) => {
      const givePlaceBack = takePlace({ canvasId, ...request });
      if (!givePlaceBack) return undefined;
      let stopList: (() => void) | undefined;
      const { accessKey, mayStillRead } = request;
      const stream = find(batchId).join({ accessKey, mayStillRead, wantsChanges }, () => {
        stopList?.();
        givePlaceBack();
      });
      if (withList) stopList = tellList(canvasId, stream);
      return stream.body;
    },
    openList: (request) => {
      const givePlaceBack = takePlace(request);
      if (!givePlaceBack) return undefined;
      const stream = openEventStream(() => {
        stopList();
        listFollowers.delete(follower);
        if (listFollowers.size === 0) keepLists();
        givePlaceBack();
      });
      const { canvasId, accessKey, mayStillRead } = request;
      const follower = { stream, accessKey, mayStillRead };
      listFollowers.add(follower);
      if (listFollowers.size === 1) keepLists();
      stream.send(HELLO);
      const stopList = tellList(canvasId, stream);
      return stream.body;
    },
    lookUpAccess: () => {
      for (const following of followed.values()) following.lookUpAccess();
      lookUpListAccess();
    },
    close: () => {
      for (const following of [...followed.values()]) following.close();
      for (const { stream } of [...listFollowers]) stream.end();
    },
  };
};
