import { createClient, type RedisClientOptions } from "redis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../../../tests/support/eventually.ts";
import { startRedis, type TestRedis } from "../../../../tests/support/start-redis.ts";
import { createLogger } from "../logger.ts";
import { parseRedisAddress } from "../redis-address.ts";
import { createJobQueue } from "./job-queue.ts";

const logger = createLogger("test", "silent");

let redis: TestRedis;
beforeAll(async () => (redis = await startRedis()));
afterAll(() => redis.stop());

describe("the queue", () => {
  it("calls for each ticket, at most `concurrency` at once, and once per job and lease", async () => {
    const own = createJobQueue({ redis: parseRedisAddress(redis.url), prefix: "hands-out", logger });
    let calls = 0;
    let now = 0;
    let most = 0;
    const onTicket = async (): Promise<void> => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 20));
      calls += 1;
      now -= 1;
      if (calls === 3) throw new Error("A failing handler harms nobody");
    };
    own.work({ concurrency: 4, onTicket, onArrival: () => Promise.resolve() });
    const tickets = Array.from({ length: 12 }, (_, index) => ({ jobId: `job-${index}`, lease: 0 }));
    expect(await own.enqueue([...tickets, ...tickets])).toBe(true);
    await eventually(() => expect(calls).toBe(12));
    expect(most).toBe(4);
    await eventually(async () =>
      expect(await own.health()).toEqual({ reachable: true, waiting: 0, active: 0 }),
    );
    await own.enqueue([{ jobId: "job-0", lease: 1 }]);
    await eventually(() => expect(calls).toBe(13));
    await own.close();
  });

  it("says once that tickets have come, also while no handler is free for them", async () => {
    const own = createJobQueue({ redis: parseRedisAddress(redis.url), prefix: "arrivals", logger });
    const held = Promise.withResolvers<void>();
    let taken = 0;
    let arrivals = 0;
    own.work({
      concurrency: 2,
      onTicket: () => {
        taken += 1;
        return held.promise;
      },
      onArrival: () => {
        arrivals += 1;
        return Promise.resolve();
      },
    });
    await own.enqueue(Array.from({ length: 500 }, (_, index) => ({ jobId: `crowd-${index}`, lease: 0 })));
    await eventually(() => expect([taken, arrivals]).toEqual([2, 1]));
    await own.enqueue([{ jobId: "single", lease: 0 }]);
    await eventually(() => expect([taken, arrivals]).toEqual([2, 2]));
    held.resolve();
    await eventually(() => expect(taken).toBe(501));
    expect(arrivals).toBe(2);
    await own.close();
  });

  it("goes on over junk in its keys, and keeps all its hands", async () => {
    const own = createJobQueue({ redis: parseRedisAddress(redis.url), prefix: "junk", logger });
    const client = createClient(parseRedisAddress(redis.url).nodeRedis as RedisClientOptions);
    await client.connect();
    let now = 0;
    let most = 0;
    let calls = 0;
    own.work({
      concurrency: 4,
      onTicket: async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setTimeout(resolve, 20));
        now -= 1;
        calls += 1;
      },
      onArrival: () => Promise.resolve(),
    });
    // Tickets of no job, of one that is not JSON, and of JSON that is no job.
    const contents = [undefined, "{not", "null", "1", '"x"', "[]", "x".repeat(1_000_000)];
    for (let index = 0; index < 28; index += 1) {
      const content = contents[index % contents.length];
      if (content !== undefined) await client.hSet("junk:jobs:jobs", `junk-${index}`, content);
      await client.lPush("junk:jobs:waiting", `junk-${index}`);
    }
    await client.lPush("junk:jobs:waiting", "");
    await eventually(async () => expect(await client.lLen("junk:jobs:waiting")).toBe(0));
    await client.set("junk:jobs:stalling", "no list of any kind");
    calls = most = 0;
    const tickets = Array.from({ length: 12 }, (_, index) => ({ jobId: `job-${index}`, lease: 0 }));
    expect(await own.enqueue(tickets)).toBe(true);
    await eventually(() => expect(calls).toBeGreaterThanOrEqual(12), 10_000);
    expect(most).toBe(4);
    client.destroy();
    await own.close();
  }, 30_000);

  it("survives a restart of Redis, before and after its first connection", async () => {
    const other = await startRedis();
    await other.kill();
    const early = createJobQueue({ redis: parseRedisAddress(other.url), logger });
    let calls = 0;
    const onTicket = (): Promise<void> => {
      calls += 1;
      return Promise.resolve();
    };
    early.work({ concurrency: 2, onTicket, onArrival: () => Promise.resolve() });
    expect(await early.enqueue([{ jobId: "while-down", lease: 0 }])).toBe(false);
    expect(await early.health()).toEqual({ reachable: false, waiting: 0, active: 0 });
    await other.start();
    await eventually(() => expect(calls).toBe(1));
    await other.kill();
    await other.start();
    await eventually(async () => expect(await early.enqueue([{ jobId: "after", lease: 0 }])).toBe(true));
    await eventually(() => expect(calls).toBeGreaterThanOrEqual(2), 10_000);
    await early.close();
    await other.stop();
  }, 30_000);
});
