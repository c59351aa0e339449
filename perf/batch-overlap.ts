/**
 * A storyboard batch on the real product: how many jobs are in flight at once (from the jobs' own timestamps), how long
 * until all takes stand in the document, and the time from submit to the first take.
 * Usage: node perf/batch-overlap.ts [shots]
 */
import { setTimeout as wait } from "node:timers/promises";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { makeCanvas, signUpPerson } from "../tests/support/rest-client.ts";
import { startProduct } from "../tests/support/start-product.ts";
import { mostInFlight } from "./batch-figures.ts";
import { describeMachine, printTable } from "./report.ts";

const SHOTS = Number(process.argv[2] ?? 24);
const ROUNDS = 3;

const product = await startProduct();
try {
  const client = await signUpPerson(product.url);
  const canvas = await makeCanvas(client);
  const sizes = ["EWS", "WS", "MWS", "MS", "MCU", "CU"];
  const operations = [
    {
      op: "add-node",
      node: { id: "scene", type: "scene", x: 0, y: 0, data: { setName: "PIER", timeOfDay: "DUSK" } },
    },
    ...Array.from({ length: SHOTS }, (_, i) => ({
      op: "add-node",
      node: {
        id: `shot-${i}`,
        type: "shot",
        x: i * 232,
        y: 0,
        data: { scene: "scene", size: sizes[i % sizes.length] },
      },
    })),
  ];
  await client.must("POST", `canvases/${canvas.id}/operations`, { operations });

  const rows = [];
  for (let round = 0; round < ROUNDS; round++) {
    const submittedAt = Date.now();
    const { id } = await client.must<BatchView>("POST", `canvases/${canvas.id}/batches`, {
      function: "storyboard",
      nodeIds: Array.from({ length: SHOTS }, (_, i) => `shot-${i}`),
      options: {},
    });
    let batch = await client.must<BatchView>("GET", `batches/${id}`);
    while (!["done", "failed", "canceled"].includes(batch.status)) {
      await wait(50);
      batch = await client.must<BatchView>("GET", `batches/${id}`);
    }
    const content = await client.must<{ nodes: { takes: { id: string }[] }[] }>(
      "GET",
      `canvases/${canvas.id}/content`,
    );
    const takes = new Set(content.nodes.flatMap((node) => node.takes.map((take) => take.id)));
    const finished = batch.jobs.map((job) => Date.parse(job.finishedAt ?? ""));
    rows.push({
      round: round + 1,
      jobs: batch.jobs.length,
      done: batch.counts.done,
      "takes in document": batch.jobs.filter((job) => takes.has(job.id)).length,
      "most in flight": mostInFlight(batch),
      "first take s": (Math.min(...finished) - submittedAt) / 1000,
      "all takes s": (Math.max(...finished) - submittedAt) / 1000,
    });
  }
  printTable("Storyboard batch", rows);
  process.stdout.write(`${describeMachine()}\n`);
} finally {
  await product.stop();
}
