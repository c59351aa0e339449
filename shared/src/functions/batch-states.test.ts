import { describe, expect, it } from "vitest";
import {
  batchStateOf,
  isEndedBatch,
  JOB_STATES,
  JOB_STEPS,
  OPEN_BATCH_STATES,
  BATCH_STATES,
  type JobState,
} from "./batch-states.ts";

/** What each step makes of a job in each state; a dash = the step is not allowed and the row stays. */
const STEPS = `
step      queued    running   retrying  done  failed  canceled
claim     running   -         running   -     -       -
finish    -         done      -         -     -       -
fail      -         failed    -         -     -       -
backOff   -         retrying  -         -     -       -
giveBack  -         queued    -         -     -       -
dismiss   -         canceled  -         -     -       -
cancel    canceled  canceled  canceled  -     -       -
retry     -         -         -         -     queued  -
`;

describe("a job", () => {
  it("takes every step from the states of the table, and from no other", () => {
    const rows = Object.entries(JOB_STEPS).map(([name, step]) => [
      name,
      ...JOB_STATES.map((state) => ((step.from as readonly JobState[]).includes(state) ? step.to : "-")),
    ]);
    const table = STEPS.trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/));
    expect(rows).toEqual(table.slice(1));
    expect(table[0]).toEqual(["step", ...JOB_STATES]);
  });
});

describe("a batch", () => {
  it.each([
    // jobs, asked for, state
    ["queued", "", "queued"],
    ["queued running", "", "running"],
    ["queued done", "", "running"],
    ["retrying", "", "running"],
    ["running failed", "", "running"],
    ["queued", "pause", "paused"],
    ["queued running", "pause", "paused"],
    ["queued retrying done", "pause", "paused"],
    ["done", "", "done"],
    ["done", "pause", "done"],
    ["done failed", "", "failed"],
    ["done failed", "pause", "failed"],
    ["done canceled", "", "failed"],
    ["done canceled", "cancel", "canceled"],
    ["done failed canceled", "cancel pause", "canceled"],
    ["done queued", "cancel", "running"],
  ])("of jobs that are %s, asked to “%s”, is %s", (jobs, asked, state) => {
    expect(
      batchStateOf(jobs.split(" ") as JobState[], {
        cancel: asked.includes("cancel"),
        pause: asked.includes("pause"),
      }),
    ).toBe(state);
  });

  it("is open or ended, whatever its state", () => {
    expect(BATCH_STATES.filter((state) => !isEndedBatch(state))).toEqual([...OPEN_BATCH_STATES]);
  });
});
