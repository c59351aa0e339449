import { flushCompileCache } from "node:module";
import { createLogger } from "@backlot/shared/server/logger";
import { runUntilShutdown } from "@backlot/shared/server/shutdown";
import { readSyncConfig } from "./config.ts";
import { startSyncServer } from "./start-sync-server.ts";

const read = readSyncConfig(process.env);
if (!read.ok) {
  for (const problem of read.problems) process.stderr.write(`sync-server: ${problem}\n`);
  process.exit(1);
}
const logger = createLogger("sync-server", read.logLevel);
try {
  const server = await startSyncServer(read.config, logger);
  runUntilShutdown(logger, () => server.stop());
  // Written now: a process that is killed writes nothing, and its successor should start soon.
  flushCompileCache();
} catch (error) {
  process.stderr.write(`sync-server: ${explain(error, read.config)}\n`);
  process.exit(1);
}

function explain(error: unknown, config: { port: number; dataDir: string }): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return `port ${config.port} is taken; set SYNC_PORT to a free one`;
  if (code === "EACCES" || code === "EROFS")
    return `cannot write to ${config.dataDir}; set DATA_DIR to a writable folder`;
  if (code === "EEXIST" || code === "ENOTDIR")
    return `${config.dataDir} is not a folder; set DATA_DIR to a writable folder`;
  return `cannot start: ${error instanceof Error ? error.message : String(error)}`;
}
