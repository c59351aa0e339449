import { createLogger } from "@backlot/shared/server/logger";
import { runUntilShutdown } from "@backlot/shared/server/shutdown";
import { readConfig } from "./config.ts";
import { startJobWorker } from "./start-job-worker.ts";
import { startWatchdog } from "./watchdog/start-watchdog.ts";

const result = readConfig(process.env);
if (!result.ok) {
  process.stderr.write(result.problems.map((problem) => `job-worker: ${problem}\n`).join(""));
  process.exit(1);
}
const logger = createLogger("job-worker", result.config.logLevel);
try {
  await startWatchdog();
  const worker = await startJobWorker({ config: result.config, logger });
  runUntilShutdown(logger, () => worker.stop());
  logger.info({ port: worker.port, concurrency: result.config.concurrency }, "listening");
} catch (error) {
  process.stderr.write(`job-worker: ${explain(error, result.config)}\n`);
  process.exit(1);
}

function explain(error: unknown, { port, dataDir }: { port: number; dataDir: string }): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return `port ${port} is taken; set WORKER_PORT to a free one`;
  if (code === "EACCES" || code === "EROFS")
    return `cannot write to ${dataDir}; set DATA_DIR to a writable folder`;
  return `cannot start: ${error instanceof Error ? error.message : String(error)}`;
}
