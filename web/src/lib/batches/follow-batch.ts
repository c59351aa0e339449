import {
  withChange,
  type BatchBrief,
  type BatchChange,
  type BatchView,
} from "@backlot/shared/functions/batch-view";
import { callApi } from "#lib/rest/call-api.ts";
import type { ListFollower } from "./follow-list.ts";

const ASKED_EVERY_MS = 2_000;
const STREAM_TRIED_AGAIN_MS = 30_000;

export interface BatchFollower extends ListFollower {
  onBatch(batch: BatchView): void;
  /** The batch has ended; nothing more comes. */
  onEnd(): void;
}

interface FollowSettings {
  openStream?: (url: string) => EventSource;
  fetch?: typeof globalThis.fetch;
  askedEveryMs?: number;
}

/**
 * Follows one batch by its event stream until it has ended; returns the way to stop. Where the stream cannot be had
 * (an old proxy, a server that is just starting) the batch is asked for instead, and the stream tried again later.
 */
export const followBatch = (
  batchId: string,
  { onBatch, onEnd, onList, onHeard, onLost }: BatchFollower,
  { openStream = (url) => new EventSource(url), fetch, askedEveryMs = ASKED_EVERY_MS }: FollowSettings = {},
): (() => void) => {
  let stream: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const stop = (): void => {
    stopped = true;
    stream?.close();
    clearTimeout(timer);
  };

  const listen = (): void => {
    const opened = openStream(`/api/v1/batches/${batchId}/events?list=true&changes=true`);
    stream = opened;
    let told: BatchView | undefined;
    const tell = (batch: BatchView): void => {
      told = batch;
      onBatch(batch);
    };
    opened.addEventListener("list", (event: MessageEvent<string>) => {
      if (!stopped) onList(JSON.parse(event.data) as BatchBrief[]);
    });
    opened.addEventListener("batch", (event: MessageEvent<string>) => {
      if (!stopped) tell(JSON.parse(event.data) as BatchView);
    });
    opened.addEventListener("change", (event: MessageEvent<string>) => {
      if (!stopped && told) tell(withChange(told, JSON.parse(event.data) as BatchChange));
    });
    opened.addEventListener("end", () => {
      stop();
      onEnd();
    });
    opened.addEventListener("open", onHeard);
    // A lost connection is opened again by the browser itself; closed it stays when the answer is no stream.
    opened.addEventListener("error", () => {
      if (stopped) return;
      onLost();
      if (opened.readyState !== opened.CLOSED) return;
      askUntil(performance.now() + STREAM_TRIED_AGAIN_MS);
    });
  };

  const askUntil = (deadlineMs: number): void => {
    timer = setTimeout(() => {
      void ask().then(() => {
        if (stopped) return;
        if (performance.now() < deadlineMs) askUntil(deadlineMs);
        else listen();
      });
    }, askedEveryMs);
  };

  const ask = async (): Promise<void> => {
    const answer = await callApi<BatchView>(`batches/${batchId}`, fetch ? { fetch } : {});
    if (stopped || !answer.ok) return;
    onHeard();
    onBatch(answer.value);
    if (answer.value.finishedAt === undefined) return;
    stop();
    onEnd();
  };

  listen();
  return stop;
};
