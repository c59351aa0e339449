import type { BatchBrief } from "@backlot/shared/functions/batch-view";
import { isUnavailable } from "@backlot/shared/server/database/failures";
import type { Logger } from "@backlot/shared/server/logger";
import type { EventStream } from "./event-stream.ts";

/** Whoever takes nothing for so long is cut off, and may come back. */
const MAX_BEHIND_MS = 60_000;
/** What a browser waits before it connects again. */
const RECONNECT_MS = 2_000;

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
export const HELLO = encode(`retry: ${RECONNECT_MS}\n\n`);
const BEAT = encode(": still here\n\n");

export const listMessageOf = (list: readonly BatchBrief[]): Uint8Array =>
  encode(`event: list\ndata: ${JSON.stringify(list)}\n\n`);

export interface StreamAccess {
  /** The same for streams that were opened with the same credentials: one look-up answers for all of them. */
  accessKey: string;
  /** Asked now and then while the stream is open. */
  mayStillRead: () => Promise<boolean>;
}

export interface Follower extends StreamAccess {
  stream: EventStream;
}

/** A comment that keeps each silent connection open; who takes nothing for long is cut off. */
export const beatStreams = (followers: Iterable<Follower>): void => {
  const nowMs = performance.now();
  for (const { stream } of [...followers]) {
    stream.beat(BEAT);
    if (nowMs - (stream.behindSince() ?? nowMs) > MAX_BEHIND_MS) stream.break("The client takes nothing");
  }
};

/**
 * Ends the streams of those who may not read any more, each time it is called. However often that is, one look-up goes on
 * at a time, and one more after it.
 */
export const createAccessLookUp = (
  followers: ReadonlySet<Follower>,
  { logger, about }: { logger: Logger; about: Record<string, unknown> },
): (() => void) => {
  let isLookingUp = false;
  let isStale = false;
  const check = async (same: readonly Follower[]): Promise<void> => {
    const first = same.find((follower) => followers.has(follower));
    const endAll = (): void => same.forEach(({ stream }) => stream.end());
    try {
      if (first && !(await first.mayStillRead())) endAll();
    } catch (error) {
      // While the database is away nothing can be said of anybody's access, and there is nothing to be seen.
      if (isUnavailable(error)) return;
      logger.error({ err: error, ...about }, "batch-access-unknown");
      endAll();
    }
  };
  const lookUp = async (): Promise<void> => {
    isLookingUp = true;
    while (isStale) {
      isStale = false;
      for (const same of Map.groupBy(followers, ({ accessKey }) => accessKey).values()) await check(same);
    }
    isLookingUp = false;
  };
  return () => {
    isStale = true;
    if (!isLookingUp) void lookUp();
  };
};
