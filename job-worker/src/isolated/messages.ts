import type { NextJob } from "@backlot/shared/server/batches/claim-next";
import type { EndedRun } from "../run-job.ts";
import type { OutsideCall } from "../providers/outside-call.ts";
import type { ResultSource, RunSettings } from "../run-parts.ts";

/** What the worker and the process that runs one job by itself say to each other over IPC. */
export type ToIsolated = { kind: "run"; settings: RunSettings; claimed: NextJob } | { kind: "stop" };

export type FromIsolated =
  | { kind: "result"; function: string; source: ResultSource }
  | { kind: "outside-call"; call: OutsideCall }
  /** `ended` is undefined when the job was no longer this run's. The process ends after this word. */
  | { kind: "ended"; ended: EndedRun | undefined };
