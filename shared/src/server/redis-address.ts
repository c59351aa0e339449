/** One `REDIS_URL`, told to each client library in its own words. `unix:/path` is a socket. */
export interface RedisAddress {
  readonly url: string;
  /** For node-redis (`redis`). */
  readonly nodeRedis: { url: string } | { socket: { path: string } };
  /** For bee-queue: plain options only; a client object is silently replaced by 127.0.0.1:6379. */
  readonly beeQueue: Record<string, unknown>;
}

export const parseRedisAddress = (url: string): RedisAddress => {
  if (url.startsWith("unix:")) {
    const path = url.slice("unix:".length).replace(/^\/\/\//, "/");
    return { url, nodeRedis: { socket: { path } }, beeQueue: { path } };
  }
  return { url, nodeRedis: { url }, beeQueue: { url } };
};
