import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const START_DEADLINE_MS = 10_000;
const PING_RETRY_MS = 10;

export interface TestRedis {
  /** `unix:/…/redis.sock`, as `REDIS_URL` takes it. */
  readonly url: string;
  /** SIGKILL: what a crash leaves behind. With `appendonly` off the data is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same address after `kill`. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** A private redis-server on a unix socket in a folder of its own, without persistence. */
export const startRedis = async (): Promise<TestRedis> => {
  const folder = await mkdtemp(join(tmpdir(), "redis-"));
  const socketPath = join(folder, "r.sock");
  let child: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    child = spawn(
      "redis-server",
      [
        "--port",
        "0",
        "--unixsocket",
        socketPath,
        "--unixsocketperm",
        "700",
        "--dir",
        folder,
        "--save",
        "",
        "--appendonly",
        "no",
      ],
      { stdio: "ignore" },
    );
    const started = child;
    const failed = new Promise<never>((_, reject) => started.once("error", reject));
    await Promise.race([failed, waitForPong(socketPath, () => started.exitCode !== null)]);
    failed.catch(() => undefined);
  };
  const kill = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const exited = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGKILL");
    await exited;
    await rm(socketPath, { force: true });
  };

  await start();
  return {
    url: `unix:${socketPath}`,
    kill,
    start,
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const waitForPong = async (socketPath: string, hasEnded: () => boolean): Promise<void> => {
  const deadline = performance.now() + START_DEADLINE_MS;
  for (;;) {
    if (existsSync(socketPath) && (await answersPing(socketPath))) return;
    if (hasEnded()) throw new Error(`redis-server ended while starting on ${socketPath}`);
    if (performance.now() > deadline) throw new Error(`redis-server did not answer on ${socketPath}`);
    await wait(PING_RETRY_MS);
  }
};

const answersPing = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(socketPath, () => socket.write("PING\r\n"));
    socket.once("data", (data) => {
      socket.destroy();
      resolve(data.toString().startsWith("+PONG"));
    });
    socket.once("error", () => resolve(false));
  });
