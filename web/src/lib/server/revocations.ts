import { createClient } from "redis";
import type { Logger } from "@backlot/shared/server/logger";
import type { RedisAddress } from "@backlot/shared/server/redis-address";
import { REVOCATION_CHANNEL, type Revocation } from "@backlot/shared/server/revocation";

export interface Revocations {
  /**
   * Told to every sync-server now. Never rejects and never waits long: with Redis away or hung their check every 30 s
   * finds it in the rows.
   */
  publish(revocation: Revocation): Promise<void>;
  /** Whether Redis answers now; a connection that stands may lead to one that hangs. */
  reachable(): Promise<boolean>;
  close(): void;
}

const MAX_RETRY_MS = 1_000;
const ANSWER_DEADLINE_MS = 1_000;

export const connectRevocations = (redis: RedisAddress | undefined, logger: Logger): Revocations => {
  if (!redis)
    return {
      publish: () => Promise.resolve(),
      reachable: () => Promise.resolve(true),
      close: () => undefined,
    };
  const socket = "socket" in redis.nodeRedis ? redis.nodeRedis.socket : {};
  const client = createClient({
    ...redis.nodeRedis,
    disableOfflineQueue: true,
    socket: { ...socket, reconnectStrategy: (retries: number) => Math.min(50 * (retries + 1), MAX_RETRY_MS) },
  });
  client.on("error", (error: unknown) => logger.debug({ err: error }, "redis-error"));
  client.connect().catch((error: unknown) => logger.warn({ err: error }, "redis-connect-failed"));
  return {
    publish: async (revocation) => {
      try {
        await inTime(client.publish(REVOCATION_CHANNEL, JSON.stringify(revocation)));
      } catch (error) {
        logger.warn({ err: error, kind: revocation.kind }, "revocation-not-published");
      }
    },
    reachable: async () => {
      try {
        if (client.isReady) await inTime(client.ping());
        return client.isReady;
      } catch {
        // Away and hung are both "does not answer".
        return false;
      }
    },
    close: () => client.destroy(),
  };
};

const inTime = async <T>(answer: Promise<T>): Promise<T> => {
  const late = Promise.withResolvers<never>();
  const deadline = setTimeout(
    () => late.reject(new Error("Redis did not answer in time")),
    ANSWER_DEADLINE_MS,
  );
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(deadline);
  }
};
