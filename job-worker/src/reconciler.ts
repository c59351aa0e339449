import type { JobQueue } from "@backlot/shared/server/batches/job-queue";
import { beatWorker, recoverLostRuns, removeWorker } from "@backlot/shared/server/batches/recover-jobs";
import { findOverdueTickets } from "@backlot/shared/server/batches/waiting-jobs";
import { isUnavailable } from "@backlot/shared/server/database/failures";
import type { Records } from "@backlot/shared/server/database/records";
import type { Logger } from "@backlot/shared/server/logger";
import type { WorkerMetrics } from "./metrics.ts";
import type { RunBoard } from "./run-board.ts";

const BEAT_INTERVAL_MS = 1_000;
const RECONCILE_INTERVAL_MS = 2_000;
/** More than all workers take until the next look. */
const ENOUGH_TICKETS = 1_000;

interface ReconcilerParts {
  workerId: string;
  records: Records;
  queue: JobQueue;
  board: RunBoard;
  metrics: WorkerMetrics;
  logger: Logger;
}

/**
 * Keeps rows and queue in agreement: says that this worker lives, takes back the runs of workers that do not, and puts
 * tickets in again that Redis may have lost.
 */
export const startReconciler = async (parts: ReconcilerParts): Promise<{ stop(): Promise<void> }> => {
  const { workerId, records, logger } = parts;
  await beatWorker(records, workerId);
  const stopping = new AbortController();
  const beating = repeatUntil(stopping.signal, BEAT_INTERVAL_MS, () => beatWorker(records, workerId), logger);
  const reconciling = repeatUntil(stopping.signal, RECONCILE_INTERVAL_MS, () => reconcile(parts), logger);
  return {
    async stop() {
      stopping.abort();
      await Promise.all([beating, reconciling]);
      // With the database away its last beat tells the others soon enough.
      await removeWorker(records, workerId).catch((error: unknown) =>
        logger.warn({ err: error }, "worker-not-removed"),
      );
    },
  };
};

const reconcile = async ({
  workerId,
  records,
  queue,
  board,
  metrics,
  logger,
}: ReconcilerParts): Promise<void> => {
  const requeued = await recoverLostRuns(records, { workerId, isOwnRun: board.isOwnRun });
  if (requeued.length > 0) {
    metrics.lostRuns.inc(requeued.length);
    logger.warn({ requeued: requeued.map((ticket) => ticket.jobId) }, "lost-runs-recovered");
    await queue.enqueue(requeued);
  }
  // While tickets wait there is somebody to take the next job; only a shortage means that some are lost.
  const { waiting } = await queue.health();
  if (waiting >= ENOUGH_TICKETS) return;
  const overdue = await findOverdueTickets(records, ENOUGH_TICKETS);
  if (overdue.length > waiting && (await queue.enqueue(overdue))) metrics.reenqueued.inc(overdue.length);
};

/** One at a time, first at once; a failure is logged and the next turn tries again. */
const repeatUntil = async (
  signal: AbortSignal,
  intervalMs: number,
  work: () => Promise<void>,
  logger: Logger,
): Promise<void> => {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      // That the database is away has been said once already.
      logger[isUnavailable(error) ? "debug" : "warn"]({ err: error }, "reconcile-failed");
    }
    await waitOrAbort(intervalMs, signal);
  }
};

const waitOrAbort = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
