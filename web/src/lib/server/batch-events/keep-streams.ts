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

export interface Follower {
  stream: EventStream;
  mayStillRead: () => Promise<boolean>;
}

/** A comment that keeps each silent connection open; who is too slow, or may not read any more, is cut off. */
export const keepStreams = async (
  followers: Iterable<Follower>,
  { logger, about }: { logger: Logger; about: Record<string, unknown> },
): Promise<void> => {
  const nowMs = performance.now();
  for (const { stream, mayStillRead } of [...followers]) {
    stream.beat(BEAT);
    if (nowMs - (stream.behindSince() ?? nowMs) > MAX_BEHIND_MS) {
      stream.break("The client takes nothing");
      continue;
    }
    try {
      if (!(await mayStillRead())) stream.end();
    } catch (error) {
      // While the database is away nothing can be said of anybody's access, and there is nothing to be seen.
      if (isUnavailable(error)) continue;
      logger.error({ err: error, ...about }, "batch-access-unknown");
      stream.end();
    }
  }
};
