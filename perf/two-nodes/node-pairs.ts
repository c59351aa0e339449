import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../../tests/support/free-port.ts";
import type { TestPostgres } from "../../tests/support/start-postgres.ts";
import { startRedis } from "../../tests/support/start-redis.ts";

export const SECRET = "a secret of the measurements, long enough";

const STOCK = "perf/two-nodes/stock-hocuspocus-redis.ts";
const EXIT_DEADLINE_MS = 10_000;

/** What one may run two nodes of. `args` follow the port and the socket of Redis. */
interface NodeKind {
  readonly title: string;
  readonly script: string;
  readonly args?: readonly string[];
}

export const NODE_KINDS = {
  ours: { title: "Backlot, PostgreSQL", script: "sync-server/src/main.ts" },
  stock: { title: "Hocuspocus 4.7 + extension-redis, defaults", script: STOCK },
  flush20: { title: "Hocuspocus 4.7 + extension-redis, `flushDelay` 20", script: STOCK, args: ["20"] },
} as const satisfies Record<string, NodeKind>;

export type NodeKindName = keyof typeof NODE_KINDS;
export const isNodeKind = (name: string): name is NodeKindName => Object.hasOwn(NODE_KINDS, name);

export interface NodePair {
  readonly ports: readonly [number, number];
  readonly pids: readonly [number, number];
  readonly redisPath: string;
  stop(): Promise<void>;
}

/** Two nodes, a Redis of their own and, for ours, an empty database. */
export const startNodePair = async (name: NodeKindName, postgres: TestPostgres): Promise<NodePair> => {
  const redis = await startRedis();
  const redisPath = redis.url.slice("unix:".length);
  const settings = { REDIS_URL: redis.url, DATABASE_URL: await postgres.createDatabase(), SECRET };
  const first = await startNode(name, redisPath, settings);
  const second = await startNode(name, redisPath, settings);
  return {
    ports: [first.port, second.port],
    pids: [first.pid, second.pid],
    redisPath,
    stop: async () => {
      await first.stop();
      await second.stop();
      await redis.stop();
    },
  };
};

const startNode = async (name: NodeKindName, redisPath: string, settings: Record<string, string>) => {
  const { script, args = [] }: NodeKind = NODE_KINDS[name];
  const port = await findFreePort();
  const dataDir = mkdtempSync(join(tmpdir(), "backlot-perf-"));
  const child = spawn(process.execPath, [script, String(port), redisPath, ...args], {
    cwd: new URL("../../", import.meta.url),
    env: { SYNC_PORT: String(port), DATA_DIR: dataDir, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  let output = "";
  const listening = Promise.withResolvers<void>();
  const hear = (chunk: Buffer): void => {
    if (output.length < 10_000) output += chunk.toString();
    if (output.includes("listening")) listening.resolve();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  child.once("error", listening.reject);
  void exited.then(() => listening.reject(new Error(`${name} ended: ${output}`)));
  await listening.promise;
  return {
    port,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill("SIGTERM");
      const deadline = setTimeout(() => child.kill("SIGKILL"), EXIT_DEADLINE_MS);
      await exited;
      clearTimeout(deadline);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
