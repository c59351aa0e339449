import { openRecords } from "@backlot/shared/server/database/records";
import { createLogger } from "@backlot/shared/server/logger";
import { WorkerStopping } from "../classify-failure.ts";
import { runJob, toLiveRun } from "../run-job.ts";
import { createRasterizer } from "../rasterizer/rasterize.ts";
import { createRunParts, type Functions } from "../run-parts.ts";
import type { FromIsolated, ToIsolated } from "./messages.ts";
import { startWatch } from "./start-watch.ts";

const MAX_RSS_BYTES = 1024 * 1024 * 1024;

/**
 * Waits for the one run that the worker hands over, sees it to its end with records, peer and rasterizer of its own, says
 * how it ended, and exits. An exit without that word is a death of the job's own.
 */
export const serveIsolatedRun = (functions: Functions): void => {
  process.once("disconnect", () => process.exit(1));
  process.once("message", (message: ToIsolated) => {
    if (message.kind === "run") void runOnce(message, functions);
  });
};

const runOnce = async (
  { settings, claimed }: Extract<ToIsolated, { kind: "run" }>,
  functions: Functions,
): Promise<void> => {
  await startWatch(MAX_RSS_BYTES);
  const logger = createLogger("isolated-run", settings.logLevel);
  // As in the worker itself, where a stray rejection ends nothing.
  process.on("unhandledRejection", (error) => logger.error({ err: error }, "unhandled-rejection"));
  process.on("uncaughtException", (error) => logger.error({ err: error }, "uncaught-exception"));
  // Nobody else draws in this process.
  const rasterizer = createRasterizer({ givesWay: true });
  const parts = createRunParts(settings, {
    records: openRecords({ ...settings, logger }),
    functions,
    rasterizers: { common: rasterizer, kept: rasterizer },
    logger,
    noteResult: (name, source) => say({ kind: "result", function: name, source }),
    outsideNotes: {
      noteCall: (call) => say({ kind: "outside-call", call }),
      // It ends with this run and tells nothing of the worker's.
      noteBreaker: () => undefined,
    },
  });
  const live = toLiveRun(claimed);
  parts.board.add(live);
  process.on("message", (message: ToIsolated) => {
    if (message.kind === "stop") live.abort.abort(new WorkerStopping());
  });
  try {
    say({ kind: "ended", ended: await runJob(parts, live, claimed) }, () => process.exit(0));
  } catch (error) {
    logger.error({ err: error, jobId: live.jobId }, "isolated-run-failed");
    process.exit(1);
  }
};

const say = (message: FromIsolated, said: () => void = () => undefined): void => {
  process.send?.(message, undefined, undefined, said);
};
