import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";

const REQUIRED = { REDIS_URL: "unix:/run/redis.sock", SECRET: "a secret that is long enough to sign" };

describe("the worker's configuration", () => {
  it("has a default for all that is not required", () => {
    expect(readConfig(REQUIRED)).toMatchObject({
      ok: true,
      config: { port: 3002, concurrency: 10, syncUrl: "ws://127.0.0.1:3001/sync", dataDir: ".data" },
    });
  });

  it("takes another sync-server by port or by address", () => {
    expect(readConfig({ ...REQUIRED, SYNC_PORT: "4001" })).toMatchObject({
      config: { syncUrl: "ws://127.0.0.1:4001/sync" },
    });
    expect(readConfig({ ...REQUIRED, SYNC_URL: "wss://sync.example/sync" })).toMatchObject({
      config: { syncUrl: "wss://sync.example/sync" },
    });
  });

  it("reports everything that is missing or wrong at once, without showing secrets", () => {
    const result = readConfig({ SECRET: "short", WORKER_CONCURRENCY: "0", SYNC_URL: "http://x" });
    if (result.ok) throw new Error("Accepted");
    expect(result.problems.map((problem) => problem.split(" ", 1)[0])).toEqual([
      "SYNC_URL",
      "WORKER_CONCURRENCY",
      "REDIS_URL",
      "SECRET",
    ]);
    expect(result.problems.join("\n")).toContain("REDIS_URL is not set: must be set");
    expect(result.problems.join("\n")).not.toContain("short");
  });
});
