import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { mendYjs } from "@backlot/shared/canvas/y-doc";
import type { Damage } from "@backlot/shared/server/canvas-log/damage";
import { answerHealth, type Readiness } from "@backlot/shared/server/health";
import type { Logger } from "@backlot/shared/server/logger";
import { createAccessList } from "./access/access-list.ts";
import { openGrantRecords } from "./access/grant-records.ts";
import type { SyncConfig } from "./config.ts";
import { openDocumentStore } from "./document-store/open-document-store.ts";
import { createExtensions } from "./extensions/extensions.ts";
import { createRooms } from "./extensions/rooms.ts";
import { acceptClient } from "./front-door/accept-client.ts";
import { answerUpgrades } from "./front-door/answer-upgrades.ts";
import type { ClientSocket } from "./front-door/client-socket.ts";
import { createHeartbeat } from "./front-door/heartbeat.ts";
import { createOriginCheck } from "./front-door/origin-check.ts";
import { createRefusalLog } from "./front-door/refusal-log.ts";
import { createStrangerLimits } from "./front-door/stranger-limits.ts";
import { createSyncMetrics } from "./metrics.ts";
import { RetryableHocuspocus } from "./retryable-hocuspocus.ts";
import { watchLog } from "./room/watch-log.ts";

const FRAME_OVERHEAD_BYTES = 1024;
/** A connection that never finishes its request costs a descriptor, and no limit on WebSockets would see it. */
const PATIENCE_WITH_REQUESTS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
};
/** Hocuspocus would end who says nothing for a minute, as a reader may; the front door notices who is not there. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
const SETTLE_DEADLINE_MS = 2_000;
const UNLOAD_DEADLINE_MS = 3_000;
const UNLOAD_POLL_MS = 10;

export interface RunningSyncServer {
  port: number;
  /** Stops accepting, closes every client with 1012, waits for what is under way, closes the log. */
  stop(): Promise<void>;
}

/** The composition root: builds the parts and hands them to each other. Throws when the port or the data folder cannot be used. */
export const startSyncServer = async (config: SyncConfig, logger: Logger): Promise<RunningSyncServer> => {
  // Hocuspocus makes the documents.
  mendYjs();
  const { dataDir, databaseUrl, redisUrl } = config;
  const sockets = new Set<ClientSocket>();
  const metrics = createSyncMetrics({
    connections: () => sockets.size,
    documents: () => hocuspocus.getDocumentsCount(),
    backlogBytes: () => [...sockets].reduce((bytes, socket) => bytes + socket.bufferedBytes, 0),
    dependencies: () => dependencies(),
  });
  const reportDamage = (document: string, damage: Damage[]): void => {
    metrics.corruptRecords.inc(damage.length);
    // Without the bytes.
    const rows = damage.map(({ kind, sequence, reason }) => ({ kind, sequence, reason }));
    logger.error({ document, damage: rows }, "log-corrupt");
  };
  const [store, redis] = await Promise.all([
    openDocumentStore({ dataDir, databaseUrl, logger, reportDamage }),
    redisUrl === undefined ? undefined : loadRedisParts(redisUrl),
  ]);
  const records = openGrantRecords(config, logger);
  const access = createAccessList({
    records,
    recheckIntervalMs: config.limits.grantRecheckIntervalMs,
    renewalDeadlineMs: config.limits.tokenRenewalDeadlineMs,
    logger,
  });
  const revocations = redis?.listenForRevocations({
    redisUrl: redis.redisUrl,
    logger,
    revoke: (revocation) => access.revoke(revocation),
  });

  const heartbeat = createHeartbeat();
  const strangers = createStrangerLimits(config.limits);
  const fanOut = redis?.openFanOut({
    redisUrl: redis.redisUrl,
    logId: store.logId,
    logger,
    metrics: metrics.fanOut,
  });
  const rooms = createRooms({ store, limits: config.limits, metrics, logger, fanOut });
  const logWatch = fanOut && watchLog({ store, rooms: rooms.all, logger });
  const hocuspocus: RetryableHocuspocus = new RetryableHocuspocus({
    quiet: true,
    // The room sends; Hocuspocus calls back once for each transaction.
    flushDelay: false,
    timeout: LONGEST_TIMEOUT_MS,
    extensions: createExtensions({ secret: config.secret, access, store, rooms, metrics, logger }),
  });

  const clientParts = {
    hocuspocus,
    access,
    heartbeat,
    limits: config.limits,
    metrics,
    logRefusal: createRefusalLog(logger),
    logger,
  };

  let isStopping = false;
  const dependencies = () => {
    const links = [revocations?.state(), fanOut?.state()];
    return {
      store: store.state(),
      ...(revocations && { redis: links.includes("degraded") ? ("degraded" as const) : ("ok" as const) }),
      // Records that were never made are no failure of this process.
      ...(records.state() === "degraded" && { records: "degraded" as const }),
    };
  };
  const readiness = (): Readiness => {
    const isDegraded = Object.values(dependencies()).includes("degraded");
    return { status: isStopping ? "down" : isDegraded ? "degraded" : "ok", dependencies: dependencies() };
  };

  const server = createServer(PATIENCE_WITH_REQUESTS, (request, response) => {
    answerHealth(request, response, {
      readiness,
      metrics: metrics.registry,
      metricsToken: config.metricsToken,
    }).then(
      (isAnswered) => {
        if (!isAnswered) response.writeHead(404).end();
      },
      (error: unknown) => {
        logger.error({ err: error }, "health-failed");
        response.destroy();
      },
    );
  });

  answerUpgrades(server, {
    isStopping: () => isStopping,
    isOwnOrigin: createOriginCheck(config),
    strangers,
    trustedProxies: config.trustedProxies,
    secret: config.secret,
    maxFrameBytes: config.limits.maxSyncStep2Bytes + FRAME_OVERHEAD_BYTES,
    refused: (reason) => {
      metrics.refusals.inc({ reason });
      clientParts.logRefusal(reason);
    },
    accept: (client) => {
      const socket = acceptClient(client, clientParts);
      sockets.add(socket);
      client.ws.on("close", () => sockets.delete(socket));
    },
  });

  const closeParts = async (): Promise<void> => {
    heartbeat.stop();
    strangers.stop();
    logWatch?.stop();
    revocations?.close();
    access.close();
    await fanOut?.close();
    await Promise.all([records.close(), store.close()]);
  };

  try {
    await listen(server, config);
  } catch (error) {
    await closeParts();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  logger.info({ port, host: config.host }, "listening");

  return {
    port,
    stop: async () => {
      isStopping = true;
      server.close();
      // So that what is under way is still acknowledged.
      await Promise.race([
        Promise.all([...rooms.all()].map((room) => room.settle())),
        wait(SETTLE_DEADLINE_MS),
      ]);
      for (const socket of sockets) socket.end("restarting");
      const deadline = performance.now() + UNLOAD_DEADLINE_MS;
      while (hocuspocus.getDocumentsCount() > 0 && performance.now() < deadline) await wait(UNLOAD_POLL_MS);
      server.closeAllConnections();
      await closeParts();
    },
  };
};

/** node-redis is half of all modules of this process: a single node does without, and a start is sooner. */
const loadRedisParts = async (redisUrl: string) => {
  const [{ openFanOut }, { listenForRevocations }] = await Promise.all([
    import("./fan-out/fan-out.ts"),
    import("@backlot/shared/server/revocation-listener"),
  ]);
  return { redisUrl, openFanOut, listenForRevocations };
};

const listen = (server: Server, { port, host }: SyncConfig): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
