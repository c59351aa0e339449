import type { BatchView } from "@backlot/shared/functions/batch-view";

/** The messages of one state of a batch, each made when the first follower wants it. */
export interface BatchMessages {
  /** Whether anything differs from the state before. */
  readonly isNews: boolean;
  /** Event `batch`: all of it. */
  whole(): Uint8Array;
  /** Event `change`: the batch, of its jobs those that differ from the state before. */
  change(): Uint8Array;
}

const encoder = new TextEncoder();

/** Tells one state after the other; keeps the last to tell what the next has changed. */
export const createBatchMessages = (): ((batch: BatchView) => BatchMessages) => {
  let lastHead: string | undefined;
  let lastJobs: ReadonlyMap<string, string> = new Map();
  return ({ jobs, ...rest }) => {
    // A thousand jobs are a hundred kilobytes, and four times a second a few of them have moved.
    const head = JSON.stringify(rest).slice(0, -1);
    const texts = jobs.map((job) => JSON.stringify(job));
    const changed = texts.filter((text, index) => lastJobs.get(jobs[index]?.id ?? "") !== text);
    const isNews = head !== lastHead || changed.length > 0;
    lastHead = head;
    lastJobs = new Map(jobs.map(({ id }, index) => [id, texts[index] ?? ""]));
    const messageOf = (event: string, told: readonly string[]): Uint8Array =>
      encoder.encode(`event: ${event}\ndata: ${head},"jobs":[${told.join()}]}\n\n`);
    let whole: Uint8Array | undefined;
    let change: Uint8Array | undefined;
    return {
      isNews,
      whole: () => (whole ??= messageOf("batch", texts)),
      change: () => (change ??= messageOf("change", changed)),
    };
  };
};
