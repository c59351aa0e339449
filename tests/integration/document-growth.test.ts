import * as Y from "yjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readNode } from "@backlot/shared/canvas/queries/read-node";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import { functionImplementations } from "../../job-worker/src/functions/registry.ts";
import { eventually } from "../support/eventually.ts";
import { addShots, startRunner, type TestRunner } from "../support/start-runner.ts";

/** What a job may leave in the document besides the take that it was run for; the target is 1 kB. */
const MAX_BYTES_BESIDES_TAKE = 1_000;
const SHOTS = 20;
const BATCHES = 3;

let runner: TestRunner;
beforeAll(async () => (runner = await startRunner()));
afterAll(() => runner.stop());

const takesOf = (canvas: CanvasDocument, shots: readonly string[]) =>
  shots.flatMap((id) => readNode(canvas, id)?.takes ?? []);

describe("the document of a canvas", () => {
  it("grows by little more than the take for each finished job, and by nothing for a failed one", async () => {
    const { canvas, peer } = await runner.openCanvas("growing");
    const shots = addShots(canvas, SHOTS);
    const size = (): number => Y.encodeStateAsUpdate(peer.doc).byteLength;
    await eventually(() => expect(peer.provider.hasUnsyncedChanges).toBe(false));
    const before = size();
    const worker = await runner.startWorker();
    for (let batch = 0; batch < BATCHES; batch += 1)
      await runner.awaitEnd((await runner.submit(canvas, "growing", shots)).id, 60_000);
    await eventually(() => expect(takesOf(canvas, shots)).toHaveLength(SHOTS * BATCHES));
    const jobs = SHOTS * BATCHES;
    const takeBytes = Buffer.byteLength(JSON.stringify(takesOf(canvas, shots)));
    const [grown, record] = [(size() - before) / jobs, takeBytes / jobs];
    process.stdout.write(
      `document growth: ${grown.toFixed(0)} bytes a job, of which the take as JSON is ${record.toFixed(0)}\n`,
    );
    expect(grown - record).toBeLessThan(MAX_BYTES_BESIDES_TAKE);
    await worker.stop();

    await runner.startWorker({
      ...functionImplementations,
      storyboard: async () => Promise.resolve({ kind: "failed", error: "No ink.", retry: false }),
    });
    const beforeFailing = size();
    await runner.awaitEnd((await runner.submit(canvas, "growing", shots)).id, 60_000);
    expect(size()).toBe(beforeFailing);
  }, 180_000);
});
