import { describe, expect, it, vi } from "vitest";
import type { JobView } from "@backlot/shared/functions/batch-view";
import { NO_JOBS } from "#lib/canvas/model/node-marks.ts";
import { makeBatch } from "./make-batch.test-data.ts";
import { failedJobOn, marksOfBatches } from "./node-marks-of-batches.ts";

const job = (nodeId: string, status: JobView["status"], over: Partial<JobView> = {}): JobView => ({
  id: `job-${nodeId}`,
  nodeId,
  status,
  progress: 0,
  ...over,
});

describe("marks of batches on nodes", () => {
  it("say the place in the queue, the failure with its way out, and what runs", () => {
    const retry = vi.fn();
    const jobs = [
      job("a", "done"),
      job("b", "failed", { error: "No answer in 60 s" }),
      job("c", "running", { progress: 0.5 }),
      job("d", "queued"),
      job("e", "retrying"),
      job("f", "queued"),
    ];
    const { marks, running } = marksOfBatches([makeBatch({ jobs })], NO_JOBS, retry);
    expect(marks.get("a")).toBeUndefined();
    expect(marks.get("d")).toEqual({ kind: "queued", words: "Queued, 1st" });
    expect(marks.get("e")).toEqual({ kind: "queued", words: "Trying again" });
    expect(marks.get("f")).toEqual({ kind: "queued", words: "Queued, 3rd" });
    expect(running.get("c")).toMatchObject({ progress: 0.5, by: "Mei", function: "storyboard" });
    const failed = marks.get("b");
    expect(failed).toMatchObject({ kind: "failed", words: "No answer in 60 s" });
    if (failed?.kind === "failed") failed.action?.run();
    expect(retry).toHaveBeenCalledWith("b");
  });

  it("offer no act to who may not act", () => {
    const { marks } = marksOfBatches([makeBatch({ jobs: [job("b", "failed")] })], NO_JOBS, undefined);
    expect(marks.get("b")).toEqual({ kind: "failed", words: "Failed" });
  });

  it("say that a paused batch is paused", () => {
    const batch = makeBatch({ status: "paused", jobs: [job("a", "queued")] });
    expect(marksOfBatches([batch], NO_JOBS, undefined).marks.get("a")).toEqual({
      kind: "paused",
      words: "Paused",
    });
  });

  it("come from the newest batch that touched the node", () => {
    const newer = makeBatch({ id: "newer", jobs: [job("a", "done")] });
    const older = makeBatch({ id: "older", jobs: [job("a", "failed"), job("b", "failed")] });
    const { marks } = marksOfBatches([newer, older], NO_JOBS, undefined);
    expect([...marks.keys()]).toEqual(["b"]);
    expect(failedJobOn([newer, older], "a")).toBeUndefined();
    expect(failedJobOn([newer, older], "b")?.id).toBe("job-b");
  });

  it("tell the titles of functions, as the newest batch has them", () => {
    const ink = { function: "outside/ink", jobs: [] };
    const batches = [makeBatch({ ...ink, title: "Ink wash" }), makeBatch({ ...ink, title: "Ink" })];
    const first = marksOfBatches(batches, NO_JOBS, undefined);
    expect([...first.titles]).toEqual([["outside/ink", "Ink wash"]]);
    expect(marksOfBatches(batches, first, undefined).titles).toBe(first.titles);
  });

  it("keep their object while they say the same, so that no node is drawn anew", () => {
    const batch = makeBatch({ jobs: [job("a", "queued"), job("b", "failed")] });
    const first = marksOfBatches([batch], NO_JOBS, undefined);
    const second = marksOfBatches([{ ...batch }], first, undefined);
    expect(second.marks.get("a")).toBe(first.marks.get("a"));
    expect(marksOfBatches([batch], first, () => undefined).marks.get("b")).not.toBe(first.marks.get("b"));
  });
});
