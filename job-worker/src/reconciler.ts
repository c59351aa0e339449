import type { JobQueue } from "@backlot/shared/server/batches/job-queue";
import {
  beatWorker,
  isFirstWorker,
  recoverLostRuns,
  removeWorker,
} from "@backlot/shared/server/batches/recover-jobs";
import { findOverdueTickets } from "@backlot/shared/server/batches/waiting-jobs";
import type { Records } from "@backlot/shared/server/database/records";
import type { Logger } from "@backlot/shared/server/logger";
import { forgetResults } from "./forget-results.ts";
import type { WorkerMetrics } from "./metrics.ts";
import { repeatUntil } from "./repeat-until.ts";
import type { RunBoard } from "./run-board.ts";

const BEAT_INTERVAL_MS = 1_000;
const RECONCILE_INTERVAL_MS = 2_000;
const FORGET_INTERVAL_MS = 3_600_000;
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
 * tickets in again that Redis may have lost. Forgets old results.
 */
export const startReconciler = async (parts: ReconcilerParts): Promise<{ stop(): Promise<void> }> => {
  const { workerId, records, logger } = parts;
  await beatWorker(records, workerId);
  const stopping = new AbortController();
  const repeat = (intervalMs: number, work: () => Promise<void>): Promise<void> =>
    repeatUntil(stopping.signal, { intervalMs, work, logger, failure: "reconcile-failed" });
  const repeated = [
    repeat(BEAT_INTERVAL_MS, () => beatWorker(records, workerId)),
    repeat(RECONCILE_INTERVAL_MS, () => reconcile(parts)),
    repeat(FORGET_INTERVAL_MS, () => forget(parts)),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(repeated);
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

const forget = async ({ workerId, records, logger }: ReconcilerParts): Promise<void> => {
  if (!(await isFirstWorker(records, workerId))) return;
  const results = await forgetResults(records);
  if (results > 0) logger.info({ results }, "results-forgotten");
};
