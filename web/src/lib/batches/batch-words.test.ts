import { describe, expect, it } from "vitest";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import {
  batchNews,
  batchPercent,
  batchStanding,
  batchTitle,
  failureWords,
  jobSeconds,
  ordinal,
  timeLeft,
} from "./batch-words.ts";
import { makeBatch, makeJobs } from "./make-batch.test-data.ts";

const START = Date.parse("2026-01-01T13:52:00.000Z");
const at = (secondsAfter: number): string => new Date(START + secondsAfter * 1000).toISOString();
const running = (over: Partial<BatchView> = {}): BatchView =>
  makeBatch({
    jobs: [...makeJobs("done", 7), ...makeJobs("running", 1), ...makeJobs("queued", 2)],
    startedAt: at(0),
    ...over,
  });
const timeOf = (iso: string): string => iso.slice(11, 16);

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
    expect(failureWords("No answer in 60 s.")).toBe("No answer in 60 s");
    expect(failureWords("The picture could not be read.")).toBe("The picture could…");
    expect(failureWords("The service will not do this: no such style.")).toBe("No such style");
    expect(failureWords("")).toBe("Failed");
    expect(failureWords("The shot was deleted.")).toBe("The shot was deleted");
    expect(failureWords(undefined)).toBe("Failed");
  });

  it("name the batch by its title and what it runs on", () => {
    expect(batchTitle(running())).toBe("Storyboard, 10 shots");
    expect(batchTitle(makeBatch({ jobs: makeJobs("done", 1) }))).toBe("Storyboard, 1 shot");
    const breakdown = makeBatch({
      function: "breakdown",
      title: "Breakdown",
      jobs: makeJobs("done", 1, false),
    });
    expect(batchTitle(breakdown)).toBe("Breakdown");
  });

  it("name a function from outside by the type of its nodes while they are there", () => {
    const outside = makeBatch({ function: "outside/abc", title: "Relight", jobs: makeJobs("done", 2) });
    expect(batchTitle(outside, () => "scene")).toBe("Relight, 2 scenes");
    expect(batchTitle(outside, () => undefined)).toBe("Relight, 2 jobs");
  });

  it("say how long it may take only when something can be said", () => {
    expect(timeLeft(running(), START + 70_000)).toBe("about 30 s left");
    expect(timeLeft(running(), START + 7_000)).toBe("a few seconds left");
    expect(timeLeft(running(), START + 700_000)).toBe("about 5 min left");
    expect(timeLeft(makeBatch({ jobs: makeJobs("queued", 3) }), START)).toBeUndefined();
  });

  it("say where each batch stands", () => {
    const stand = (batch: BatchView, place?: number): string =>
      batchStanding(batch, { nowMs: START + 70_000, place, timeOf });
    expect(stand(running())).toBe("started 13:52 · about 30 s left");
    const waiting = makeBatch({ status: "queued", jobs: makeJobs("queued", 3) });
    expect([stand(waiting), stand(waiting, 1), stand(waiting, 2)]).toEqual([
      "waiting to start",
      "waiting to start",
      "waiting, 2nd in line",
    ]);
    expect(stand(running({ status: "paused" }))).toBe("paused, 1 still finishing");
    expect(stand(running({ status: "failed", finishedAt: at(14) }))).toBe("started 13:52 · took 14 s");
    expect(stand(running({ status: "done", finishedAt: at(1.24) }))).toBe("started 13:52 · took 1.2 s");
    expect(stand(running({ status: "canceled" }))).toBe("started 13:52 · canceled");
  });

  it("count running jobs by how far they are", () => {
    const jobs = [...makeJobs("done", 1), { ...makeJobs("running", 1)[0]!, progress: 0.5 }];
    expect(batchPercent(makeBatch({ jobs }))).toBe(75);
  });

  it("speak at each quarter and at the end, and repeat themselves between", () => {
    const news = (done: number, over: Partial<BatchView> = {}): string =>
      batchNews(
        makeBatch({ jobs: [...makeJobs("done", done), ...makeJobs("queued", 8 - done)], ...over }),
        "Storyboard, 8 shots",
      );
    expect([0, 1, 2, 3, 4, 7].map((done) => news(done))).toEqual([
      "Storyboard, 8 shots: running",
      "Storyboard, 8 shots: running",
      "Storyboard, 8 shots: 25 percent",
      "Storyboard, 8 shots: 25 percent",
      "Storyboard, 8 shots: 50 percent",
      "Storyboard, 8 shots: 75 percent",
    ]);
    expect(news(8, { status: "done" })).toBe("Storyboard, 8 shots: done");
    expect(news(2, { status: "paused" })).toBe("Storyboard, 8 shots: paused");
    const jobs = [...makeJobs("done", 6), ...makeJobs("failed", 2)];
    expect(batchNews(makeBatch({ status: "failed", jobs }), "Storyboard")).toBe(
      "Storyboard: 6 done, 2 failed",
    );
  });

  it("give a job's duration once it has one", () => {
    const job = { id: "j", status: "done" as const, progress: 1 };
    expect(jobSeconds({ ...job, startedAt: at(0), finishedAt: at(1.24) })).toBe("1.2 s");
    expect(jobSeconds({ ...job, startedAt: at(0), finishedAt: at(0.02) })).toBe("0.1 s");
    expect(jobSeconds(job)).toBeUndefined();
  });
});
