import { readFileSync } from "node:fs";
import type { BatchView } from "@backlot/shared/functions/batch-view";

/** The highest number of jobs whose intervals from start to finish overlap. */
export const mostInFlight = (batch: BatchView): number => {
  const events = batch.jobs.flatMap((job) => [
    { at: Date.parse(job.startedAt ?? ""), step: 1 },
    { at: Date.parse(job.finishedAt ?? ""), step: -1 },
  ]);
  events.sort((a, b) => a.at - b.at || a.step - b.step);
  let inFlight = 0;
  let most = 0;
  for (const { step } of events) {
    inFlight += step;
    most = Math.max(most, inFlight);
  }
  return most;
};

/** From the first start to the last finish, by the jobs' own timestamps. */
export const runSeconds = (batch: BatchView): number => {
  const started = batch.jobs.map((job) => Date.parse(job.startedAt ?? ""));
  const finished = batch.jobs.map((job) => Date.parse(job.finishedAt ?? ""));
  return (Math.max(...finished) - Math.min(...started)) / 1000;
};

/**
 * Third and fourth quarter of a series, each by the given figure: what still grows between them was not the filling of
 * caches and heaps.
 */
export const lateQuarters = (
  series: readonly number[],
  figure: (values: number[]) => number,
): [third: number, fourth: number] => {
  const quarter = Math.floor(series.length / 4);
  return [figure(series.slice(-2 * quarter, -quarter)), figure(series.slice(-quarter))];
};

/** Resident memory of a process, in MiB. */
export const residentMib = (pid: number): number => {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1] ?? Number.NaN) / 1024;
};
