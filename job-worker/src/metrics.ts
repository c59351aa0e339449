import { OUTSIDE_PROVIDERS, type OutsideProvider } from "@backlot/shared/functions/outside-functions";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** Everything this process counts, in one list. */
export interface WorkerMetrics {
  registry: Registry;
  /** Runs by how they ended. */
  runs: Counter<"function" | "state">;
  runSeconds: Histogram<"function">;
  inFlight: Gauge<"function">;
  lostRuns: Counter;
  /** Runs of jobs that were running at two deaths. */
  isolatedRuns: Counter;
  isolatedDeaths: Counter;
  reenqueued: Counter;
  /** Results that functions could reuse: `reused` ÷ all is the hit rate. */
  functionResults: Counter<"function" | "source">;
  /** Attempts to call outside functions, by what came of them. */
  outsideCalls: Counter<"provider" | "outcome">;
  outsideCallSeconds: Histogram<"provider">;
  /** Attempts to tell a batch's webhook, by what came of them. */
  webhookAttempts: Counter<"state">;
  webhooksInFlight: Gauge;
}

export const createMetrics = (parts: {
  readWaiting: () => Promise<{ count: number; oldestMs: number }>;
  countWaitingTickets: () => Promise<number>;
  countOpenBreakers: (provider: OutsideProvider) => number;
}): WorkerMetrics => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  let asked: ReturnType<typeof parts.readWaiting> | undefined;
  /** Asked once for both of its figures. */
  const readWaiting = () => (asked ??= parts.readWaiting().finally(() => (asked = undefined)));
  new Gauge({
    name: "backlot_jobs_waiting",
    help: "Jobs that wait for a worker, those of paused batches left out",
    registers,
    async collect() {
      this.set((await readWaiting()).count);
    },
  });
  new Gauge({
    name: "backlot_queue_age_seconds",
    help: "How long the oldest waiting job has been due",
    registers,
    async collect() {
      this.set((await readWaiting()).oldestMs / 1000);
    },
  });
  new Gauge({
    name: "backlot_queue_waiting_tickets",
    help: "Tickets that wait in Redis",
    registers,
    async collect() {
      this.set(await parts.countWaitingTickets());
    },
  });
  new Gauge({
    name: "backlot_outside_breakers_open",
    help: "Outside functions that this worker does not call for a while because they did not answer",
    labelNames: ["provider"],
    registers,
    collect() {
      for (const provider of OUTSIDE_PROVIDERS) this.set({ provider }, parts.countOpenBreakers(provider));
    },
  });
  return {
    registry,
    runs: new Counter({
      name: "backlot_job_runs_total",
      help: "Runs of jobs by function and by the state they ended in",
      labelNames: ["function", "state"],
      registers,
    }),
    runSeconds: new Histogram({
      name: "backlot_job_run_seconds",
      help: "Duration of runs from claim to end, saved takes included",
      labelNames: ["function"],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers,
    }),
    inFlight: new Gauge({
      name: "backlot_jobs_in_flight",
      help: "Jobs that run now",
      labelNames: ["function"],
      registers,
    }),
    lostRuns: new Counter({
      name: "backlot_job_lost_runs_total",
      help: "Runs taken back from workers that died",
      registers,
    }),
    isolatedRuns: new Counter({
      name: "backlot_job_isolated_runs_total",
      help: "Runs in a process of their own, of jobs that were running at two deaths of a worker",
      registers,
    }),
    isolatedDeaths: new Counter({
      name: "backlot_job_isolated_deaths_total",
      help: "Such processes that ended without an end of the run",
      registers,
    }),
    reenqueued: new Counter({
      name: "backlot_job_reenqueued_total",
      help: "Tickets put in again because they may have been lost",
      registers,
    }),
    functionResults: new Counter({
      name: "backlot_function_results_total",
      help: "Results by function and by whether they were made or taken from an earlier run (source)",
      labelNames: ["function", "source"],
      registers,
    }),
    outsideCalls: new Counter({
      name: "backlot_outside_calls_total",
      help: "Attempts to call outside functions: made, away, busy, refused, unusable, timed-out, canceled, broken",
      labelNames: ["provider", "outcome"],
      registers,
    }),
    outsideCallSeconds: new Histogram({
      name: "backlot_outside_call_seconds",
      help: "Duration of such an attempt, its result read",
      labelNames: ["provider"],
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
      registers,
    }),
    webhookAttempts: new Counter({
      name: "backlot_webhook_attempts_total",
      help: "Attempts to tell a batch's webhook: delivered, waiting (tried again later), failed (given up)",
      labelNames: ["state"],
      registers,
    }),
    webhooksInFlight: new Gauge({
      name: "backlot_webhooks_in_flight",
      help: "Attempts to tell a webhook that this worker has under way, of 32 at most, 4 to a host and 8 of a workspace",
      registers,
    }),
  };
};
