/**
 * The server's end of one stream of server-sent events. A client that does not read costs one kept message of each kind,
 * whatever happens meanwhile: what it missed is of no use once there is something newer.
 */
export interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Whether the next message goes out at once instead of waiting until the client has taken what is there. */
  hasRoom(): boolean;
  /** The newest of its kind; replaces an older one that the client has not taken yet. */
  send(message: Uint8Array, kind?: string): void;
  /** Only to keep the connection alive: left out when the client is behind. */
  beat(message: Uint8Array): void;
  /** Since when it has taken nothing; undefined = it keeps up. */
  behindSince(): number | undefined;
  /** What still waits goes out first; nothing comes after. */
  end(message?: Uint8Array): void;
  /** Cuts it off; the client finds a broken connection. */
  break(reason: string): void;
}

/** `onClosed`: once, whoever closed it. */
export const openEventStream = (onClosed: () => void): EventStream => {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const waiting = new Map<string, Uint8Array>();
  let fullSince: number | undefined;

  const close = (act: (open: ReadableStreamDefaultController<Uint8Array>) => void): void => {
    const open = controller;
    if (!open) return;
    controller = undefined;
    waiting.clear();
    act(open);
    onClosed();
  };
  // What waits goes out before what comes.
  const hasRoom = (): boolean => waiting.size === 0 && (controller?.desiredSize ?? 0) > 0;

  const body = new ReadableStream<Uint8Array>(
    {
      start: (opened) => {
        controller = opened;
      },
      pull: () => {
        fullSince = undefined;
        for (const message of waiting.values()) controller?.enqueue(message);
        waiting.clear();
      },
      cancel: () => close(() => undefined),
    },
    { highWaterMark: 2 },
  );

  return {
    body,
    hasRoom,
    send: (message, kind = "state") => {
      if (hasRoom()) controller?.enqueue(message);
      else {
        waiting.set(kind, message);
        fullSince ??= performance.now();
      }
    },
    beat: (message) => {
      if (hasRoom()) controller?.enqueue(message);
      else fullSince ??= performance.now();
    },
    behindSince: () => fullSince,
    end: (message) => {
      const last = [...waiting.values()];
      close((open) => {
        for (const kept of last) open.enqueue(kept);
        if (message) open.enqueue(message);
        open.close();
      });
    },
    break: (reason) => close((open) => open.error(new Error(reason))),
  };
};
