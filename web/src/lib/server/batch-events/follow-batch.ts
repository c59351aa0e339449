import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { readBatch } from "@backlot/shared/server/batches/read-batch";
import { isUnavailable } from "@backlot/shared/server/database/failures";
import type { Records } from "@backlot/shared/server/database/records";
import type { Logger } from "@backlot/shared/server/logger";
import { createBatchMessages } from "./batch-messages.ts";
import { openEventStream, type EventStream } from "./event-stream.ts";
import { HELLO, beatStreams, createAccessLookUp, type Follower, type StreamAccess } from "./keep-streams.ts";
import { readBatchMark } from "./read-batch-mark.ts";

export interface FollowParts {
  records: Records;
  logger: Logger;
  /** Between two comments that keep a silent connection open; access is looked up as often, in case nobody told of its end. */
  beatIntervalMs: number;
}

/** One batch and all who follow it here. */
export interface BatchFollowing {
  join(access: StreamAccess & FollowChoice, onClosed: () => void): EventStream;
  /** Ends the streams of those who may not read any more. */
  lookUpAccess(): void;
  close(): void;
}

/** At most four views a second; a batch in which nothing happens is looked at once a second. */
const BUSY_INTERVAL_MS = 250;
const IDLE_INTERVAL_MS = 1_000;

/** The id of the last event: a browser that names it when it connects again is told that there is no more. */
export const END_EVENT_ID = "end";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const END = encode(`id: ${END_EVENT_ID}\nevent: end\ndata: {}\n\n`);

/** `wantsChanges`: after the first state only what has changed, unless it was too slow for that. */
export interface FollowChoice {
  wantsChanges: boolean;
}

interface BatchFollower extends Follower, FollowChoice {
  hasView: boolean;
}

/** `onLeft`: nobody follows any more; then no timer is left either. */
export const followBatch = (
  { records, logger, beatIntervalMs }: FollowParts,
  batchId: string,
  onLeft: () => void,
): BatchFollowing => {
  const followers = new Set<BatchFollower>();
  let timer: NodeJS.Timeout | undefined;
  let intervalMs = BUSY_INTERVAL_MS;
  let mark: string | undefined;
  const tell = createBatchMessages();
  let lastBeatAt = performance.now();
  let lastLookAt = -BUSY_INTERVAL_MS;
  let isPolling = false;

  const broadcast = (batch: BatchView, newMark: string): void => {
    const messages = tell(batch);
    const { isNews } = messages;
    intervalMs = isNews ? BUSY_INTERVAL_MS : Math.min(IDLE_INTERVAL_MS, intervalMs * 2);
    mark = newMark;
    for (const follower of followers) {
      if (!isNews && follower.hasView) continue;
      // A change that waits would be replaced by the next and be lost; the whole batch makes up for any.
      const isChange = follower.wantsChanges && follower.hasView && follower.stream.hasRoom();
      follower.stream.send(isChange ? messages.change() : messages.whole());
      follower.hasView = true;
    }
    if (isEndedBatch(batch.status)) for (const { stream } of [...followers]) stream.end(END);
  };
  const look = async (): Promise<void> => {
    const newMark = await readBatchMark(records, batchId);
    const isAwaited = [...followers].some(({ hasView }) => !hasView);
    if (newMark !== undefined && newMark === mark && !isAwaited) {
      intervalMs = Math.min(IDLE_INTERVAL_MS, intervalMs * 2);
      return;
    }
    const batch = await readBatch(records, batchId);
    if (batch && newMark !== undefined) broadcast(batch, newMark);
    else for (const { stream } of [...followers]) stream.end();
  };
  const lookUpAccess = createAccessLookUp(followers, { logger, about: { batchId } });
  const beat = (): void => {
    lastBeatAt = performance.now();
    beatStreams(followers);
    // Not waited for: nobody's news wait until everybody's access has been looked up.
    lookUpAccess();
  };
  const poll = async (): Promise<void> => {
    isPolling = true;
    lastLookAt = performance.now();
    if (lastLookAt - lastBeatAt >= beatIntervalMs) beat();
    try {
      await look();
    } catch (error) {
      logger[isUnavailable(error) ? "debug" : "error"]({ err: error, batchId }, "batch-not-followed");
    }
    isPolling = false;
    if (followers.size > 0) timer = setTimeout(() => void poll(), intervalMs);
  };
  const leave = (follower: BatchFollower): void => {
    if (!followers.delete(follower) || followers.size > 0) return;
    clearTimeout(timer);
    onLeft();
  };

  return {
    join: (access, onClosed) => {
      const follower: BatchFollower = {
        stream: openEventStream(() => {
          leave(follower);
          onClosed();
        }),
        ...access,
        hasView: false,
      };
      followers.add(follower);
      follower.stream.send(HELLO);
      intervalMs = BUSY_INTERVAL_MS;
      if (!isPolling) {
        clearTimeout(timer);
        timer = setTimeout(() => void poll(), Math.max(0, lastLookAt + BUSY_INTERVAL_MS - performance.now()));
      }
      return follower.stream;
    },
    lookUpAccess,
    close: () => {
      for (const { stream } of [...followers]) stream.end();
    },
  };
};
