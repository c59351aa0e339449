import { readSettings } from "@backlot/shared/server/config-schema";
import { createLogger } from "@backlot/shared/server/logger";
import { runUntilShutdown } from "@backlot/shared/server/shutdown";
import { webSettings } from "./config.ts";
import { builtApp, devApp } from "./server/app-handler.ts";
import { startWeb } from "./start-web.ts";

const config = readSettings(webSettings, process.env);
if (!config.ok) {
  process.stderr.write(`web cannot start:\n${config.problems.map((problem) => `  ${problem}\n`).join("")}`);
  process.exit(1);
}

const logger = createLogger("web", config.values.LOG_LEVEL);
try {
  const web = await startWeb({
    config: config.values,
    logger,
    loadApp: process.argv.includes("--dev") ? devApp : builtApp,
  });
  runUntilShutdown(logger, () => web.stop());
} catch (error) {
  logger.fatal({ err: error }, "start-failed");
  process.stderr.write(`web cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
