import { describe, expect, it } from "vitest";
import { createLogger } from "@backlot/shared/server/logger";
import { eventually } from "../../../tests/support/eventually.ts";
import { createStoreHealth } from "./store-health.ts";
import { StoreThread } from "./store-thread.ts";

interface EchoCalls {
  echo(text: string): Promise<string>;
  end(): Promise<void>;
  hang(): Promise<void>;
  close(): Promise<void>;
}

const GRACE_MS = 5_000;

/** Answers by itself what `answerCalls` would, so that it needs no file. */
const ECHO = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, workerData } from "node:worker_threads";
    parentPort.on("message", ({ id, name, asked }) => {
      if (name === "end") process.exit(1);
      if (name === "hang") for (;;);
      parentPort.postMessage(
        asked[0] === "wrong" ? { id, ok: false, error: "wrong" } : { id, ok: true, answer: workerData.dataDir + asked[0] });
      if (name === "close") parentPort.close();
    });`)}`,
);

describe("a thread of the store", () => {
  it("answers, rejects, is replaced when it dies, and takes nothing once closed", async () => {
    const thread = new StoreThread<EchoCalls>(ECHO, { dataDir: "in " });
    expect(await thread.call("echo", "a")).toBe("in a");
    await expect(thread.call("echo", "wrong")).rejects.toThrow("wrong");
    const lost = thread.call("end");
    const behind = thread.call("echo", "b");
    await expect(lost).rejects.toThrow("ended");
    await expect(behind).rejects.toThrow("ended");
    expect(await thread.call("echo", "c")).toBe("in c");
    await thread.close(GRACE_MS);
    await thread.close(GRACE_MS);
    await expect(thread.call("echo", "d")).rejects.toThrow("closed");
  });

  it("is ended with what it does not finish in time", async () => {
    const thread = new StoreThread<EchoCalls>(ECHO, { dataDir: "" });
    expect(await thread.call("echo", "a")).toBe("a");
    const hanging = thread.call("hang");
    await Promise.all([thread.close(50), expect(hanging).rejects.toThrow("ended")]);
  });
});

describe("the health of the store", () => {
  it("is degraded from a failed write until a probe or a write works", async () => {
    let isWorking = false;
    let probes = 0;
    const probe = () => {
      probes += 1;
      return isWorking ? Promise.resolve() : Promise.reject(new Error("still not"));
    };
    const health = createStoreHealth(probe, createLogger("test", "silent"));
    health.check();
    await eventually(() => expect(health.state()).toBe("degraded"));
    isWorking = true;
    await eventually(() => expect(health.state()).toBe("ok"));
    const before = probes;
    health.noteFailure(new Error("again"));
    expect(health.state()).toBe("degraded");
    health.noteSuccess();
    expect(health.state()).toBe("ok");
    health.close();
    health.noteFailure(new Error("too late"));
    expect([health.state(), probes]).toEqual(["ok", before]);
  });
});
