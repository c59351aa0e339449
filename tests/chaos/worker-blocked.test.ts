import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readNode } from "@backlot/shared/canvas/queries/read-node";
import { readBatch } from "@backlot/shared/server/batches/read-batch";
import { eventually } from "../support/eventually.ts";
import { addShots, SCRIPTED_WORKER_MAIN, startRunner, type TestRunner } from "../support/start-runner.ts";

const SHOTS = 8;
/** Of lost runs. */
const TAKE_OVER_MS = 15_000;

let runner: TestRunner;
beforeAll(async () => (runner = await startRunner()));
afterAll(() => runner.stop());

it("the only worker, its main loop blocked, is ended and its jobs run again within 15 s", async () => {
  const { canvas, peer } = await runner.openCanvas("blocked");
  const shots = addShots(canvas, SHOTS, () => "wait 1500");
  await eventually(() => expect(peer.provider.hasUnsyncedChanges).toBe(false));
  const blocked = await runner.spawnWorker(SCRIPTED_WORKER_MAIN);
  const said = blocked.stdout && text(blocked.stdout);
  const batch = await runner.submit(canvas, "blocked", shots);
  await eventually(async () =>
    expect((await readBatch(runner.records, batch.id))?.counts.running).toBe(SHOTS),
  );
  const ended = once(blocked, "exit");
  blocked.kill("SIGUSR2");
  const blockedAt = Date.now();
  expect(await ended).toEqual([null, "SIGKILL"]);
  expect(await said).toContain("main-loop-silent");

  // As the supervisor does.
  await runner.spawnWorker(SCRIPTED_WORKER_MAIN);
  const done = await runner.awaitEnd(batch.id, 2 * TAKE_OVER_MS);
  expect(done).toMatchObject({ status: "done", counts: { done: SHOTS } });
  for (const job of done.jobs) expect(Date.parse(job.startedAt ?? "") - blockedAt).toBeLessThan(TAKE_OVER_MS);
  await eventually(() => {
    for (const job of done.jobs)
      expect(readNode(canvas, job.nodeId ?? "")?.takes.map((take) => take.id)).toEqual([job.id]);
  });
}, 90_000);
