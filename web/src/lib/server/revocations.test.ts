import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { createLogger } from "@backlot/shared/server/logger";
import { parseRedisAddress } from "@backlot/shared/server/redis-address";
import { eventually } from "../../../../tests/support/eventually.ts";
import { startStopwatch } from "../../../../tests/support/own-time.ts";
import { startRedis } from "../../../../tests/support/start-redis.ts";
import { connectRevocations } from "./revocations.ts";

describe("revocations", () => {
  it("do not wait for a Redis that hangs", async () => {
    const redis = await startRedis();
    const revocations = connectRevocations(parseRedisAddress(redis.url), createLogger("web", "silent"));
    const pid = Number(
      execFileSync("redis-cli", ["-s", redis.url.replace("unix:", ""), "info", "server"], {
        encoding: "utf8",
      }).match(/process_id:(\d+)/)?.[1],
    );
    try {
      await eventually(async () => expect(await revocations.reachable()).toBe(true));
      process.kill(pid, "SIGSTOP");
      const readMs = startStopwatch();
      await revocations.publish({ kind: "canvas", canvasId: "board" });
      expect(await revocations.reachable()).toBe(false);
      expect(readMs()).toBeLessThan(4_000);
      process.kill(pid, "SIGCONT");
      await eventually(async () => expect(await revocations.reachable()).toBe(true));
    } finally {
      process.kill(pid, "SIGCONT");
      revocations.close();
      await redis.stop();
    }
  });
});
