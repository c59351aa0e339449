import { createLogger } from "@backlot/shared/server/logger";
import { readConfig } from "../../../job-worker/src/config.ts";
import { startJobWorker } from "../../../job-worker/src/start-job-worker.ts";
import { startWatchdog } from "../../../job-worker/src/watchdog/start-watchdog.ts";
import { scriptedFunctions } from "./functions.ts";

const result = readConfig(process.env);
if (!result.ok) throw new Error(result.problems.join("\n"));
const logger = createLogger("job-worker", result.config.logLevel);
// So a test stops the main loop without a job that would do it again in the next worker.
process.on("SIGUSR2", () => {
  for (;;);
});
await startWatchdog();
const isolatedEntry = new URL("./isolated-run.ts", import.meta.url);
await startJobWorker({ config: result.config, logger, functions: scriptedFunctions, isolatedEntry });
logger.info("listening");
