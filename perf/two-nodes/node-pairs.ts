import { findFreePort } from "../../tests/support/free-port.ts";
import type { TestPostgres } from "../../tests/support/start-postgres.ts";
import { startRedis } from "../../tests/support/start-redis.ts";
import { startMeasuredServer } from "../measured-server.ts";

const STOCK = "perf/two-nodes/stock-hocuspocus-redis.ts";

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
  const settings = { REDIS_URL: redis.url, DATABASE_URL: await postgres.createDatabase() };
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
  const command = [process.execPath, script, String(port), redisPath, ...args] as const;
  const server = await startMeasuredServer(name, command, { SYNC_PORT: String(port), ...settings });
  return { ...server, port };
};
