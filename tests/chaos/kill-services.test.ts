import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { eventually } from "../support/eventually.ts";
import { openRawPeer, type RawPeer } from "../support/raw-peer.ts";
import { makeCanvas, signUpPerson, type RestClient } from "../support/rest-client.ts";
import { startProduct, type Product } from "../support/start-product.ts";

/** Kills per service; the full run of the report is `CHAOS_KILLS=20`. */
const KILLS = Number(process.env["CHAOS_KILLS"] ?? 3);
const SHOTS = 14;
const WRITERS = 3;
const SERVICES = ["sync-server", "job-worker", "web"] as const;

describe("kill -9 at random moments under editing and a running batch", () => {
  let product: Product;
  let client: RestClient;
  let canvasId: string;

  beforeAll(async () => {
    product = await startProduct();
    client = await signUpPerson(product.url);
    canvasId = (await makeCanvas(client)).id;
    await client.must("POST", `canvases/${canvasId}/operations`, { operations: shotOperations() });
  }, 180_000);

  afterAll(async () => {
    await product.stop();
  }, 30_000);

  for (const service of SERVICES) {
    it(
      `loses no acknowledged edit and doubles no take when ${service} dies ${KILLS} times`,
      async () => {
        const written = { acknowledged: new Set<string>(), stop: false };
        const writers = Array.from({ length: WRITERS }, (_, index) =>
          keepWriting(client, canvasId, `${service}-${index}`, written),
        );
        const batches: string[] = [];
        const submitting = keepSubmitting(client, canvasId, batches, written);
        for (let kill = 0; kill < KILLS; kill++) {
          // A kill counts only when it takes something away: everything is up, people edit, a batch runs.
          await allReady(product);
          await wait(100 + Math.random() * 1_500);
          await product.kill(service);
        }
        await allReady(product);
        written.stop = true;
        await Promise.all([...writers, submitting]);

        const ended = await Promise.all(batches.map((id) => waitForBatch(client, id)));
        const jobs = ended.flatMap((batch) => batch.jobs);
        const takes = await readTakes(client, canvasId);
        expect(jobs.filter((job) => job.status !== "done")).toEqual([]);
        for (const job of jobs)
          expect(takes.get(job.nodeId ?? "")?.filter((id) => id === job.id)).toEqual([job.id]);

        const reader = openRawPeer(...(await openingOf(client, canvasId)));
        await reader.synced;
        const present = reader.doc.getMap("chaos");
        const lost = [...written.acknowledged].filter((key) => !present.has(key));
        reader.close();
        expect(lost).toEqual([]);
        expect(written.acknowledged.size).toBeGreaterThan(KILLS);
        expect(batches.length).toBeGreaterThan(0);
        process.stdout.write(
          `chaos ${service}: ${KILLS} kills, ${written.acknowledged.size} acknowledged edits, 0 lost; ` +
            `${jobs.length} jobs in ${batches.length} batches, each take once\n`,
        );
      },
      60_000 + KILLS * 15_000,
    );
  }
});

const allReady = (product: Product): Promise<void> =>
  eventually(async () => {
    const response = await fetch(`${product.url}/readyz`);
    expect(await response.json()).toMatchObject({ status: "ok" });
  }, 60_000);

const shotOperations = () => [
  {
    op: "add-node",
    node: { id: "scene", type: "scene", x: 0, y: 0, data: { setName: "PIER", timeOfDay: "DUSK" } },
  },
  ...Array.from({ length: SHOTS }, (_, index) => ({
    op: "add-node",
    node: {
      id: `shot-${index}`,
      type: "shot",
      x: 300 + index * 232,
      y: 0,
      data: { scene: "scene", size: "MS" },
    },
  })),
];

const openingOf = async (client: RestClient, canvasId: string): Promise<[string, string, string]> => {
  const { token, url } = await eventually(
    () => client.must<{ token: string; url: string }>("POST", `canvases/${canvasId}/sync-token`),
    30_000,
  );
  return [url, token, documentNameOf("canvas", canvasId)];
};

/** Writes one key after the other over connections that come and go; notes those the server acknowledged. */
const keepWriting = async (
  client: RestClient,
  canvasId: string,
  name: string,
  written: { acknowledged: Set<string>; stop: boolean },
): Promise<void> => {
  let count = 0;
  while (!written.stop) {
    let peer: RawPeer | undefined;
    try {
      peer = openRawPeer(...(await openingOf(client, canvasId)));
      await peer.synced;
      while (!written.stop) {
        const key = `${name}-${count++}`;
        await peer.write((doc) => doc.getMap("chaos").set(key, 1));
        written.acknowledged.add(key);
        await wait(10);
      }
    } catch {
      // The connection died with the service; unacknowledged edits may or may not be there. Come back and go on.
      await wait(50);
    } finally {
      peer?.close();
    }
  }
};

const keepSubmitting = async (
  client: RestClient,
  canvasId: string,
  batches: string[],
  written: { stop: boolean },
): Promise<void> => {
  const nodeIds = Array.from({ length: SHOTS }, (_, index) => `shot-${index}`);
  while (!written.stop) {
    try {
      const batch = await client.must<BatchView>("POST", `canvases/${canvasId}/batches`, {
        function: "storyboard",
        nodeIds,
        options: {},
      });
      batches.push(batch.id);
      await waitForBatch(client, batch.id);
    } catch {
      // The web process or the sync-server was down: this submission was refused, the next one will do.
      await wait(200);
    }
  }
};

const waitForBatch = (client: RestClient, batchId: string): Promise<BatchView> =>
  eventually(async () => {
    const batch = await client.must<BatchView>("GET", `batches/${batchId}`);
    if (!["done", "failed", "canceled"].includes(batch.status))
      throw new Error(`Batch ${batchId} is ${batch.status}`);
    return batch;
  }, 60_000);

const readTakes = async (client: RestClient, canvasId: string): Promise<Map<string, string[]>> => {
  const { nodes } = await client.must<{ nodes: { id: string; takes: { id: string }[] }[] }>(
    "GET",
    `canvases/${canvasId}/content`,
  );
  return new Map(nodes.map((node) => [node.id, node.takes.map((take) => take.id)]));
};
