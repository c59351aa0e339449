import type { Logger } from "./logger.ts";

const SHUTDOWN_DEADLINE_MS = 9_000;

/**
 * Ends the process cleanly on SIGINT, SIGTERM, or when the supervisor that holds our IPC channel is gone
 * (SIGKILL included: the channel then closes). An unexpected rejection is logged and ends nothing: no client,
 * queue or Redis message may take the process down.
 */
export const runUntilShutdown = (logger: Logger, stop: () => Promise<void>): void => {
  let stopping = false;
  const shutDown = (cause: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ cause }, "stopping");
    const deadline = setTimeout(() => {
      logger.error({ deadlineMs: SHUTDOWN_DEADLINE_MS }, "stop-deadline-passed");
      process.exit(1);
    }, SHUTDOWN_DEADLINE_MS);
    deadline.unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, "stop-failed");
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", () => shutDown("SIGINT"));
  process.on("SIGTERM", () => shutDown("SIGTERM"));
  if (process.channel) {
    process.on("disconnect", () => shutDown("supervisor-gone"));
    process.channel.unref();
  }
  process.on("unhandledRejection", (error) => logger.error({ err: error }, "unhandled-rejection"));
  process.on("uncaughtException", (error) => logger.error({ err: error }, "uncaught-exception"));
};
