import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { eventually } from "../support/eventually.ts";
import { makeCanvas, signUpPerson, type RestClient } from "../support/rest-client.ts";
import { startScriptedDrawing, type ScriptedDrawing } from "../support/scripted-drawing.ts";
import { startProduct, type Product } from "../support/start-product.ts";
import { startRedis, type TestRedis } from "../support/start-redis.ts";

/** The service holds every call, so that each death meets all of them in the middle. */
const SHOTS = ["shot-1", "shot-2", "shot-3"];

let product: Product;
let redis: TestRedis;
let drawing: ScriptedDrawing;
let client: RestClient;
let canvasId: string;
let functionName: string;

beforeAll(async () => {
  [redis, drawing] = await Promise.all([startRedis(), startScriptedDrawing()]);
  product = await startProduct({ env: { REDIS_URL: redis.url, OUTSIDE_HOSTS: drawing.host } });
  client = await signUpPerson(product.url);
  canvasId = (await makeCanvas(client)).id;
  const node = (id: string) => ({ op: "add-node", node: { id, type: "shot", x: 0, y: 0, data: {} } });
  await client.must("POST", `canvases/${canvasId}/operations`, { operations: SHOTS.map(node) });
  const { workspaceId } = await client.must<{ workspaceId: string }>("GET", `canvases/${canvasId}`);
  const added = await client.must<{ name: string }>("POST", `workspaces/${workspaceId}/outside-functions`, {
    config: { provider: "http", manifestUrl: drawing.manifestUrl },
  });
  functionName = added.name;
}, 180_000);

afterAll(async () => {
  await product.stop();
  await Promise.all([redis.stop(), drawing.stop()]);
}, 30_000);

/** A batch whose calls have all reached the service, which answers none of them. */
const submitHeld = async (): Promise<BatchView> => {
  drawing.set(SHOTS, "hold");
  drawing.keys = [];
  const batch = await client.must<BatchView>("POST", `canvases/${canvasId}/batches`, {
    ...{ function: functionName, nodeIds: SHOTS },
  });
  await eventually(() => expect(drawing.keys.toSorted()).toEqual(batch.jobs.map(({ id }) => id).toSorted()));
  return batch;
};

const awaitDone = (batchId: string): Promise<BatchView> =>
  eventually(async () => {
    const batch = await client.must<BatchView>("GET", `batches/${batchId}`);
    expect(batch.status).toBe("done");
    return batch;
  }, 60_000);

const expectOneTakeEach = async (batch: BatchView): Promise<void> => {
  const { nodes } = await client.must<{ nodes: { id: string; takes: { id: string; asset: string }[] }[] }>(
    ...(["GET", `canvases/${canvasId}/content`] as const),
  );
  for (const job of batch.jobs) {
    const takes = nodes.find(({ id }) => id === job.nodeId)?.takes.filter(({ id }) => id === job.id) ?? [];
    expect(takes).toHaveLength(1);
    const picture = await fetch(`${product.url}/api/v1/canvases/${canvasId}/assets/${takes[0]?.asset}`, {
      headers: { cookie: client.cookieHeader() },
    });
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
  }
};

describe("while an outside function runs", () => {
  it("the death of web and of Redis costs no result and no second call", async () => {
    const batch = await submitHeld();
    await Promise.all([product.kill("web"), redis.kill()]);
    drawing.set(SHOTS.slice(0, 2), "draw");
    await redis.start();
    await eventually(async () => {
      const { counts } = await client.must<BatchView>("GET", `batches/${batch.id}`);
      expect(counts).toMatchObject({ done: 2, running: 1 });
    }, 60_000);
    drawing.set(SHOTS, "draw");
    await expectOneTakeEach(await awaitDone(batch.id));
    expect(drawing.keys).toHaveLength(SHOTS.length);
  }, 90_000);

  it("the death of the worker as well costs one more call under the same key, and gives one result", async () => {
    const batch = await submitHeld();
    await Promise.all([product.kill("web"), redis.kill(), product.kill("job-worker")]);
    await redis.start();
    await eventually(() => expect(drawing.keys).toHaveLength(2 * SHOTS.length), 60_000);
    drawing.set(SHOTS, "draw");
    await expectOneTakeEach(await awaitDone(batch.id));
    expect(drawing.keys).toHaveLength(2 * SHOTS.length);
    expect(new Set(drawing.keys)).toEqual(new Set(batch.jobs.map(({ id }) => id)));
  }, 120_000);
});
