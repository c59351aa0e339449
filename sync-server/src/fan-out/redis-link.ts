import type { Logger } from "@backlot/shared/server/logger";
import type { FanOutMetrics } from "./fan-out-metrics.ts";
import { openRedisConnection, type RedisConnection } from "./redis-connection.ts";

const MIN_RECONNECT_DELAY_MS = 50;
const MAX_RECONNECT_DELAY_MS = 1_000;
/** With more than this waiting for Redis messages are dropped; the exchange of states makes up for them. */
const MAX_IN_FLIGHT_BYTES = 16 * 1024 * 1024;
const CHANNELS_PER_SUBSCRIBE = 500;
const CLOSE_GRACE_MS = 500;

export interface RedisLink {
  /** "ok" while both connections answer and everything wanted is subscribed. */
  state(): "ok" | "degraded";
  subscribe(channel: string): void;
  unsubscribe(channel: string): void;
  /** Whether a message would be taken now; else it need not be written at all. */
  isOpen(): boolean;
  /** Resolves true when Redis took it, false when it was dropped. Never waits for Redis to come back, never rejects. */
  publish(channel: string, bytes: Uint8Array): Promise<boolean>;
  close(): Promise<void>;
}

/** Keeps a connection to Redis, with every wanted subscription on it. */
export const openRedisLink = (parts: {
  redisUrl: string;
  logger: Logger;
  metrics: FanOutMetrics;
  onMessage: (channel: string, bytes: Buffer) => void;
  /** These are heard from now on. What came before, or since the last connection ended, was missed. */
  onSubscribed: (channels: readonly string[]) => void;
}): RedisLink => {
  const { logger, metrics } = parts;
  const wanted = new Set<string>();
  let connection: RedisConnection | undefined;
  let isReady = false;
  let isSubscribed = false;
  let isClosed = false;
  let inFlightBytes = 0;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  const inFlight = new Set<Promise<boolean>>();

  const subscribeOn = async (on: RedisConnection, channels: string[]): Promise<void> => {
    try {
      await on.subscribe(channels);
    } catch (error) {
      logger.warn({ err: error }, "fan-out-subscription-refused");
      on.destroy();
      return;
    }
    if (on !== connection) return;
    const subscribed = channels.filter((channel) => wanted.has(channel));
    if (subscribed.length > 0) parts.onSubscribed(subscribed);
  };

  const connect = (): void => {
    const opened = openRedisConnection(parts.redisUrl, parts.onMessage);
    connection = opened;
    opened.ready
      .then(async () => {
        if (opened !== connection) return;
        failures = 0;
        metrics.connections.set(2);
        const channels = [...wanted];
        // Before the first await: a channel wanted from here on is subscribed by its own call.
        isReady = true;
        for (let start = 0; start < channels.length; start += CHANNELS_PER_SUBSCRIBE) {
          await subscribeOn(opened, channels.slice(start, start + CHANNELS_PER_SUBSCRIBE));
        }
        if (opened !== connection) return;
        isSubscribed = true;
        logger.info("fan-out-connected");
      })
      .catch((error: unknown) => logger.error({ err: error }, "fan-out-failed"));
    void opened.over.then((cause) => {
      connection = undefined;
      isReady = false;
      isSubscribed = false;
      metrics.connections.set(0);
      if (isClosed) return;
      if (failures === 0) logger.warn({ err: cause }, "fan-out-gone");
      metrics.reconnects.inc();
      retry = setTimeout(connect, reconnectDelayMs(failures));
      failures += 1;
    });
  };

  const publish = async (on: RedisConnection, channel: string, bytes: Uint8Array): Promise<boolean> => {
    inFlightBytes += bytes.length;
    try {
      await on.publish(channel, bytes);
      return true;
    } catch {
      // The connection ended first, or Redis refuses: dropped, and counted by the caller.
      return false;
    } finally {
      inFlightBytes -= bytes.length;
    }
  };

  const isOpen = (): boolean => isReady && inFlightBytes < MAX_IN_FLIGHT_BYTES;

  connect();
  return {
    state: () => (isSubscribed ? "ok" : "degraded"),
    subscribe(channel) {
      wanted.add(channel);
      metrics.subscriptions.set(wanted.size);
      if (connection && isReady) void subscribeOn(connection, [channel]);
    },
    unsubscribe(channel) {
      wanted.delete(channel);
      metrics.subscriptions.set(wanted.size);
      if (connection && isReady) connection.unsubscribe(channel).catch(() => undefined);
    },
    isOpen,
    publish(channel, bytes) {
      if (!connection || !isOpen()) return Promise.resolve(false);
      const publishing = publish(connection, channel, bytes);
      inFlight.add(publishing);
      void publishing.then(() => inFlight.delete(publishing));
      return publishing;
    },
    async close() {
      isClosed = true;
      clearTimeout(retry);
      const grace = Promise.withResolvers<void>();
      const timer = setTimeout(grace.resolve, CLOSE_GRACE_MS);
      await Promise.race([Promise.all(inFlight), grace.promise]);
      clearTimeout(timer);
      connection?.destroy();
    },
  };
};

/** Half of it at random: nodes that lost Redis together do not return together. */
const reconnectDelayMs = (failures: number): number =>
  Math.min(MIN_RECONNECT_DELAY_MS * 2 ** failures, MAX_RECONNECT_DELAY_MS) * (0.5 + Math.random() / 2);
