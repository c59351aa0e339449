import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readNode } from "@backlot/shared/canvas/queries/read-node";
import { readBatch } from "@backlot/shared/server/batches/read-batch";
import { eventually } from "../support/eventually.ts";
import { addShots, SCRIPTED_WORKER_MAIN, startRunner, type TestRunner } from "../support/start-runner.ts";

/** Longer than anybody waits for a sign of life. */
const FROZEN_MS = 16_000;
const SHOTS = 8;

let runner: TestRunner;
beforeAll(async () => (runner = await startRunner()));
afterAll(() => runner.stop());

it("a worker that freezes loses its jobs within 15 s, and its late results change nothing", async () => {
  const { canvas, peer } = await runner.openCanvas("frozen");
  const shots = addShots(canvas, SHOTS, () => "wait 1500");
  await eventually(() => expect(peer.provider.hasUnsyncedChanges).toBe(false));
  const frozen = await runner.spawnWorker(SCRIPTED_WORKER_MAIN);
  const batch = await runner.submit(canvas, "frozen", shots);
  await eventually(async () =>
    expect((await readBatch(runner.records, batch.id))?.counts.running).toBe(SHOTS),
  );
  // They have begun and are not done yet.
  await wait(500);
  frozen.kill("SIGSTOP");
  const frozenAt = Date.now();
  const successor = await runner.startWorker();
  const ended = await runner.awaitEnd(batch.id, 25_000);
  expect(ended).toMatchObject({ status: "done" });
  for (const job of ended.jobs) expect(Date.parse(job.startedAt ?? "") - frozenAt).toBeLessThan(15_000);
  const readTakes = () => shots.map((shot) => readNode(canvas, shot)?.takes);
  await eventually(() => {
    for (const [index, job] of ended.jobs.entries())
      expect(readTakes()[index]?.map((take) => take.id)).toEqual([job.id]);
  });
  const takes = readTakes();

  await wait(Math.max(0, frozenAt + FROZEN_MS - Date.now()));
  frozen.kill("SIGCONT");
  // It is well again when it does new work; by then its old runs have come to nothing.
  await successor.stop();
  const next = await runner.submit(canvas, "frozen", shots);
  const nextEnded = await runner.awaitEnd(next.id, 25_000);
  expect(nextEnded).toMatchObject({ status: "done" });
  expect(await readBatch(runner.records, batch.id)).toEqual(ended);
  await eventually(() => {
    for (const [index, job] of nextEnded.jobs.entries()) {
      const [first, second, ...more] = readTakes()[index] ?? [];
      expect([first, second?.id, more]).toEqual([takes[index]?.[0], job.id, []]);
    }
  });
  const rows = await runner.records
    .selectFrom("jobs")
    .select("lease")
    .where("batch_id", "=", batch.id)
    .execute();
  expect(rows.map(({ lease }) => lease)).toEqual(shots.map(() => 2));
}, 90_000);
