import { nameCanvas } from "@backlot/shared/canvas/commands/name-canvas";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import { hasMeta } from "@backlot/shared/canvas/queries/has-meta";
import type { FunctionContract } from "@backlot/shared/functions/function-contract";
import { outsideIdOf } from "@backlot/shared/functions/outside-functions";
import { isFunctionName } from "@backlot/shared/functions/registry";
import type { NextJob } from "@backlot/shared/server/batches/claim-next";
import { endRun, holdsLease, type RunEnd } from "@backlot/shared/server/batches/end-run";
import type { CanvasPeer, CanvasPeers } from "@backlot/shared/server/canvas-peer";
import type { Records } from "@backlot/shared/server/database/records";
import { findFunction } from "@backlot/shared/server/outside-functions/find-function";
import { CanvasUnreachable, classifyFailure, LeaseLost, TimeLimitPassed } from "./classify-failure.ts";
import { fail, nodeDeleted } from "./failed-run.ts";
import type { FunctionImplementation } from "./functions/function-implementation.ts";
import type { Rasterizer } from "./rasterizer/rasterize.ts";
import { reuseResult } from "./reuse-result.ts";
import type { LiveRun } from "./run-board.ts";
import type { RunParts } from "./run-parts.ts";
import { waitForNode } from "./wait-for-node.ts";
import { whenAvailable } from "./when-available.ts";
import { writeOutcome } from "./write-outcome.ts";

/** With `dueAt` the job is to be run again then. */
export interface EndedRun {
  state: RunEnd["state"];
  dueAt?: number;
}

/**
 * One run of a claimed job to its end, which is written when it is answered; undefined when the job is no longer this
 * run's. A job is run at least once; the take's id is the job's id and the lease is checked before anything is written,
 * so the effect is there exactly once.
 */
export const runJob = async (
  parts: RunParts,
  live: LiveRun,
  claimed: NextJob,
): Promise<EndedRun | undefined> => {
  const end = await findEnd(parts, live, claimed);
  if (!end) return undefined;
  const isOurs = await whenAvailable(() => endRun(parts.records, live, end), live.abort.signal);
  if (!isOurs) return undefined;
  return "dueAt" in end ? { state: end.state, dueAt: end.dueAt } : { state: end.state };
};

export const toLiveRun = ({ job, batch }: NextJob): LiveRun => ({
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
});

/** How the run ended; undefined when the job is no longer this run's. */
const findEnd = async (parts: RunParts, live: LiveRun, claimed: NextJob): Promise<RunEnd | undefined> => {
  const { job, batch } = claimed;
  let timeLimit: NodeJS.Timeout | undefined;
  try {
    const contract = await findFunction(parts.records, { canvasId: job.canvas_id, name: batch.function });
    const implementation =
      contract && (isFunctionName(contract.name) ? parts.functions[contract.name] : parts.runOutside);
    if (!implementation) return fail(job.attempts, noSuchFunction(batch), false);
    timeLimit = setTimeout(() => live.abort.abort(new TimeLimitPassed()), contract.timeLimitMs);
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

const noSuchFunction = ({ function: name, title }: NextJob["batch"]): string =>
  outsideIdOf(name) === undefined
    ? `There is no function called ${name}.`
    : `${title || "This function"} was removed from the workspace.`;

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
  claimed: NextJob;
  contract: FunctionContract;
  implementation: FunctionImplementation;
  peer: CanvasPeer;
}

const runOnCanvas = async (parts: RunParts, run: CanvasRun): Promise<RunEnd> => {
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
  await giveTitle(parts.records, peer.canvas, canvasId);
  const options = JSON.parse(batch.options) as unknown;
  const outcome = await run.implementation({
    jobId: job.id,
    canvasId,
    nodeId,
    options,
    canvas: peer.canvas,
    assets: parts.assets,
    rasterizer: rasterizerFor(parts, claimed.projectId),
    signal,
    report: (progress, step) => parts.board.report(live, progress, step),
    reuse: (input, make) => reuseResult(parts, { contract, canvasId, options, input, make }),
  });
  if (outcome.kind === "failed") return fail(job.attempts, outcome.error, outcome.retry);
  if (outcome.kind === "node-deleted") return nodeDeleted(contract);
  if (outcome.kind === "later")
    return { state: "queued", dueAt: Date.now() + outcome.delayMs, error: outcome.reason };
  if (outcome.kind === "files") return { state: "done", result: outcome.result };
  signal.throwIfAborted();
  if (!(await holdsLease(parts.records, live))) throw new LeaseLost();
  const durationMs = Math.round(performance.now() - startedAt);
  const written = writeOutcome(peer.canvas, outcome, { claimed, contract, durationMs });
  if (!written.ok) return written.end;
  await peer.saved();
  const reused = outcome.kind === "take" && outcome.reused === true;
  return { state: "done", result: written.result, reused };
};

/** A file is named after its canvas, and the first to write to that may be a worker. */
const giveTitle = async (records: Records, canvas: CanvasDocument, canvasId: string): Promise<void> => {
  // Every other run does without the question.
  if (hasMeta(canvas)) return;
  const row = await records
    .selectFrom("canvases")
    .select("title")
    .where("id", "=", canvasId)
    .executeTakeFirst();
  if (row) nameCanvas(canvas, row.title);
};

/** Drawing is what runs wait for most: another project's thousand panels are not to stand before one. */
const rasterizerFor = ({ rasterizers, turns }: RunParts, projectId: string): Rasterizer => ({
  rasterize: (...asked) => turns.take(projectId, (turn) => rasterizers[turn].rasterize(...asked)),
  drawPanel: (...asked) => turns.take(projectId, (turn) => rasterizers[turn].drawPanel(...asked)),
});

const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const rejectNow = (): void => reject(signal.reason as Error);
    if (signal.aborted) rejectNow();
    else signal.addEventListener("abort", rejectNow, { once: true });
  });
