import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readBatch } from "@backlot/shared/server/batches/read-batch";
import { functionImplementations } from "../../job-worker/src/functions/registry.ts";
import { eventually } from "../support/eventually.ts";
import { addShots, startRunner, type TestRunner } from "../support/start-runner.ts";

const PLACES = 10;

let runner: TestRunner;
beforeAll(async () => (runner = await startRunner()));
afterEach(() => runner.stopWorkers());
afterAll(() => runner.stop());

/** A worker whose storyboards end when they are let go and no sooner; `held` lists their canvases in order of start. */
const startHoldingWorker = async () => {
  const held: string[] = [];
  const letGo = new Map<string, () => void>();
  await runner.startWorker({
    ...functionImplementations,
    storyboard: async ({ canvasId, jobId }) => {
      held.push(canvasId);
      await new Promise<void>((resolve) => letGo.set(jobId, resolve));
      return { kind: "take", take: { parameters: {}, inputHash: "0" } };
    },
  });
  return { held, letGo };
};

/** Every canvas of the runner is in a project of its own. */
const submitShots = async (canvasId: string, count: number) => {
  const { canvas, peer } = await runner.openCanvas(canvasId);
  const shots = addShots(canvas, count);
  await eventually(() => expect(peer.provider.hasUnsyncedChanges).toBe(false));
  return runner.submit(canvas, canvasId, shots);
};

describe("a project's backlog", () => {
  it("leaves a place for another project's job, which starts although none of the backlog's ends", async () => {
    const { held, letGo } = await startHoldingWorker();
    await submitShots("crowd", 30);
    await eventually(() => expect(held).toEqual(Array(PLACES).fill("crowd")));
    const single = await submitShots("single", 2);
    await eventually(() => expect(held.slice(PLACES)).toEqual(["single"]));

    // The place was kept for who has nothing running: a third project has to wait until it is free again.
    const third = await submitShots("third", 1);
    expect((await readBatch(runner.records, third.id))?.counts.queued).toBe(1);
    letGo.get(single.jobs[0]?.id ?? "")?.();
    await eventually(() => expect(held.slice(PLACES)).toEqual(["single", "third"]));
    for (const end of letGo.values()) end();
    await eventually(() => expect(held.slice(PLACES).filter((canvas) => canvas === "single").length).toBe(2));
  }, 30_000);
});
