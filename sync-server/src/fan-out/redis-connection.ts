import { createClient } from "redis";
import { parseRedisAddress } from "@backlot/shared/server/redis-address";

const READY_DEADLINE_MS = 3_000;
const PING_INTERVAL_MS = 500;
/** A Redis that accepts and never answers is gone: this many pings in a row without one answer. */
const MAX_UNANSWERED_PINGS = 4;

export interface RedisConnection {
  /** Resolves with the cause when it is over; never rejects. Nothing of it comes back: the next one is new. */
  readonly over: Promise<Error>;
  /** Resolves when both sides answer. Stays open when it is over before. */
  readonly ready: Promise<void>;
  publish(channel: string, bytes: Uint8Array): Promise<void>;
  subscribe(channels: string[]): Promise<void>;
  unsubscribe(channel: string): Promise<void>;
  destroy(): void;
}

/**
 * One life of the two connections that pub/sub needs, one to publish and one that is subscribed. They end together.
 * node-redis could reconnect by itself, but then a subscription under way when the connection dies is lost.
 */
export const openRedisConnection = (
  redisUrl: string,
  onMessage: (channel: string, bytes: Buffer) => void,
): RedisConnection => {
  const over = Promise.withResolvers<Error>();
  const ready = Promise.withResolvers<void>();
  const publisher = openClient(redisUrl);
  const subscriber = openClient(redisUrl);
  const clients = [publisher, subscriber];
  let isOver = false;

  const end = (cause: Error): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(deadline);
    for (const { stop } of pulses) stop();
    for (const client of clients) client.destroy();
    over.resolve(cause);
  };
  const deadline = setTimeout(() => end(new Error("Redis did not answer in time")), READY_DEADLINE_MS);
  const pulses = [publisher, subscriber].map((client) => watchPulse(client, end));
  const [publisherPulse, subscriberPulse] = pulses;

  for (const client of clients) {
    client.on("error", (error: Error) => end(error));
    client.on("end", () => end(new Error("The connection to Redis was closed")));
    // destroy() during connect leaves the socket to connect later.
    client.on("connect", () => isOver && client.destroy());
  }
  Promise.all(clients.map((client) => client.connect())).then(
    () => {
      clearTimeout(deadline);
      if (!isOver) ready.resolve();
    },
    (error: Error) => end(error),
  );

  const listener = (bytes: Buffer, channel: Buffer): void => {
    subscriberPulse?.beat();
    onMessage(channel.toString(), bytes);
  };
  return {
    over: over.promise,
    ready: ready.promise,
    publish: async (channel, bytes) => {
      await publisher.publish(channel, asBuffer(bytes));
      publisherPulse?.beat();
    },
    subscribe: (channels) => subscriber.subscribe(channels, listener, true),
    unsubscribe: (channel) => subscriber.unsubscribe(channel, listener, true),
    destroy: () => end(new Error("The connection to Redis was given up")),
  };
};

type Client = ReturnType<typeof openClient>;

/** Ends a connection that says nothing any more; `beat` is any answer. */
const watchPulse = (client: Client, end: (cause: Error) => void): { beat: () => void; stop: () => void } => {
  // Counted, not timed: after a long turn of our own event loop the answers are still to be read.
  let unansweredPings = 0;
  const beat = (): void => void (unansweredPings = 0);
  const timer = setInterval(() => {
    if (!client.isReady) return;
    unansweredPings += 1;
    if (unansweredPings > MAX_UNANSWERED_PINGS) end(new Error("Redis no longer answers"));
    else client.ping().then(beat, end);
  }, PING_INTERVAL_MS);
  timer.unref();
  return { beat, stop: () => clearInterval(timer) };
};

const openClient = (redisUrl: string) => {
  const { nodeRedis } = parseRedisAddress(redisUrl);
  return createClient({
    ...nodeRedis,
    name: "backlot-sync-fan-out",
    disableOfflineQueue: true,
    maintNotifications: "disabled",
    // Else each publish starts a timer of its own; the pings watch over all of them.
    commandOptions: { timeout: 0 },
    socket: {
      ...("socket" in nodeRedis ? nodeRedis.socket : {}),
      connectTimeout: READY_DEADLINE_MS,
      reconnectStrategy: false,
    },
  });
};

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
