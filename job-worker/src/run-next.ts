import { LOST_RUNS_BEFORE_ALONE } from "@backlot/shared/functions/batch-states";
import { claimNext, type NextJob } from "@backlot/shared/server/batches/claim-next";
import type { JobTicket } from "@backlot/shared/server/batches/ticket-list";
import type { Isolation } from "./isolated/isolation.ts";
import type { WorkerMetrics } from "./metrics.ts";
import type { LiveRun } from "./run-board.ts";
import { runJob, toLiveRun, type EndedRun } from "./run-job.ts";
import type { RunParts } from "./run-parts.ts";

export interface RunNextParts extends RunParts {
  workerId: string;
  isolation: Isolation;
  metrics: WorkerMetrics;
  enqueueLater: (ticket: JobTicket, delayMs: number) => void;
}

/** Starts the next run that is due and sees it to its end; nothing when nothing is due. */
export const createRunNext = (parts: RunNextParts): ((wanted?: WantedRun) => Promise<void>) => {
  /** One claim at a time: ten at once would all find the same job, and nine ask again. */
  let lastClaim: Promise<unknown> = Promise.resolve();
  const claimInTurn = (wanted: WantedRun): Promise<Run | undefined> => {
    const claim = lastClaim.then(() => claimRun(parts, wanted));
    lastClaim = claim.catch(() => undefined);
    return claim;
  };
  return async (wanted = {}) => {
    const run = await claimInTurn(wanted);
    if (run) await seeToItsEnd(parts, run);
  };
};

type WantedRun = Pick<Parameters<typeof claimNext>[1], "ofIdleProject">;

interface Run {
  live: LiveRun;
  claimed: NextJob;
  ended: Promise<EndedRun | undefined>;
}

const claimRun = (parts: RunNextParts, wanted: WantedRun): Promise<Run | undefined> => {
  const { board, isolation, records, workerId } = parts;
  return board.claiming(async () => {
    const claimed = await claimNext(records, {
      ...wanted,
      workerId,
      takesSuspects: isolation.hasRoom(),
    });
    if (!claimed) return undefined;
    const live = toLiveRun(claimed);
    board.add(live);
    const isSuspect = claimed.job.lost_runs >= LOST_RUNS_BEFORE_ALONE;
    if (isSuspect) parts.metrics.isolatedRuns.inc();
    const ended = isSuspect ? isolation.run(live, claimed) : runJob(parts, live, claimed);
    return { live, claimed, ended };
  });
};

const seeToItsEnd = async (parts: RunNextParts, { live, claimed, ended }: Run): Promise<void> => {
  const { metrics, enqueueLater } = parts;
  const name = claimed.batch.function;
  const isSuspect = claimed.job.lost_runs >= LOST_RUNS_BEFORE_ALONE;
  const startedAt = performance.now();
  metrics.inFlight.inc({ function: name });
  let state = "lost";
  try {
    const end = await ended;
    if (end) state = end.state;
    if (end?.dueAt !== undefined) enqueueLater(live, end.dueAt - Date.now());
    // Others that waited for the room have had their tickets taken in vain.
    else if (isSuspect) enqueueLater(live, 0);
  } finally {
    parts.board.remove(live);
    metrics.inFlight.dec({ function: name });
    metrics.runs.inc({ function: name, state });
    metrics.runSeconds.observe({ function: name }, (performance.now() - startedAt) / 1000);
  }
  const { jobId, batchId } = live;
  const durationMs = Math.round(performance.now() - startedAt);
  parts.logger.info({ jobId, batchId, function: name, state, durationMs, isSuspect }, "job-run-ended");
};
