import { spawn, type ChildProcess } from "node:child_process";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openCanvasDocument, type CanvasDocument } from "@backlot/shared/canvas/document";
import { addNode } from "@backlot/shared/canvas/commands/add-node";
import { readNodes } from "@backlot/shared/canvas/queries/read-canvas";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { createJobQueue, type JobQueue } from "@backlot/shared/server/batches/job-queue";
import { readBatch } from "@backlot/shared/server/batches/read-batch";
import { submitBatch } from "@backlot/shared/server/batches/submit-batch";
import { migrateRecords, openRecords, type Records } from "@backlot/shared/server/database/records";
import { createLogger } from "@backlot/shared/server/logger";
import { parseRedisAddress } from "@backlot/shared/server/redis-address";
import type { JobWorkerConfig } from "../../job-worker/src/config.ts";
import type { FunctionImplementation } from "../../job-worker/src/functions/function-implementation.ts";
import { startJobWorker, type JobWorker } from "../../job-worker/src/start-job-worker.ts";
import { eventually } from "./eventually.ts";
import { findFreePort } from "./free-port.ts";
import { startRedis, type TestRedis } from "./start-redis.ts";
import {
  joinCanvas,
  makeDataDir,
  signTestToken,
  startTestSyncServer,
  TEST_SECRET,
  type TestPeer,
} from "./start-sync.ts";

const WORKER_MAIN = fileURLToPath(new URL("../../job-worker/src/main.ts", import.meta.url));
/** A worker whose storyboard does what a shot's description says: see `scripted-worker/functions.ts`. */
export const SCRIPTED_ISOLATED_RUN = new URL("./scripted-worker/isolated-run.ts", import.meta.url);
export const SCRIPTED_WORKER_MAIN = fileURLToPath(new URL("./scripted-worker/main.ts", import.meta.url));

/** Redis, records, a sync-server and a queue: all that a batch needs but the worker. */
export interface TestRunner {
  dataDir: string;
  redis: TestRedis;
  records: Records;
  queue: JobQueue;
  syncUrl: string;
  workerConfig: JobWorkerConfig;
  /** Stops the sync-server, does the work, and starts it again on the same port and data. */
  withoutSyncServer(work: () => Promise<void>): Promise<void>;
  /** Makes the canvas's row and joins it as a person. */
  openCanvas(canvasId: string): Promise<{ canvas: CanvasDocument; peer: TestPeer }>;
  startWorker(functions?: Record<string, FunctionImplementation>, isolatedEntry?: URL): Promise<JobWorker>;
  /** `node job-worker/src/main.ts`, or another program in its place, once it listens. */
  spawnWorker(main?: string): Promise<ChildProcess>;
  submit(
    canvas: CanvasDocument,
    canvasId: string,
    nodeIds: readonly string[],
    name?: string,
  ): Promise<BatchView>;
  /** Ends every worker that still runs, so that the next test's batches meet none of this one's functions. */
  stopWorkers(): Promise<void>;
  /** Waits until the batch has ended. */
  awaitEnd(batchId: string, timeoutMs?: number): Promise<BatchView>;
  stop(): Promise<void>;
}

export const startRunner = async (): Promise<TestRunner> => {
  const dataDir = makeDataDir();
  const records = openRecords({ dataDir });
  await migrateRecords(records);
  const redis = await startRedis();
  let sync = await startTestSyncServer({ dataDir });
  const logger = createLogger("test", "silent");
  const queue = createJobQueue({ redis: parseRedisAddress(redis.url), logger });
  const peers: TestPeer[] = [];
  const workers = new Set<JobWorker>();
  const children: ChildProcess[] = [];
  const stopWorkers = async (): Promise<void> => {
    for (const child of children) await killProcess(child);
    for (const worker of workers) await worker.stop();
  };
  const workerConfig: JobWorkerConfig = {
    host: "127.0.0.1",
    port: await findFreePort(),
    syncUrl: sync.syncUrl,
    concurrency: 10,
    dataDir,
    databaseUrl: undefined,
    redisUrl: redis.url,
    secret: TEST_SECRET,
    metricsToken: undefined,
    outsideHosts: [],
    logLevel: "silent",
  };

  return {
    dataDir,
    redis,
    records,
    queue,
    syncUrl: sync.syncUrl,
    workerConfig,
    async withoutSyncServer(work) {
      const { port } = sync;
      await sync.stop();
      await work();
      sync = await startTestSyncServer({ dataDir, change: (config) => (config.port = port) });
    },
    async openCanvas(canvasId) {
      await insertCanvas(records, canvasId);
      const peer = joinCanvas(sync.syncUrl, canvasId, await signTestToken(canvasId));
      peers.push(peer);
      await eventually(() => {
        if (!peer.provider.isSynced) throw new Error("The canvas is not synced");
      });
      return { canvas: openCanvasDocument(peer.doc), peer };
    },
    async startWorker(functions, isolatedEntry) {
      const config = { ...workerConfig, port: await findFreePort() };
      const started = await startJobWorker({
        ...{ config, logger },
        ...(functions && { functions }),
        ...(isolatedEntry && { isolatedEntry }),
      });
      const worker: JobWorker = {
        port: started.port,
        stop: async () => {
          if (workers.delete(worker)) await started.stop();
        },
      };
      workers.add(worker);
      return worker;
    },
    async spawnWorker(main = WORKER_MAIN) {
      const child = spawn(process.execPath, [main], {
        stdio: ["ignore", "pipe", "inherit"],
        env: {
          PATH: process.env["PATH"],
          WORKER_PORT: String(await findFreePort()),
          SYNC_URL: sync.syncUrl,
          DATA_DIR: dataDir,
          REDIS_URL: redis.url,
          SECRET: TEST_SECRET,
        },
      });
      children.push(child);
      await new Promise<void>((resolve, reject) => {
        let output = "";
        child.stdout.on("data", (chunk: Buffer) => {
          output += chunk.toString();
          if (output.includes('"listening"')) resolve();
        });
        child.once("exit", (code) => reject(new Error(`The worker ended with ${code}: ${output}`)));
      });
      return child;
    },
    async submit(canvas, canvasId, nodeIds, name = "storyboard") {
      const nodes = new Map(readNodes(canvas).map((node) => [node.id, node.type]));
      const actor = { id: "ada", name: "Ada Lindqvist" };
      const request = { canvasId, function: name, nodeIds, options: {}, actor, nodes };
      const result = await submitBatch({ records, queue }, request);
      if (!result.ok) throw new Error(JSON.stringify(result.errors));
      return result.batch;
    },
    stopWorkers,
    awaitEnd: (batchId, timeoutMs = 15_000) =>
      eventually(async () => {
        const batch = await readBatch(records, batchId);
        if (!batch?.finishedAt) throw new Error(`The batch has not ended: ${JSON.stringify(batch?.counts)}`);
        return batch;
      }, timeoutMs),
    async stop() {
      await stopWorkers();
      for (const peer of peers) peer.close();
      await queue.close();
      await sync.stop();
      await redis.stop();
      await records.destroy();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

export const killProcess = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await exited;
};

/** Shots of one scene with a place; answers the shots' ids. */
export const addShots = (
  canvas: CanvasDocument,
  count: number,
  describeShot = (index: number): string => `Beat ${index + 1}`,
): string[] => {
  const at = { x: 0, y: 0 };
  addNode(canvas, { id: "place", type: "location", ...at, data: { name: "PIER", interiorExterior: "EXT" } });
  addNode(canvas, { id: "scene", type: "scene", ...at, data: { location: "place", timeOfDay: "NIGHT" } });
  return Array.from({ length: count }, (_, index) => {
    const id = `shot-${index + 1}`;
    const data = { scene: "scene", size: index % 2 === 0 ? "WS" : "CU", description: describeShot(index) };
    addNode(canvas, { id, type: "shot", ...at, data });
    return id;
  });
};

/** With Ada as its owner: the sync-server refuses a person whom the records do not know as a member. */
const insertCanvas = async (records: Records, id: string): Promise<void> => {
  const at = { created_at: 1, updated_at: 1 };
  await records
    .insertInto("users")
    .values({ id: "ada", email: "ada@example.org", name: "Ada Lindqvist", password_hash: "", created_at: 1 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await records
    .insertInto("workspaces")
    .values({ id: `w-${id}`, name: "W", created_at: 1 })
    .execute();
  await records
    .insertInto("workspace_members")
    .values({ workspace_id: `w-${id}`, user_id: "ada", role: "owner", created_at: 1 })
    .execute();
  await records
    .insertInto("projects")
    .values({ id: `p-${id}`, workspace_id: `w-${id}`, name: "P", ...at })
    .execute();
  await records
    .insertInto("canvases")
    .values({ id, project_id: `p-${id}`, title: "C", ...at })
    .execute();
};
