import { createServer, type Server } from "node:http";
import { hostname } from "node:os";
import type { AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";
import { createJobQueue, type JobQueue } from "@backlot/shared/server/batches/job-queue";
import type { JobTicket } from "@backlot/shared/server/batches/ticket-list";
import { readWaiting } from "@backlot/shared/server/batches/waiting-jobs";
import { migrateRecords, openRecords, type Records } from "@backlot/shared/server/database/records";
import { answerHealth, type Readiness } from "@backlot/shared/server/health";
import type { Logger } from "@backlot/shared/server/logger";
import { createFetchOutside } from "@backlot/shared/server/outside/fetch-outside";
import { parseRedisAddress } from "@backlot/shared/server/redis-address";
import { createSealedSecrets } from "@backlot/shared/server/sealed-secrets";
import { WorkerStopping } from "./classify-failure.ts";
import type { JobWorkerConfig } from "./config.ts";
import { functionImplementations } from "./functions/registry.ts";
import { createIsolation } from "./isolated/isolation.ts";
import { createMetrics } from "./metrics.ts";
import { createBreakerBoard } from "./providers/breaker-board.ts";
import type { OutsideCall } from "./providers/outside-call.ts";
import { createRasterizer } from "./rasterizer/rasterize.ts";
import { startReconciler } from "./reconciler.ts";
import { createRunNext } from "./run-next.ts";
import { createRunParts, type Functions, type ResultSource } from "./run-parts.ts";
import { startWebhooks } from "./webhooks/send-webhooks.ts";

/** Running jobs get this long to finish when the worker stops; the rest is given back. */
const DRAIN_MS = 2_000;
const GIVE_BACK_MS = 2_000;
const PROBE_DEADLINE_MS = 1_000;

export interface JobWorker {
  /** Of health and metrics. */
  port: number;
  stop(): Promise<void>;
}

const ISOLATED_ENTRY = new URL("./isolated/isolated-run.ts", import.meta.url);

/**
 * The composition root: builds the parts and hands them to each other. `functions`, and the program that runs one of
 * their jobs by itself, are replaced only in tests.
 */
export const startJobWorker = async ({
  config,
  logger,
  functions = functionImplementations,
  isolatedEntry = ISOLATED_ENTRY,
}: {
  config: JobWorkerConfig;
  logger: Logger;
  functions?: Functions;
  isolatedEntry?: URL;
}): Promise<JobWorker> => {
  const workerId = `${hostname()}:${process.pid}:${randomUUID()}`;
  const records = openRecords({ ...config, logger });
  await migrateRecords(records);
  const queue = createJobQueue({ redis: parseRedisAddress(config.redisUrl), logger });
  const breakers = createBreakerBoard();
  const metrics = createMetrics({
    // Unknown while the database is away; the other figures are still good.
    readWaiting: () => readWaiting(records).catch(() => ({ count: Number.NaN, oldestMs: Number.NaN })),
    countWaitingTickets: async () => (await queue.health()).waiting,
    countOpenBreakers: breakers.countOpen,
  });
  const { port, server } = await listenForHealth(config, {
    metrics: metrics.registry,
    metricsToken: config.metricsToken,
    readiness: () => readReadiness(records, queue),
  });
  const noteResult = (name: string, source: ResultSource): void =>
    metrics.functionResults.inc({ function: name, source });
  const noteCall = ({ provider, outcome, seconds }: OutsideCall): void => {
    metrics.outsideCalls.inc({ provider, outcome });
    metrics.outsideCallSeconds.observe({ provider }, seconds);
  };
  const outsideNotes = { noteCall, noteBreaker: breakers.note };
  const rasterizers = {
    common: createRasterizer({ givesWay: true }),
    kept: createRasterizer({ threads: 1 }),
  };
  const parts = createRunParts(config, {
    ...{ records, functions, rasterizers, logger },
    ...{ noteResult, outsideNotes },
  });
  const { board, peers } = parts;
  const isolation = createIsolation({
    entry: isolatedEntry,
    settings: config,
    ...{ records, logger, noteResult, noteCall },
    noteDeath: () => metrics.isolatedDeaths.inc(),
  });
  const reconciler = await startReconciler({ workerId, records, queue, board, metrics, logger });
  const later = createDelays(queue);
  const webhooks = startWebhooks({
    ...{ records, logger, metrics },
    fetchOutside: createFetchOutside({ allowedHosts: config.outsideHosts }),
    sealed: createSealedSecrets(config.secret),
  });
  const inFlight = new Set<Promise<void>>();
  const runNext = createRunNext({ ...parts, workerId, isolation, metrics, enqueueLater: later.enqueue });
  const track = (started: Promise<void>): Promise<void> => {
    const run = started.finally(() => inFlight.delete(run));
    inFlight.add(run);
    return run;
  };
  queue.work({
    concurrency: config.concurrency,
    onTicket: () => track(runNext()),
    // The kept place: while all others are taken, a project that has nothing running need not wait for one of them.
    onArrival: async () => {
      if (inFlight.size >= config.concurrency) await track(runNext({ ofIdleProject: true }));
    },
  });

  return {
    port,
    async stop() {
      await queue.stopWork(DRAIN_MS);
      board.abortAll(new WorkerStopping());
      await Promise.race([
        Promise.allSettled(inFlight),
        new Promise((resolve) => setTimeout(resolve, GIVE_BACK_MS)),
      ]);
      isolation.stop();
      await later.stop();
      await queue.close();
      board.stop();
      await reconciler.stop();
      await webhooks.stop();
      await peers.close();
      await Promise.all(Object.values(rasterizers).map((pool) => pool.close()));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await records.destroy();
    },
  };
};

/** Backoff waits here; if the process ends meanwhile, the reconciler of another one finds the row. */
const createDelays = (queue: JobQueue) => {
  const timers = new Set<NodeJS.Timeout>();
  const enqueuing = new Set<Promise<unknown>>();
  const enqueueNow = ({ jobId, lease }: JobTicket): void => {
    const enqueued = queue.enqueue([{ jobId, lease }]).finally(() => enqueuing.delete(enqueued));
    enqueuing.add(enqueued);
  };
  return {
    enqueue: (ticket: JobTicket, delayMs: number): void => {
      if (delayMs <= 0) return enqueueNow(ticket);
      const timer = setTimeout(() => {
        timers.delete(timer);
        enqueueNow(ticket);
      }, delayMs);
      timers.add(timer);
    },
    stop: async (): Promise<void> => {
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(enqueuing);
    },
  };
};

const readReadiness = async (records: Records, queue: JobQueue): Promise<Readiness> => {
  const asked = records.selectFrom("workers").select("id").limit(1).execute();
  const [database, { reachable }] = await Promise.all([
    Promise.race([asked, rejectAfter(PROBE_DEADLINE_MS)]).then(
      () => "ok" as const,
      () => "down" as const,
    ),
    queue.health(),
  ]);
  const redis = reachable ? "ok" : "down";
  return { status: database === "ok" && redis === "ok" ? "ok" : "down", dependencies: { database, redis } };
};

const rejectAfter = (ms: number): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`No answer within ${ms} ms`)), ms).unref();
  });

const listenForHealth = async (
  config: JobWorkerConfig,
  health: Parameters<typeof answerHealth>[2],
): Promise<{ port: number; server: Server }> => {
  const server = createServer((request, response) => {
    answerHealth(request, response, health).then(
      (answered) => {
        if (!answered) response.writeHead(404).end();
      },
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, config.host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, server };
};
