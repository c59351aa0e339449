import { createClient } from "redis";
import type { Logger } from "./logger.ts";
import { parseRedisAddress } from "./redis-address.ts";
import { REVOCATION_CHANNEL, revocationSchema, type Revocation } from "./revocation.ts";

const MAX_RECONNECT_DELAY_MS = 2_000;

export interface RevocationListener {
  state(): "ok" | "degraded";
  close(): void;
}

/** Hears web's revocations over Redis. Redis may come late, go and come back; each change is one line in the log. */
export const listenForRevocations = (parts: {
  redisUrl: string;
  logger: Logger;
  revoke: (revocation: Revocation) => void;
}): RevocationListener => {
  const { logger } = parts;
  const client = createClient({
    ...parseRedisAddress(parts.redisUrl).nodeRedis,
    socket: {
      ...socketOf(parts.redisUrl),
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, MAX_RECONNECT_DELAY_MS),
    },
  });
  let state: "ok" | "degraded" = "degraded";
  let hasSaidSo = false;

  client.on("ready", () => {
    state = "ok";
    hasSaidSo = false;
    logger.info("redis-connected");
  });
  client.on("error", (error: unknown) => {
    state = "degraded";
    if (!hasSaidSo) logger.warn({ err: error }, "redis-gone");
    hasSaidSo = true;
  });

  const hear = (message: string): void => {
    const revocation = parseRevocation(message);
    if (revocation) parts.revoke(revocation);
    else logger.warn("revocation-malformed");
  };
  // node-redis subscribes again by itself after every reconnect. Both calls wait for the first connection, and
  // reject only when the client is destroyed before it.
  client
    .connect()
    .then(
      () => client.subscribe(REVOCATION_CHANNEL, hear),
      () => undefined,
    )
    .catch((error: unknown) => logger.warn({ err: error }, "revocation-subscription-failed"));

  return {
    state: () => state,
    close: () => client.destroy(),
  };
};

const parseRevocation = (message: string): Revocation | undefined => {
  try {
    return revocationSchema.safeParse(JSON.parse(message)).data;
  } catch {
    // Not JSON.
    return undefined;
  }
};

const socketOf = (redisUrl: string): { path: string } | Record<string, never> => {
  const { nodeRedis } = parseRedisAddress(redisUrl);
  return "socket" in nodeRedis ? nodeRedis.socket : {};
};
