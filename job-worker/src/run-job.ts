import { addTake } from "@backlot/shared/canvas/commands/add-take";
import { nodeTypes } from "@backlot/shared/canvas/node-types/registry";
import { LOST_RUNS_BEFORE_ALONE, MAX_JOB_ATTEMPTS } from "@backlot/shared/functions/batch-states";
import type { FunctionContract } from "@backlot/shared/functions/function-contract";
import { functionContracts, isFunctionName } from "@backlot/shared/functions/registry";
import type { AssetStore } from "@backlot/shared/server/assets/asset-store";
import type { ClaimedJob } from "@backlot/shared/server/batches/claim-job";
import { claimNext } from "@backlot/shared/server/batches/claim-next";
import { holdsLease, type RunEnd } from "@backlot/shared/server/batches/end-run";
import type { JobTicket } from "@backlot/shared/server/batches/job-queue";
import type { CanvasPeer, CanvasPeers } from "@backlot/shared/server/canvas-peer";
import type { Records } from "@backlot/shared/server/database/records";
import type { Logger } from "@backlot/shared/server/logger";
import { CanvasUnreachable, classifyFailure, LeaseLost, TimeLimitPassed } from "./classify-failure.ts";
import { endWhenAvailable } from "./end-when-available.ts";
import type { FunctionImplementation, FunctionOutcome } from "./functions/function-implementation.ts";
import type { Rasterizer } from "./rasterizer/rasterize.ts";
import type { WorkerMetrics } from "./metrics.ts";
import { reuseResult } from "./reuse-result.ts";
import type { LiveRun, RunBoard } from "./run-board.ts";
import type { SoloGate } from "./solo-gate.ts";
import { waitForNode } from "./wait-for-node.ts";

const FIRST_BACKOFF_MS = 500;

export interface RunJobParts {
  workerId: string;
  records: Records;
  assets: AssetStore;
  peers: CanvasPeers;
  rasterizer: Rasterizer;
  functions: Readonly<Record<string, FunctionImplementation>>;
  board: RunBoard;
  gate: SoloGate;
  metrics: WorkerMetrics;
  logger: Logger;
  enqueueLater: (ticket: JobTicket, delayMs: number) => void;
}

/** Starts the next run that is due and sees it to its end; nothing when nothing is due. */
export type RunNext = () => Promise<void>;

/**
 * The runs of this process. A job is run at least once; the take's id is the job's id and the lease is checked before
 * anything is written, so the effect is there exactly once.
 */
export const createRunNext = (parts: RunJobParts): RunNext => {
  const { board, records, workerId } = parts;
  /** One claim at a time: ten at once would all find the same job, and nine ask again. */
  let lastClaim: Promise<unknown> = Promise.resolve();
  const claimInTurn = () => {
    const claim = lastClaim.then(() =>
      board.claiming(async () => {
        const claimed = await claimNext(records, { workerId });
        return claimed && startRun(parts, claimed);
      }),
    );
    lastClaim = claim.catch(() => undefined);
    return claim;
  };
  return async () => {
    const run = await claimInTurn();
    if (!run) return;
    const leave = await parts.gate.enter(run.claimed.job.lost_runs >= LOST_RUNS_BEFORE_ALONE);
    try {
      await runClaimed(parts, run.live, run.claimed);
    } finally {
      leave();
    }
  };
};

const runClaimed = async (parts: RunJobParts, live: LiveRun, claimed: ClaimedJob): Promise<void> => {
  const { board, records } = parts;
  const name = claimed.batch.function;
  const startedAt = performance.now();
  parts.metrics.inFlight.inc({ function: name });
  let state = "lost";
  try {
    const end = await findEnd(parts, live, claimed);
    if (end && (await endWhenAvailable(records, live, end))) {
      state = end.state;
      if (end.state === "retrying" || end.state === "queued")
        parts.enqueueLater(live, end.dueAt - Date.now());
    }
  } finally {
    board.remove(live);
    parts.metrics.inFlight.dec({ function: name });
    parts.metrics.runs.inc({ function: name, state });
    parts.metrics.runSeconds.observe({ function: name }, (performance.now() - startedAt) / 1000);
  }
  parts.logger.info(
    {
      jobId: live.jobId,
      batchId: live.batchId,
      function: name,
      state,
      durationMs: Math.round(performance.now() - startedAt),
    },
    "job-run-ended",
  );
};

const startRun = (parts: RunJobParts, claimed: ClaimedJob): { live: LiveRun; claimed: ClaimedJob } => {
  const { job, batch } = claimed;
  const live: LiveRun = {
    jobId: job.id,
    batchId: batch.id,
    lease: job.lease,
    canvasId: job.canvas_id,
    abort: new AbortController(),
    shown: {
      batchId: batch.id,
      nodeId: job.node_id ?? "",
      function: batch.function,
      progress: 0,
      step: "Starting",
      by: batch.created_by_name.trim().split(/\s+/, 1)[0] ?? "",
    },
  };
  parts.board.add(live);
  return { live, claimed };
};

/** How the run ended; undefined when the job is no longer this run's. */
const findEnd = async (
  parts: RunJobParts,
  live: LiveRun,
  claimed: ClaimedJob,
): Promise<RunEnd | undefined> => {
  const { job, batch } = claimed;
  const implementation = isFunctionName(batch.function) ? parts.functions[batch.function] : undefined;
  if (!isFunctionName(batch.function) || !implementation) {
    return fail(job.attempts, `There is no function called ${batch.function}.`, false);
  }
  const contract: FunctionContract = functionContracts[batch.function];
  const timeLimit = setTimeout(() => live.abort.abort(new TimeLimitPassed()), contract.timeLimitMs);
  try {
    const work = useCanvas(parts.peers, live.canvasId, (peer) =>
      runOnCanvas(parts, { live, claimed, contract, implementation, peer }),
    );
    return await Promise.race([work, rejectOnAbort(live.abort.signal)]);
  } catch (error) {
    const failure = classifyFailure(error);
    if (failure.kind === "lease-lost") return undefined;
    if (failure.kind === "interrupted") {
      parts.logger.warn({ err: error, jobId: job.id }, "job-given-back");
      return { state: "queued", dueAt: Date.now() + failure.delayMs };
    }
    parts.logger.warn({ err: error, jobId: job.id, attempts: job.attempts + 1 }, "job-attempt-failed");
    return fail(job.attempts, failure.error, failure.kind === "retryable");
  } finally {
    clearTimeout(timeLimit);
  }
};

const useCanvas = async <T>(
  peers: CanvasPeers,
  canvasId: string,
  work: (peer: CanvasPeer) => Promise<T>,
): Promise<T> => {
  let joined = false;
  try {
    return await peers.use(canvasId, (peer) => {
      joined = true;
      return work(peer);
    });
  } catch (error) {
    throw joined ? error : new CanvasUnreachable("The canvas could not be joined", { cause: error });
  }
};

interface CanvasRun {
  live: LiveRun;
  claimed: ClaimedJob;
  contract: FunctionContract;
  implementation: FunctionImplementation;
  peer: CanvasPeer;
}

const runOnCanvas = async (parts: RunJobParts, run: CanvasRun): Promise<RunEnd> => {
  const { live, claimed, contract, peer } = run;
  const { job, batch } = claimed;
  const { signal } = live.abort;
  const nodeId = job.node_id ?? "";
  signal.throwIfAborted();
  parts.board.attach(live, peer);
  const startedAt = performance.now();
  if (contract.target === "node" && !(await waitForNode(peer.canvas, nodeId))) return nodeDeleted(contract);
  signal.throwIfAborted();
  const canvasId = job.canvas_id;
  const options = JSON.parse(batch.options) as unknown;
  const outcome = await run.implementation({
    jobId: job.id,
    canvasId,
    nodeId,
    options,
    canvas: peer.canvas,
    assets: parts.assets,
    rasterizer: parts.rasterizer,
    signal,
    report: (progress, step) => parts.board.report(live, progress, step),
    reuse: (input, make) => reuseResult(parts, { contract, canvasId, options, input, make }),
  });
  if (outcome.kind === "failed") return fail(job.attempts, outcome.error, outcome.retry);
  if (outcome.kind === "node-deleted") return nodeDeleted(contract);
  if (outcome.kind === "files") return { state: "done", result: outcome.result };
  signal.throwIfAborted();
  if (!(await holdsLease(parts.records, live))) throw new LeaseLost();
  const written = writeOutcome(run, outcome, performance.now() - startedAt);
  if (!written.ok) return written.end;
  await peer.saved();
  const reused = outcome.kind === "take" && outcome.reused === true;
  return { state: "done", result: written.result, reused };
};

type Written = { ok: true; result: unknown } | { ok: false; end: RunEnd };

const writeOutcome = (
  { claimed: { job, batch }, contract, peer }: CanvasRun,
  outcome: Extract<FunctionOutcome, { kind: "take" | "edit" }>,
  durationMs: number,
): Written => {
  if (outcome.kind === "edit") {
    const applied = outcome.apply(peer.canvas);
    return applied.ok
      ? { ok: true, result: applied.result }
      : { ok: false, end: fail(job.attempts, applied.detail, false) };
  }
  const added = addTake(peer.canvas, {
    nodeId: job.node_id ?? "",
    take: {
      ...outcome.take,
      id: job.id,
      function: contract.name,
      functionVersion: contract.version,
      createdAt: Date.now(),
      durationMs: Math.round(durationMs),
      author: { id: batch.created_by, name: batch.created_by_name },
    },
  });
  if (added.ok) return { ok: true, result: undefined };
  if (added.reason === "node-missing") return { ok: false, end: nodeDeleted(contract) };
  return { ok: false, end: fail(job.attempts, added.detail, false) };
};

const nodeDeleted = (contract: FunctionContract): RunEnd => {
  const [type] = contract.nodeTypes;
  return { state: "canceled", error: `The ${type ? nodeTypes[type].noun : "node"} was deleted.` };
};

const fail = (attemptsBefore: number, error: string, retry: boolean): RunEnd => {
  const attempts = attemptsBefore + 1;
  if (!retry || attempts >= MAX_JOB_ATTEMPTS) return { state: "failed", attempts, error };
  // Apart by chance, so that what failed together does not come back together.
  const backoffMs = FIRST_BACKOFF_MS * 2 ** attemptsBefore * (0.75 + Math.random() / 2);
  return { state: "retrying", attempts, error, dueAt: Math.round(Date.now() + backoffMs) };
};

const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const rejectNow = (): void => reject(signal.reason as Error);
    if (signal.aborted) rejectNow();
    else signal.addEventListener("abort", rejectNow, { once: true });
  });
