import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect, createServer, type NetConnectOpts } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Linux refuses longer socket paths; macOS already past 103. */
const MAX_SOCKET_PATH_BYTES = 103;
const PATIENCE_MS = 10_000;
const RETRY_MS = 25;

export interface PrivateRedis {
  /** For `REDIS_URL` of the services. */
  readonly url: string;
  spawn(): Promise<ChildProcess>;
  end(guard: ChildProcess): void;
  /** False when it did not answer in time. */
  untilReady(): Promise<boolean>;
}

/**
 * The guard starts Redis and ends it when its own stdin closes, which the kernel does when the supervisor is
 * gone, however it went. A shell is enough for that, and small. Settings go by file: command lines are public.
 */
const GUARD_SCRIPT =
  "exec 3<&0; redis-server redis.conf </dev/null & redis=$!; { read -r _ <&3; kill $redis; } & wait $redis";

/** A Redis of our own under the data folder, on a unix socket; on a loopback port when the path is too long. */
export const createPrivateRedis = async (dataFolder: string): Promise<PrivateRedis> => {
  const folder = join(dataFolder, "redis");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const socketPath = join(folder, "redis.sock");
  const address =
    Buffer.byteLength(socketPath) <= MAX_SOCKET_PATH_BYTES
      ? onSocket(socketPath)
      : onPort(await findFreePort(), randomBytes(24).toString("base64url"));
  writeFileSync(join(folder, "redis.conf"), [...address.settings, ...COMMON_SETTINGS, ""].join("\n"), {
    mode: 0o600,
  });
  return {
    url: address.url,
    spawn: async () => {
      await until(async () => (await ask(address)) === "nobody");
      return spawn("sh", ["-c", GUARD_SCRIPT], {
        cwd: folder,
        stdio: ["pipe", "pipe", "pipe"],
        detached: true,
      });
    },
    end: (guard) => guard.stdin?.end(),
    untilReady: () => until(async () => (await ask(address)) === "ready"),
  };
};

const COMMON_SETTINGS = ["dir .", "appendonly yes", 'save ""', "maxmemory-policy noeviction"];

interface Address {
  readonly url: string;
  readonly settings: readonly string[];
  readonly connection: NetConnectOpts;
  readonly greeting: string;
}

const onSocket = (path: string): Address => ({
  url: `unix:${path}`,
  settings: ["port 0", "unixsocket redis.sock", "unixsocketperm 700"],
  connection: { path },
  greeting: "PING\r\n",
});

const onPort = (port: number, password: string): Address => ({
  url: `redis://:${password}@127.0.0.1:${port}`,
  settings: [`port ${port}`, "bind 127.0.0.1", `requirepass ${password}`],
  connection: { port, host: "127.0.0.1" },
  greeting: `AUTH ${password}\r\nPING\r\n`,
});

/** Asks whoever listens there: a Redis that answers, one that is still loading or leaving, or nobody. */
const ask = (address: Address): Promise<"ready" | "busy" | "nobody"> =>
  new Promise((resolve) => {
    const socket = connect(address.connection);
    const answer = (state: "ready" | "busy" | "nobody"): void => {
      socket.destroy();
      resolve(state);
    };
    socket.setTimeout(1_000, () => answer("busy"));
    socket.on("connect", () => socket.write(address.greeting));
    socket.on("data", (data) => answer(data.toString().includes("+PONG") ? "ready" : "busy"));
    socket.on("end", () => answer("busy"));
    socket.on("error", () => answer("nobody"));
  });

const until = async (isTrue: () => Promise<boolean>): Promise<boolean> => {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isTrue())) {
    if (Date.now() > deadline) return false;
    await delay(RETRY_MS);
  }
  return true;
};

const findFreePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
