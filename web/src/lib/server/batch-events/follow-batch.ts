import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { readBatch } from "@backlot/shared/server/batches/read-batch";
import { isUnavailable } from "@backlot/shared/server/database/failures";
import type { Records } from "@backlot/shared/server/database/records";
import type { Logger } from "@backlot/shared/server/logger";
import { openEventStream, type EventStream } from "./event-stream.ts";
import { readBatchMark } from "./read-batch-mark.ts";

export interface FollowParts {
  records: Records;
  logger: Logger;
  /** Between two comments that keep a silent connection open; access is looked up as often. */
  beatIntervalMs: number;
}

/** One batch and all who follow it here. */
export interface BatchFollowing {
  join(mayStillRead: () => Promise<boolean>, onClosed: () => void): ReadableStream<Uint8Array>;
  close(): void;
}

/** At most four views a second; a batch in which nothing happens is looked at once a second. */
const BUSY_INTERVAL_MS = 250;
const IDLE_INTERVAL_MS = 1_000;
/** Whoever takes nothing for so long is cut off, and may come back. */
const MAX_BEHIND_MS = 60_000;
/** What a browser waits before it connects again. */
const RECONNECT_MS = 2_000;

/** The id of the last event: a browser that names it when it connects again is told that there is no more. */
export const END_EVENT_ID = "end";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const HELLO = encode(`retry: ${RECONNECT_MS}\n\n`);
const BEAT = encode(": still here\n\n");
const END = encode(`id: ${END_EVENT_ID}\nevent: end\ndata: {}\n\n`);

const messageOf = (view: string): Uint8Array => encode(`event: batch\ndata: ${view}\n\n`);

interface Follower {
  stream: EventStream;
  mayStillRead: () => Promise<boolean>;
  hasView: boolean;
}

/** `onLeft`: nobody follows any more; then no timer is left either. */
export const followBatch = (
  { records, logger, beatIntervalMs }: FollowParts,
  batchId: string,
  onLeft: () => void,
): BatchFollowing => {
  const followers = new Set<Follower>();
  let timer: NodeJS.Timeout | undefined;
  let intervalMs = BUSY_INTERVAL_MS;
  let mark: string | undefined;
  let view: string | undefined;
  let lastBeatAt = performance.now();
  let lastLookAt = -BUSY_INTERVAL_MS;
  let isPolling = false;
  let isBeating = false;

  const broadcast = (batch: BatchView, newMark: string): void => {
    const text = JSON.stringify(batch);
    const isNew = text !== view;
    intervalMs = isNew ? BUSY_INTERVAL_MS : Math.min(IDLE_INTERVAL_MS, intervalMs * 2);
    mark = newMark;
    view = text;
    const message = messageOf(text);
    for (const follower of followers) {
      if (!isNew && follower.hasView) continue;
      follower.hasView = true;
      follower.stream.send(message);
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
  const checkAccess = async ({ stream, mayStillRead }: Follower): Promise<void> => {
    try {
      if (!(await mayStillRead())) stream.end();
    } catch (error) {
      // While the database is away nothing can be said of anybody's access, and there is nothing to be seen.
      if (isUnavailable(error)) return;
      logger.error({ err: error, batchId }, "batch-access-unknown");
      stream.end();
    }
  };
  const beat = async (): Promise<void> => {
    isBeating = true;
    lastBeatAt = performance.now();
    for (const follower of [...followers]) {
      const { stream } = follower;
      stream.beat(BEAT);
      const isTooSlow = lastBeatAt - (stream.behindSince() ?? lastBeatAt) > MAX_BEHIND_MS;
      if (isTooSlow) stream.break("The client takes nothing");
      else await checkAccess(follower);
    }
    isBeating = false;
  };
  const poll = async (): Promise<void> => {
    isPolling = true;
    lastLookAt = performance.now();
    // Not waited for: nobody's news wait until everybody's access has been looked up.
    if (lastLookAt - lastBeatAt >= beatIntervalMs && !isBeating) void beat();
    try {
      await look();
    } catch (error) {
      logger[isUnavailable(error) ? "debug" : "error"]({ err: error, batchId }, "batch-not-followed");
    }
    isPolling = false;
    if (followers.size > 0) timer = setTimeout(() => void poll(), intervalMs);
  };
  const leave = (follower: Follower): void => {
    if (!followers.delete(follower) || followers.size > 0) return;
    clearTimeout(timer);
    onLeft();
  };

  return {
    join: (mayStillRead, onClosed) => {
      const follower: Follower = {
        stream: openEventStream(() => {
          leave(follower);
          onClosed();
        }),
        mayStillRead,
        hasView: false,
      };
      followers.add(follower);
      follower.stream.send(HELLO);
      intervalMs = BUSY_INTERVAL_MS;
      if (!isPolling) {
        clearTimeout(timer);
        timer = setTimeout(() => void poll(), Math.max(0, lastLookAt + BUSY_INTERVAL_MS - performance.now()));
      }
      return follower.stream.body;
    },
    close: () => {
      for (const { stream } of [...followers]) stream.end();
    },
  };
};
