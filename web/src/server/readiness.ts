import type { DependencyState, Readiness } from "@backlot/shared/server/health";

const PROBE_DEADLINE_MS = 1_000;
const FRESH_MS = 500;

export interface ReadinessProbes {
  /** Ports of the services that must have been ready once before web is. */
  syncPort: number;
  workerPort: number;
  records: () => Promise<unknown>;
  redis: () => Promise<boolean>;
}

/**
 * Not ready until sync-server and job-worker have each answered ready once; later their absence only degrades,
 * because pages, sign-in and reading go on without them.
 */
export const createReadiness = (probes: ReadinessProbes): (() => Promise<Readiness>) => {
  const seenReady = { sync: false, worker: false };
  let last: { at: number; answer: Promise<Readiness> } | undefined;

  const probe = async (): Promise<Readiness> => {
    const [sync, worker, records, redis] = await Promise.all([
      isReady(probes.syncPort),
      isReady(probes.workerPort),
      answersInTime(probes.records()),
      probes.redis(),
    ]);
    seenReady.sync ||= sync;
    seenReady.worker ||= worker;
    const dependencies: Record<string, DependencyState> = {
      records: records ? "ok" : "down",
      redis: redis ? "ok" : "degraded",
      "sync-server": stateOf(sync, seenReady.sync),
      "job-worker": stateOf(worker, seenReady.worker),
    };
    const states = Object.values(dependencies);
    const status = states.includes("down") ? "down" : states.includes("degraded") ? "degraded" : "ok";
    return { status, dependencies };
  };

  return () => {
    if (!last || performance.now() - last.at > FRESH_MS) last = { at: performance.now(), answer: probe() };
    return last.answer;
  };
};

/** A database that hangs would keep whoever asks waiting for longer than he does. */
const answersInTime = async (answer: Promise<unknown>): Promise<boolean> => {
  const late = Promise.withResolvers<boolean>();
  const deadline = setTimeout(() => late.resolve(false), PROBE_DEADLINE_MS);
  const answered = answer.then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, late.promise]);
  } finally {
    clearTimeout(deadline);
  }
};

const stateOf = (ready: boolean, seenReady: boolean): DependencyState =>
  ready ? "ok" : seenReady ? "degraded" : "down";

const isReady = async (port: number): Promise<boolean> => {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, {
      signal: AbortSignal.timeout(PROBE_DEADLINE_MS),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Not listening yet, or not answering in time: both mean "not ready".
    return false;
  }
};
