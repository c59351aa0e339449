import type { Server } from "node:http";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { collectDefaultMetrics, Registry } from "prom-client";
import { createAssetStore } from "@backlot/shared/server/assets/asset-store";
import { createJobQueue } from "@backlot/shared/server/batches/job-queue";
import { createCanvasPeers } from "@backlot/shared/server/canvas-peer";
import { openCanvasLogReader } from "@backlot/shared/server/canvas-log/read-canvas-log";
import { isUnavailable } from "@backlot/shared/server/database/failures";
import { migrateRecords, openRecords } from "@backlot/shared/server/database/records";
import type { Logger } from "@backlot/shared/server/logger";
import { parseRedisAddress } from "@backlot/shared/server/redis-address";
import { listenForRevocations } from "@backlot/shared/server/revocation-listener";
import { createSealedSecrets } from "@backlot/shared/server/sealed-secrets";
import { createScreenplayReader } from "@backlot/shared/server/screenplay/screenplay-reader";
import type { WebConfig } from "./config.ts";
import { createActorPlaces } from "./lib/server/actor-places.ts";
import { createBatchEvents } from "./lib/server/batch-events/batch-events.ts";
import { createOwnOrigins } from "./lib/server/own-origins.ts";
import { provideParts, type Parts } from "./lib/server/parts.ts";
import { createPasswords } from "./lib/server/passwords.ts";
import { createRateLimits } from "./lib/server/rate-limits.ts";
import { connectRevocations } from "./lib/server/revocations.ts";
import { makeSample } from "./lib/server/sample-production/make-sample.ts";
import { ensureSampleRecords, type SampleRecords } from "./lib/server/sample-production/sample-records.ts";
import { newSecret } from "./lib/server/secrets.ts";
import { createSessions } from "./lib/server/sessions.ts";
import { addSignInLink } from "./lib/server/sign-in-links.ts";
import type { AppHandler, AppLoader } from "./server/app-handler.ts";
import { createReadiness } from "./server/readiness.ts";
import { createWebServer } from "./server/web-server.ts";

export interface Web {
  stop(): Promise<void>;
}

const AVAILABLE_RETRY_MS = 2_000;
/** Screenplays that one person may have read or waiting, of up to 8 MB each. */
const READING_PLACES_EACH = 4;
const DEFAULT_REDIS_URL = "redis://127.0.0.1:6379";

/** Builds every part, hands them to each other, and listens. */
export const startWeb = async ({
  config,
  logger,
  loadApp,
}: {
  config: WebConfig;
  logger: Logger;
  loadApp: AppLoader;
}): Promise<Web> => {
  // Vite moves the working folder in development; the data stays where it was meant.
  const dataDir = resolve(config.DATA_DIR);
  const records = openRecords({ dataDir, databaseUrl: config.DATABASE_URL, logger });
  await migrateRecords(records);
  const redisUrl = config.REDIS_URL ?? DEFAULT_REDIS_URL;
  const redis = parseRedisAddress(redisUrl);
  const origins = createOwnOrigins(config.ORIGIN, config.PORT);
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });

  const parts: Parts = {
    config,
    logger,
    records,
    origins,
    sessions: createSessions(records, origins.overHttps),
    passwords: createPasswords(),
    limits: createRateLimits(),
    revocations: connectRevocations(redis, logger),
    canvasLog: openCanvasLogReader({ dataDir, databaseUrl: config.DATABASE_URL }),
    peers: createCanvasPeers({
      syncUrl: `ws://127.0.0.1:${config.SYNC_PORT}/sync`,
      secret: config.SECRET,
      logger,
      actor: { id: "web", kind: "script", name: "Backlot" },
    }),
    assets: createAssetStore(dataDir, records),
    screenplays: createScreenplayReader(),
    readingPlaces: createActorPlaces(READING_PLACES_EACH),
    queue: createJobQueue({ redis, logger }),
    batchEvents: createBatchEvents({ records, logger }),
    sealed: createSealedSecrets(config.SECRET),
  };
  provideParts(parts);
  const heard = listenForRevocations({ redisUrl, logger, revoke: () => parts.batchEvents.lookUpAccess() });
  await parts.sessions.deleteExpired();
  const sample = await ensureSampleRecords(records, () => parts.passwords.hash(newSecret()));
  if (!origins.overHttps) {
    logger.warn(
      { origins: origins.all },
      "insecure-http: cookies travel unencrypted; set ORIGIN to an https address",
    );
  }

  let app: AppHandler = (_request, response) => response.writeHead(503).end();
  const server = createWebServer(
    {
      logger,
      origin: config.ORIGIN,
      port: config.PORT,
      syncPort: config.SYNC_PORT,
      secret: config.SECRET,
      trustedProxies: config.TRUSTED_PROXIES,
      headers: { overHttps: origins.overHttps, publicSyncUrl: config.PUBLIC_SYNC_URL },
      health: {
        metrics,
        metricsToken: config.METRICS_TOKEN,
        readiness: createReadiness({
          syncPort: config.SYNC_PORT,
          workerPort: config.WORKER_PORT,
          records: () => records.selectFrom("users").select("id").limit(1).execute(),
          redis: () => parts.revocations.reachable(),
        }),
      },
      leavesUpgradesToApp: loadApp.upgrades,
    },
    () => app,
  );
  const loaded = await loadApp.load(server);
  app = loaded.handler;

  await listen(server, config.PORT, config.HOST);
  logger.info({ port: config.PORT, host: config.HOST }, "listening");

  const stopping = new AbortController();
  const making = sample ? prepareSample(parts, sample, stopping.signal) : Promise.resolve();

  return {
    stop: async () => {
      stopping.abort();
      parts.batchEvents.close();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
      await loaded.close();
      await making;
      await parts.peers.close();
      heard.close();
      parts.revocations.close();
      await parts.queue.close();
      await parts.canvasLog.close();
      await records.destroy();
    },
  };
};

/** The first-run link at once, the content behind it in the background; neither may stop the rest from serving. */
const prepareSample = async (parts: Parts, sample: SampleRecords, signal: AbortSignal): Promise<void> => {
  try {
    const secret = await addSignInLink(parts.records, sample.userId);
    // To the supervisor only, who prints it; in no log.
    if (secret !== undefined) {
      process.send?.({
        type: "first-run-link",
        url: `http://localhost:${parts.config.PORT}/welcome#${secret}`,
      });
    }
    await untilAvailable(() => makeSample(parts, sample, signal), signal);
  } catch (error) {
    parts.logger.error({ err: error }, "sample-production-failed");
  }
};

/** The work goes on where it was when the database is back. */
const untilAvailable = async (work: () => Promise<void>, signal: AbortSignal): Promise<void> => {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error) || signal.aborted) throw error;
      await wait(AVAILABLE_RETRY_MS, undefined, { signal });
    }
  }
};

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((listening, failed) => {
    server.once("error", failed);
    server.listen(port, host, () => {
      server.off("error", failed);
      listening();
    });
  });
