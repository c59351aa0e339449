import { MAX_PRESENCE_BYTES, type RunningJob } from "@backlot/shared/presence/presence-state";
import type { RunRef } from "@backlot/shared/server/batches/end-run";
import { findLostLeases, writeProgress } from "@backlot/shared/server/batches/watch-runs";
import type { CanvasPeer } from "@backlot/shared/server/canvas-peer";
import { isUnavailable } from "@backlot/shared/server/database/failures";
import type { Records } from "@backlot/shared/server/database/records";
import type { Logger } from "@backlot/shared/server/logger";
import { LeaseLost } from "./classify-failure.ts";

const PRESENCE_INTERVAL_MS = 200;
const PROGRESS_INTERVAL_MS = 1_000;
const LEASE_CHECK_INTERVAL_MS = 500;
/** The presence frame holds the worker's name and keys besides the jobs. */
const JOBS_PRESENCE_BYTES = MAX_PRESENCE_BYTES - 512;

export interface LiveRun extends RunRef {
  canvasId: string;
  /** What people see. */
  shown: RunningJob;
  abort: AbortController;
}

/**
 * The runs of this process. Shows them to people through presence (≤ 5 frames a second and canvas), writes their progress
 * for scripts (≤ once a second), and aborts those that lost their job.
 */
export interface RunBoard {
  /** Wraps claiming, so that a row which is already ours in the database is never mistaken for a lost one. */
  claiming<T>(claim: () => Promise<T>): Promise<T>;
  add(run: LiveRun): void;
  /** From now on the run is shown on its canvas. */
  attach(run: LiveRun, peer: CanvasPeer): void;
  report(run: LiveRun, progress: number, step: string): void;
  remove(run: LiveRun): void;
  /** Times in ms since the epoch. */
  isOwnRun(row: { jobId: string; lease: number; startedAt: number }): boolean;
  abortAll(reason: Error): void;
  stop(): void;
}

export const createRunBoard = (records: Records, logger: Logger): RunBoard => {
  const runs = new Map<string, LiveRun>();
  const claims = new Set<{ startedAt: number }>();
  const canvases = new Map<string, CanvasShow>();
  const unwritten = new Set<LiveRun>();

  const show = (canvasId: string): void => {
    const canvas = canvases.get(canvasId);
    if (!canvas || canvas.timer) return;
    const wait = Math.max(0, canvas.shownAt + PRESENCE_INTERVAL_MS - performance.now());
    canvas.timer = setTimeout(() => {
      canvas.timer = undefined;
      canvas.shownAt = performance.now();
      canvas.peer.setPresence({
        jobs: jobsThatFit([...runs.values()].filter((run) => canvas.runs.has(run))),
      });
      if (canvas.runs.size === 0) canvases.delete(canvasId);
    }, wait);
  };

  const repeat = (work: () => Promise<void>, intervalMs: number, event: string): NodeJS.Timeout => {
    let busy = false;
    return setInterval(() => {
      if (busy) return;
      busy = true;
      work()
        // That the database is away has been said once already.
        .catch((error: unknown) => logger[isUnavailable(error) ? "debug" : "warn"]({ err: error }, event))
        .finally(() => (busy = false));
    }, intervalMs);
  };
  const timers = [
    repeat(
      async () => {
        const changed = [...unwritten];
        unwritten.clear();
        await writeProgress(
          records,
          changed.map((run) => ({ ...run, progress: run.shown.progress })),
        );
      },
      PROGRESS_INTERVAL_MS,
      "progress-not-written",
    ),
    repeat(
      async () => {
        for (const run of await findLostLeases(records, [...runs.values()])) run.abort.abort(new LeaseLost());
      },
      LEASE_CHECK_INTERVAL_MS,
      "lease-check-failed",
    ),
  ];

  return {
    async claiming(claim) {
      const claiming = { startedAt: Date.now() };
      claims.add(claiming);
      try {
        return await claim();
      } finally {
        claims.delete(claiming);
      }
    },
    add(run) {
      runs.set(run.jobId, run);
    },
    attach(run, peer) {
      const canvas = canvases.get(run.canvasId);
      if (canvas) canvas.peer = peer;
      else canvases.set(run.canvasId, { peer, runs: new Set(), shownAt: 0, timer: undefined });
      canvases.get(run.canvasId)?.runs.add(run);
      show(run.canvasId);
    },
    report(run, progress, step) {
      run.shown = { ...run.shown, progress: Math.max(0, Math.min(1, progress)), step };
      unwritten.add(run);
      show(run.canvasId);
    },
    remove(run) {
      if (runs.get(run.jobId) === run) runs.delete(run.jobId);
      unwritten.delete(run);
      canvases.get(run.canvasId)?.runs.delete(run);
      show(run.canvasId);
    },
    isOwnRun: ({ jobId, lease, startedAt }) =>
      runs.get(jobId)?.lease === lease || [...claims].some((claim) => claim.startedAt <= startedAt),
    abortAll(reason) {
      for (const run of runs.values()) run.abort.abort(reason);
    },
    stop() {
      for (const timer of timers) clearInterval(timer);
      for (const canvas of canvases.values()) clearTimeout(canvas.timer);
    },
  };
};

interface CanvasShow {
  peer: CanvasPeer;
  runs: Set<LiveRun>;
  shownAt: number;
  timer: NodeJS.Timeout | undefined;
}

/** A frame over the limit would be dropped whole; the oldest runs are shown first. */
const jobsThatFit = (runs: readonly LiveRun[]): Record<string, RunningJob> => {
  const jobs: Record<string, RunningJob> = {};
  let bytes = 0;
  for (const run of runs) {
    bytes += Buffer.byteLength(JSON.stringify(run.shown)) + run.jobId.length + 4;
    if (bytes > JOBS_PRESENCE_BYTES) break;
    jobs[run.jobId] = run.shown;
  }
  return jobs;
};
