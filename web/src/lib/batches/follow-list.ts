import type { BatchBrief } from "@backlot/shared/functions/batch-view";

const STREAM_TRIED_AGAIN_MS = 30_000;

export interface ListFollower {
  /** Of the canvas's batches some came, moved or ended. */
  onList(list: readonly BatchBrief[]): void;
  /** There is a connection, and what changes is heard. */
  onHeard(): void;
  /** The connection was lost, or was not to be had. */
  onLost(): void;
}

/**
 * Hears what comes to a canvas's list of batches, moves in it and ends, while no batch is followed: a batch's own stream
 * tells the same. Returns the way to stop. Where the stream cannot be had it is tried again; the list is read now and
 * then by itself.
 */
export const followList = (
  canvasId: string,
  { onList, onHeard, onLost }: ListFollower,
  openStream: (url: string) => EventSource = (url) => new EventSource(url),
): (() => void) => {
  let stream: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const listen = (): void => {
    const opened = openStream(`/api/v1/canvases/${canvasId}/batches/events`);
    stream = opened;
    opened.addEventListener("list", (event: MessageEvent<string>) =>
      onList(JSON.parse(event.data) as BatchBrief[]),
    );
    opened.addEventListener("open", onHeard);
    // A lost connection is opened again by the browser itself; closed it stays when the answer is no stream.
    opened.addEventListener("error", () => {
      onLost();
      if (opened.readyState === opened.CLOSED) timer = setTimeout(listen, STREAM_TRIED_AGAIN_MS);
    });
  };

  listen();
  return () => {
    stream?.close();
    clearTimeout(timer);
  };
};
