import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { readShotPlan } from "@backlot/shared/screenplay/sample-shots";
import { findBatchOf, submitBatch } from "@backlot/shared/server/batches/submit-batch";
import { importScreenplay, waitForBatch } from "../import-screenplay.ts";
import type { Parts } from "../parts.ts";
import { readNodeTypes } from "../read-content.ts";
import { writeCanvas } from "../write-canvas.ts";
import { planShots } from "./plan-shots.ts";
import type { SampleRecords } from "./sample-records.ts";

const SAMPLES = new URL("../../../../../shared/samples/", import.meta.url);
const RETRY_MS = 1_000;

/**
 * Fills the sample canvas by the same ways a person has: import, breakdown, planning, storyboard. Each finished step
 * leaves its trace (a breakdown batch, the planned shots, a storyboard batch), so a start after a kill goes on where
 * the last one stopped, and two web processes that start together do each step once. Resolves when the storyboard is
 * submitted, or at once when there is nothing left to do.
 */
export const makeSample = async (parts: Parts, sample: SampleRecords, signal: AbortSignal): Promise<void> => {
  const { canvas } = sample;
  const actor = { id: sample.userId, name: sample.userName };
  if (!canvas || (await findBatchOf(parts.records, canvas.id, "storyboard"))) return;
  if (!(await breakDown(parts, canvas.id, actor, signal))) return;

  const plan = readShotPlan(
    JSON.parse(await readFile(new URL("the-ferry-clock-shots.json", SAMPLES), "utf8")),
  );
  while (!signal.aborted) {
    const planned = await writeCanvas(parts, canvas, (document) => planShots(document, plan, actor));
    if (planned.ok) {
      const nodes = await readNodeTypes(parts.canvasLog, canvas.id, planned.value);
      const submitted = await submitBatch(parts, {
        canvasId: canvas.id,
        function: "storyboard",
        nodeIds: planned.value,
        options: {},
        actor,
        nodes,
        once: true,
      });
      if (!submitted.ok)
        throw new Error(`The storyboard was refused: ${JSON.stringify(submitted.errors.slice(0, 3))}`);
      parts.logger.info({ canvasId: canvas.id, batchId: submitted.batch.id }, "sample-production-made");
      return;
    }
    await pause(signal);
  }
};

/** Whether the screenplay is on the canvas. */
const breakDown = async (
  parts: Parts,
  canvasId: string,
  actor: { id: string; name: string },
  signal: AbortSignal,
): Promise<boolean> => {
  let batchId = (await findBatchOf(parts.records, canvasId, "breakdown"))?.id;
  if (batchId === undefined) {
    const bytes = await readFile(new URL("the-ferry-clock.fountain", SAMPLES));
    const imported = await importScreenplay(parts, {
      ...{ canvasId, bytes, actor, signal },
      format: "fountain",
      once: true,
    });
    if (!imported.ok) throw new Error(`The sample screenplay was refused: ${imported.reason}`);
    batchId = imported.batch.id;
  }
  const batch = await waitForBatch(parts, batchId, { timeLimitMs: Number.POSITIVE_INFINITY, signal });
  if (batch?.status === "failed")
    parts.logger.error({ error: batch.jobs[0]?.error }, "sample-breakdown-failed");
  return batch?.status === "done";
};

const pause = (signal: AbortSignal): Promise<unknown> =>
  wait(RETRY_MS, undefined, { signal }).catch(() => undefined);
