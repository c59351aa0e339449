import { describe, expect, it } from "vitest";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { batchTitle, failureWords, jobSeconds, ordinal, resultWords, timeLeft } from "./batch-words.ts";

const batch = (over: Partial<BatchView["counts"]> = {}): BatchView => ({
  id: "b",
  canvasId: "c",
  function: "storyboard",
  title: "Storyboard",
  priority: "normal",
  rank: 0,
  status: "running",
  counts: { queued: 2, running: 1, retrying: 0, done: 7, failed: 0, canceled: 0, total: 10, ...over },
  createdAt: "2026-01-01T00:00:00.000Z",
  startedAt: "2026-01-01T00:00:00.000Z",
  createdBy: { id: "u", name: "Mei Tan" },
  jobs: [],
});

describe("batch words", () => {
  it("count places as people do", () => {
    expect([1, 2, 3, 4, 11, 12, 21, 102].map(ordinal)).toEqual([
      "1st",
      "2nd",
      "3rd",
      "4th",
      "11th",
      "12th",
      "21st",
      "102nd",
    ]);
  });

  it("keep a failure within four words", () => {
    expect(failureWords("No answer in 60 s.")).toBe("No answer in…");
    expect(failureWords("The shot was deleted.")).toBe("The shot was deleted");
    expect(failureWords(undefined)).toBe("Failed");
  });

  it("name the batch by its function and what it runs on", () => {
    expect(batchTitle(batch())).toBe("Storyboard, 10 shots");
    expect(batchTitle(batch({ total: 1 }))).toBe("Storyboard, 1 shot");
    expect(batchTitle({ ...batch(), function: "breakdown" })).toBe("Breakdown");
    expect(batchTitle({ ...batch(), function: "future" })).toBe("future");
  });

  it("say how long it may take only when something can be said", () => {
    const start = Date.parse("2026-01-01T00:00:00.000Z");
    expect(timeLeft(batch(), start + 70_000)).toBe("about 30 s left");
    expect(timeLeft(batch(), start + 7_000)).toBe("a few seconds left");
    expect(timeLeft(batch(), start + 700_000)).toBe("about 5 min left");
    expect(timeLeft(batch({ queued: 10, running: 0, done: 0 }), start + 70_000)).toBeUndefined();
  });

  it("give durations and counts", () => {
    const job = { id: "j", status: "done" as const, progress: 1 };
    expect(
      jobSeconds({ ...job, startedAt: "2026-01-01T00:00:00.000Z", finishedAt: "2026-01-01T00:00:01.240Z" }),
    ).toBe("1.2 s");
    expect(jobSeconds(job)).toBeUndefined();
    expect(resultWords({ ...job, result: { counts: { scenes: 12, characters: 1, acts: 0 } } })).toBe(
      "12 scenes, 1 character",
    );
    expect(resultWords(job)).toBeUndefined();
  });
});
