import { createLogger } from "@backlot/shared/server/logger";
import { startJobWorker, type JobWorker } from "../../job-worker/src/start-job-worker.ts";
import { TEST_SECRET } from "./start-sync.ts";
import type { TestWeb } from "./start-web.ts";

interface WorkerChoices {
  concurrency?: number;
  databaseUrl?: string;
  /** `host:port` that outside calls may reach although they are private. */
  outsideHosts?: string[];
}

/** A job-worker inside the test, beside a test's own web: same Redis, records and sync-server. */
export const startTestWorker = (
  web: TestWeb,
  { concurrency = 10, databaseUrl, outsideHosts = [] }: WorkerChoices = {},
): Promise<JobWorker> =>
  startJobWorker({
    logger: createLogger("job-worker", "silent"),
    config: {
      host: "127.0.0.1",
      port: web.workerPort,
      syncUrl: `ws://127.0.0.1:${web.syncPort}/sync`,
      concurrency,
      dataDir: web.dataDir,
      databaseUrl,
      redisUrl: web.redisUrl,
      secret: TEST_SECRET,
      metricsToken: undefined,
      outsideHosts,
      logLevel: "silent",
    },
  });
