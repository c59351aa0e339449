import { rmSync } from "node:fs";
import { getRequest, setResponse } from "@sveltejs/kit/node";
import { readSettings } from "@backlot/shared/server/config-schema";
import { createLogger } from "@backlot/shared/server/logger";
import { webSettings } from "../../web/src/config.ts";
import { answerApi } from "../../web/src/lib/server/api/answer-api.ts";
import { routeTable } from "../../web/src/lib/server/api/route-table.ts";
import { getParts, type Parts } from "../../web/src/lib/server/parts.ts";
import { HOST_HEADER, PROTOCOL_HEADER, type AppLoader } from "../../web/src/server/app-handler.ts";
import { startWeb } from "../../web/src/start-web.ts";
import { findFreePort } from "./free-port.ts";
import { startRedis } from "./start-redis.ts";
import { makeDataDir, startTestSyncServer, TEST_SECRET, type TestSyncServer } from "./start-sync.ts";

export interface TestWeb {
  url: string;
  port: number;
  dataDir: string;
  redisUrl: string;
  syncPort: number;
  workerPort: number;
  parts: Parts;
  /** Undefined while it is stopped. */
  sync: TestSyncServer | undefined;
  startSync(): Promise<void>;
  stopSync(): Promise<void>;
  /** Web only; the rest goes on. */
  restartWeb(): Promise<void>;
  stop(): Promise<void>;
}

/** The API without the pages: what `routes/api` does, so that a test needs no build. */
const apiOnly: AppLoader = {
  upgrades: false,
  load: () =>
    Promise.resolve({
      close: () => Promise.resolve(),
      handler: (request, response) => {
        const base = `${String(request.headers[PROTOCOL_HEADER])}://${String(request.headers[HOST_HEADER])}`;
        const clientAddress = request.socket.remoteAddress ?? "";
        const call = { request: getRequest({ base, request, response }), clientAddress };
        answerApi(getParts(), routeTable, call).then(
          (answer) => setResponse(response, answer),
          () => response.writeHead(500).end(),
        );
      },
    }),
};

/** Web's own server and API inside the test, with a real Redis, records and sync-server. One per test file. */
export const startTestWeb = async (settings: Record<string, string> = {}): Promise<TestWeb> => {
  const dataDir = makeDataDir();
  const redis = await startRedis();
  const [port, syncPort, workerPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const read = readSettings(webSettings, {
    PORT: String(port),
    SYNC_PORT: String(syncPort),
    WORKER_PORT: String(workerPort),
    DATA_DIR: dataDir,
    REDIS_URL: redis.url,
    SECRET: TEST_SECRET,
    ...settings,
  });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const config = read.values;
  const start = () => startWeb({ config, logger: createLogger("web", "silent"), loadApp: apiOnly });
  let web = await start();

  const test: TestWeb = {
    url: `http://127.0.0.1:${port}`,
    port,
    dataDir,
    redisUrl: redis.url,
    syncPort,
    workerPort,
    parts: getParts(),
    sync: undefined,
    startSync: async () => {
      test.sync = await startTestSyncServer({
        dataDir,
        redisUrl: redis.url,
        change: (sync) =>
          Object.assign(sync, { port: syncPort, webPort: port, databaseUrl: config.DATABASE_URL }),
      });
    },
    stopSync: async () => {
      await test.sync?.stop();
      test.sync = undefined;
    },
    restartWeb: async () => {
      await web.stop();
      web = await start();
      test.parts = getParts();
    },
    stop: async () => {
      await web.stop();
      await test.stopSync();
      await redis.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return test;
};
