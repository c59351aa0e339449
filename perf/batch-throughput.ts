/**
 * Storyboard panels per second with one and two workers, how many jobs are in flight at once (by the jobs' own
 * timestamps), the time from submit to the first take in another peer's document, and how much is reused when the same
 * shots are drawn again after a tenth of them has changed.
 * Usage: node perf/batch-throughput.ts [shots] [samples]
 */
import { updateNode } from "@backlot/shared/canvas/commands/update-node";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import { readNode } from "@backlot/shared/canvas/queries/read-node";
import { eventually } from "../tests/support/eventually.ts";
import { addShots, killProcess, startRunner, type TestRunner } from "../tests/support/start-runner.ts";
import { mostInFlight, runSeconds } from "./batch-figures.ts";
import { describeMachine, percentile, printTable } from "./report.ts";

const SHOTS = Number(process.argv[2] ?? 80);
const SAMPLES = Number(process.argv[3] ?? 20);
const CHANGED = Math.ceil(SHOTS / 10);

const runner = await startRunner();
try {
  const rows = [];
  for (const workers of [1, 2]) {
    const children = await Promise.all(Array.from({ length: workers }, () => runner.spawnWorker()));
    rows.push(await measure(runner, workers));
    for (const child of children) await killProcess(child);
  }
  printTable(`Storyboard: ${SHOTS} shots, 10 jobs at once for each worker`, rows);
  process.stdout.write(`${describeMachine()}\n`);
} finally {
  await runner.stop();
}

async function measure(runner: TestRunner, workers: number): Promise<Record<string, string | number>> {
  const canvasId = `canvas-${workers}`;
  const { canvas, peer } = await runner.openCanvas(canvasId);
  // Equal shots would be drawn once: every one says something else.
  const shots = addShots(canvas, SHOTS, (index) => `Of ${workers}: beat ${index}`);
  const saved = () => eventually(() => mustBe(!peer.provider.hasUnsyncedChanges));
  await saved();
  const run = async (nodeIds: readonly string[]) =>
    runner.awaitEnd((await runner.submit(canvas, canvasId, nodeIds)).id, 120_000);

  const [warmUp = ""] = shots;
  await run([warmUp]);
  const firstTakesMs: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    changeShot(canvas, warmUp, `Of ${workers}: sample ${sample}`);
    await saved();
    firstTakesMs.push(await timeToTake(runner, canvas, canvasId, warmUp));
  }
  const drawn = await run(shots);
  for (const shot of shots.slice(0, CHANGED)) changeShot(canvas, shot, `Of ${workers}: ${shot} again`);
  await saved();
  const again = await run(shots);
  const reused = again.jobs.filter((job) => job.reused).length;
  return {
    workers,
    done: drawn.counts.done,
    "panels/s": (SHOTS / runSeconds(drawn)).toFixed(1),
    "most in flight": mostInFlight(drawn),
    "submit → take p50 ms": Math.round(percentile(firstTakesMs, 50)),
    "submit → take p95 ms": Math.round(percentile(firstTakesMs, 95)),
    [`reused after ${CHANGED} of ${SHOTS} changed`]: `${Math.round((100 * reused) / SHOTS)} %`,
    "panels/s then": (SHOTS / runSeconds(again)).toFixed(1),
  };
}

async function timeToTake(runner: TestRunner, canvas: CanvasDocument, canvasId: string, shot: string) {
  const startedAt = performance.now();
  const batch = await runner.submit(canvas, canvasId, [shot]);
  await eventually(() => mustBe(readNode(canvas, shot)?.takes.some(({ id }) => id === batch.jobs[0]?.id)));
  return performance.now() - startedAt;
}

function changeShot(canvas: CanvasDocument, shot: string, description: string): void {
  const changed = updateNode(canvas, { id: shot, data: { description } });
  if (!changed.ok) throw new Error(changed.detail);
}

function mustBe(condition: boolean | undefined): void {
  if (!condition) throw new Error("Not yet");
}
