/**
 * 10,000 queued jobs of one project: does the memory of worker and web stay flat, is the age of the queue told right, and
 * how long does another project's single job take beside its lone time?
 *
 * Memory is judged in the second half of the watch: a worker's heaps and drawing threads fill for more than a minute. The
 * least heap in use, which is what the collector found alive, says whether objects leak; resident memory, whether
 * anything else does.
 * Usage: node perf/batch-backlog.ts [jobs] [seconds]
 */
import { setTimeout as wait } from "node:timers/promises";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import type { StoryboardOptions } from "@backlot/shared/functions/storyboard";
import { makeCanvas, signUpPerson, type RestClient } from "../tests/support/rest-client.ts";
import { startProduct, type Product } from "../tests/support/start-product.ts";
import { lateQuarters, residentMib } from "./batch-figures.ts";
import { describeMachine, percentile, printTable } from "./report.ts";

const JOBS = Number(process.argv[2] ?? 10_000);
const WATCH_SECONDS = Number(process.argv[3] ?? 120);
const JOBS_PER_BATCH = 1_000;
const SINGLES = 8;
const SAMPLE_SECONDS = 3;
const DIFFERENT_OPTIONS: readonly Partial<StoryboardOptions>[] = (["none", "2.39", "1.85"] as const).flatMap(
  (guideRatio) =>
    [false, true].flatMap((marks) => [false, true].map((print) => ({ guideRatio, marks, print }))),
);

/** In MiB. */
interface Sample {
  worker: number;
  workerHeap: number;
  web: number;
}

const product = await startProduct();
try {
  const [crowd, single] = [await signUpPerson(product.url), await signUpPerson(product.url)];
  const [board, other] = [await makeCanvas(crowd), await makeCanvas(single)];
  const shots = await addShots(crowd, board.id, JOBS_PER_BATCH);
  const [shot = ""] = await addShots(single, other.id, 1);
  await timeSingles(single, other.id, shot, "warm-up", 3);
  const lone = await timeSingles(single, other.id, shot, "lone", SINGLES);

  const submittedAt = Date.now();
  const batches: string[] = [];
  for (let submitted = 0; submitted < JOBS; submitted += JOBS_PER_BATCH) {
    // No batch may take the results of another: that would be over before anything is measured beside it.
    const options = DIFFERENT_OPTIONS[batches.length];
    if (!options) throw new Error(`At most ${DIFFERENT_OPTIONS.length} batches can be told apart`);
    batches.push((await submit(crowd, board.id, shots.slice(0, JOBS - submitted), options)).id);
  }
  const samples = await watchMemory(product, WATCH_SECONDS, (sample) => process.stdout.write(`${sample}\n`));
  const queue = await readQueue(product);
  const expectedAge = (Date.now() - submittedAt) / 1000;
  const beside = await timeSingles(single, other.id, shot, "beside", SINGLES);
  const done = await countDone(crowd, batches);
  if (done === JOBS) throw new Error("The backlog was over before the single jobs were");
  for (const id of batches) await crowd.must("POST", `batches/${id}/cancel`);

  const middle = (values: number[]): number => percentile(values, 50);
  const grow = (of: keyof Sample, figure: (values: number[]) => number): string =>
    lateQuarters(
      samples.map((sample) => sample[of]),
      figure,
    )
      .map((mib) => mib.toFixed(0))
      .join(" → ");
  printTable(`${JOBS} jobs of one project`, [
    {
      "jobs done meanwhile": done,
      "waiting by metric": queue.waiting,
      "queue age s, by metric": queue.ageSeconds.toFixed(1),
      "queue age s, at most": expectedAge.toFixed(1),
    },
  ]);
  printTable(`Memory in the third → the fourth quarter of ${WATCH_SECONDS} s, MiB`, [
    {
      "worker, resident p50": grow("worker", middle),
      "worker, least heap in use": grow("workerHeap", (values) => Math.min(...values)),
      "web, resident p50": grow("web", middle),
    },
  ]);
  const [loneMs, besideMs] = [percentile(lone, 50), percentile(beside, 50)];
  printTable("Another project's single job, submit to done", [
    {
      "lone p50 ms": Math.round(loneMs),
      "beside the backlog p50 ms": Math.round(besideMs),
      "times as long": (besideMs / loneMs).toFixed(2),
      "worst ms": `${Math.round(Math.max(...lone))}, ${Math.round(Math.max(...beside))}`,
    },
  ]);
  process.stdout.write(`${describeMachine()}\n`);
} finally {
  await product.stop();
}

async function addShots(client: RestClient, canvasId: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `shot-${index}`);
  const operations = ids.map((id, index) => ({
    op: "add-node",
    node: { id, type: "shot", x: 0, y: index * 200, data: { size: "WS", description: `Beat ${index}` } },
  }));
  await client.must("POST", `canvases/${canvasId}/operations`, { operations });
  return ids;
}

function submit(
  client: RestClient,
  canvasId: string,
  nodeIds: readonly string[],
  options: Partial<StoryboardOptions> = {},
): Promise<BatchView> {
  return client.must("POST", `canvases/${canvasId}/batches`, { function: "storyboard", nodeIds, options });
}

/** Each draws something new, so that no earlier result can be taken. */
async function timeSingles(
  client: RestClient,
  canvasId: string,
  shot: string,
  name: string,
  count: number,
): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const operations = [{ op: "update-node", id: shot, data: { description: `${name} ${index}` } }];
    await client.must("POST", `canvases/${canvasId}/operations`, { operations });
    const startedAt = Date.now();
    const { id } = await submit(client, canvasId, [shot]);
    let batch = await client.must<BatchView>("GET", `batches/${id}`);
    for (; batch.status !== "done"; batch = await client.must<BatchView>("GET", `batches/${id}`)) {
      if (batch.status === "failed") throw new Error(batch.jobs[0]?.error);
      await wait(10);
    }
    // By the job's own timestamp: a web process that is busy answers others later.
    times.push(Date.parse(batch.jobs[0]?.finishedAt ?? "") - startedAt);
  }
  return times;
}

async function watchMemory(
  product: Product,
  seconds: number,
  say: (sample: string) => void,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let second = 0; second < seconds; second += SAMPLE_SECONDS) {
    const pids = product.pids();
    const sample = {
      worker: residentMib(pids["job-worker"] ?? 0),
      workerHeap: (await readWorker(product))("nodejs_heap_size_used_bytes") / 2 ** 20,
      web: residentMib(pids.web ?? 0),
    };
    samples.push(sample);
    const { worker, workerHeap, web } = sample;
    say(
      `${second} s: worker ${worker.toFixed(0)} MiB (heap ${workerHeap.toFixed(0)}), web ${web.toFixed(0)} MiB`,
    );
    await wait(SAMPLE_SECONDS * 1000);
  }
  return samples;
}

async function readQueue(product: Product): Promise<{ waiting: number; ageSeconds: number }> {
  const read = await readWorker(product);
  return { waiting: read("backlot_jobs_waiting"), ageSeconds: read("backlot_queue_age_seconds") };
}

/** The worker's metrics by name. */
async function readWorker(product: Product): Promise<(name: string) => number> {
  const text = await (await fetch(`http://127.0.0.1:${product.ports.worker}/metrics`)).text();
  return (name) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
}

async function countDone(client: RestClient, batches: readonly string[]): Promise<number> {
  let done = 0;
  for (const id of batches) done += (await client.must<BatchView>("GET", `batches/${id}`)).counts.done;
  return done;
}
