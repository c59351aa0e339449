import type { Socket } from "node:net";

/** A message this large is a document's state; the peer gets the time to take it before it counts as slow. */
const LARGE_MESSAGE_BYTES = 1024 * 1024;

export interface BacklogLimits {
  /** Beyond it the peer gets no presence. */
  maxPresenceBacklogBytes: number;
  /** Beyond it the peer must take something within `maxStallBeats`. */
  maxStalledBytes: number;
  /** Seconds, counted by the heartbeat. */
  maxStallBeats: number;
  /** Beyond it, plus one large message, the peer is given up. */
  maxBufferedBytes: number;
}

/** What waits in the memory of this process for one peer to read it. */
export interface SocketBacklog {
  /** False: there is too much already, the peer must go. */
  admit(parts: readonly Uint8Array[]): boolean;
  readonly takesPresence: boolean;
  readonly isStalled: boolean;
  /** Once a second; true when something was waiting and the peer has taken some of it. */
  beat(): boolean;
}

export const createSocketBacklog = (
  raw: Socket,
  limits: BacklogLimits,
  drained: () => void,
): SocketBacklog => {
  let largeMessageBytes = 0;
  let missesPresence = false;
  let stalledBeats = 0;
  let takenBytes = 0;
  let wasWaiting = false;

  const isOverPresence = (): boolean => raw.writableLength > limits.maxPresenceBacklogBytes;
  const noteDrained = (): void => {
    if (raw.writableLength === 0) largeMessageBytes = 0;
    if (!missesPresence || isOverPresence()) return;
    missesPresence = false;
    drained();
  };
  raw.on("drain", noteDrained);

  return {
    admit: (parts) => {
      if (raw.writableLength > limits.maxBufferedBytes + largeMessageBytes) return false;
      for (const { length } of parts)
        if (length > LARGE_MESSAGE_BYTES) largeMessageBytes = Math.max(largeMessageBytes, length);
      return true;
    },
    get takesPresence() {
      if (isOverPresence()) missesPresence = true;
      return !missesPresence;
    },
    get isStalled() {
      return stalledBeats >= limits.maxStallBeats;
    },
    beat: () => {
      const taken = bytesTakenBy(raw);
      const hasProgressed = wasWaiting && taken !== takenBytes;
      takenBytes = taken;
      wasWaiting = raw.writableLength > 0;
      stalledBeats = raw.writableLength > limits.maxStalledBytes && !hasProgressed ? stalledBeats + 1 : 0;
      noteDrained();
      return hasProgressed;
    },
  };
};

/**
 * `writableLength` falls only when a whole write is done, and one write may be the whole backlog; what the kernel has
 * taken of it only the handle knows, which Node keeps to itself (its own socket timeout asks the same number).
 */
const bytesTakenBy = (raw: Socket): number => {
  const { _handle: handle } = raw as unknown as {
    _handle: { bytesWritten: number; writeQueueSize: number } | null;
  };
  return handle ? handle.bytesWritten - handle.writeQueueSize : 0;
};
