import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cancelBatch } from "@backlot/shared/server/batches/cancel-batch";
import { addTake } from "@backlot/shared/canvas/commands/add-take";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import { readNode } from "@backlot/shared/canvas/queries/read-node";
import { outsideConfigSchema, outsideNameOf } from "@backlot/shared/functions/outside-functions";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { createAssetStore } from "@backlot/shared/server/assets/asset-store";
import { readBatch } from "@backlot/shared/server/batches/read-batch";
import { submitBatch } from "@backlot/shared/server/batches/submit-batch";
import { findFunction } from "@backlot/shared/server/outside-functions/find-function";
import { createSealedSecrets } from "@backlot/shared/server/sealed-secrets";
import { makePicture } from "../contract/provider.ts";
import { eventually } from "../support/eventually.ts";
import { startFakeHttpFunction, type FakeHttpFunction } from "../support/fake-http-function.ts";
import { addShots, startRunner, type TestRunner } from "../support/start-runner.ts";
import { TEST_SECRET } from "../support/start-sync.ts";

let runner: TestRunner;
let picture: Buffer;
beforeAll(async () => {
  runner = await startRunner();
  runner.workerConfig.outsideHosts = ["127.0.0.1"];
  picture = await makePicture();
});
afterAll(() => runner.stop());

let fake: FakeHttpFunction;
beforeEach(async () => {
  fake = await startFakeHttpFunction(picture);
});
afterEach(async () => {
  await runner.stopWorkers();
  await fake.stop();
});

let count = 0;
const openShots = async (
  shots: number,
): Promise<{ canvasId: string; canvas: CanvasDocument; ids: string[] }> => {
  const canvasId = `outside-${(count += 1)}`;
  const { canvas } = await runner.openCanvas(canvasId);
  return { canvasId, canvas, ids: addShots(canvas, shots) };
};

const register = async (
  canvasId: string,
  {
    fallsBack = false,
    ...changes
  }: { fallsBack?: boolean; deterministic?: boolean; timeLimitSeconds?: number } = {},
): Promise<string> => {
  const { provider, ...config } = outsideConfigSchema.parse({
    provider: "http",
    manifestUrl: fake.manifestUrl,
    manifest: { ...fake.manifest, endpoint: `${fake.url}/draw` },
    ...changes,
  });
  const id = `fn-${canvasId}`;
  await runner.records
    .insertInto("outside_functions")
    .values({
      ...{ id, workspace_id: `w-${canvasId}`, provider, title: "Ink wash", created_by: "ada" },
      config: JSON.stringify({ provider, ...config }),
      sealed_secret: createSealedSecrets(TEST_SECRET).seal("service-key"),
      falls_back: fallsBack ? 1 : 0,
      ...{ created_at: 1, updated_at: 1, removed_at: null },
    })
    .execute();
  return outsideNameOf(id);
};

const submit = async (canvasId: string, nodeIds: readonly string[], name: string): Promise<BatchView> => {
  const { records, queue } = runner;
  const submitted = await submitBatch(
    { records, queue },
    {
      ...{ canvasId, nodeIds, function: name, options: { wetness: 5 } },
      contract: await findFunction(records, { canvasId, name }),
      actor: { id: "ada", name: "Ada Lindqvist" },
      nodes: new Map(nodeIds.map((id) => [id, "shot"])),
    },
  );
  if (!submitted.ok) throw new Error(JSON.stringify(submitted));
  return submitted.batch;
};

interface SentCall {
  facts: { node: { id: string } };
  reference?: { mediaType: string };
}

const takesOf = (canvas: CanvasDocument, id: string) => readNode(canvas, id)?.takes ?? [];

describe("a batch of an outside function", () => {
  it("gives every shot a take whose picture is stored here", async () => {
    const { canvasId, canvas, ids } = await openShots(3);
    const name = await register(canvasId);
    await runner.startWorker();
    const batch = await runner.awaitEnd((await submit(canvasId, ids, name)).id);
    expect([batch.status, batch.title]).toEqual(["done", "Ink wash"]);
    for (const id of ids) {
      const [take] = await eventually(() => {
        const takes = takesOf(canvas, id);
        expect(takes).toHaveLength(1);
        return takes;
      });
      expect(take).toMatchObject({ function: name, width: 640, height: 320, parameters: { wetness: 5 } });
      const stored = await runner.records
        .selectFrom("canvas_assets")
        .selectAll()
        .where("canvas_id", "=", canvasId)
        .where("hash", "in", [take?.asset ?? "", take?.thumbnail ?? ""])
        .execute();
      expect(stored).toHaveLength(2);
    }
    const sent = fake.calls.filter(({ method }) => method === "POST");
    expect(sent.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill("Bearer service-key"));
    expect(new Set(sent.map(({ headers }) => headers["idempotency-key"]))).toEqual(
      new Set(batch.jobs.map((job) => job.id)),
    );
    expect(JSON.parse(sent[0]?.body.toString() ?? "")).toMatchObject({
      prompt: expect.stringContaining("exterior, pier, night") as string,
      options: { wetness: 5 },
      facts: { scene: { timeOfDay: "NIGHT" } },
    });
  });

  it("waits while the service is away, says so, and goes on when it is back", async () => {
    const { canvasId, ids } = await openShots(1);
    const name = await register(canvasId);
    await fake.stop();
    const worker = await runner.startWorker();
    const { id } = await submit(canvasId, ids, name);
    await eventually(async () => {
      const [job] = (await readBatch(runner.records, id))?.jobs ?? [];
      expect(job?.error).toBe("The image service does not answer. It is tried again in 5 s.");
    });
    await fake.start();
    expect((await runner.awaitEnd(id, 20_000)).status).toBe("done");
    const row = await runner.records
      .selectFrom("jobs")
      .select("attempts")
      .where("batch_id", "=", id)
      .executeTakeFirst();
    expect(row?.attempts).toBe(0);
    const metrics = await (await fetch(`http://127.0.0.1:${worker.port}/metrics`)).text();
    expect(metrics).toMatch(/backlot_outside_calls_total\{provider="http",outcome="away"\} [1-9]/);
    expect(metrics).toContain('backlot_outside_calls_total{provider="http",outcome="made"} 1');
    expect(metrics).toMatch(/backlot_outside_call_seconds_count\{provider="http"\} [2-9]/);
    expect(metrics).toContain('backlot_outside_breakers_open{provider="http"} 0');
  });

  it("is drawn by the storyboard while the service is away, if the owner allows it, and says so", async () => {
    const { canvasId, canvas, ids } = await openShots(12);
    const name = await register(canvasId, { fallsBack: true });
    fake.behave("failing");
    await runner.startWorker();
    const batch = await runner.awaitEnd((await submit(canvasId, ids, name)).id);
    expect(batch.status).toBe("done");
    await eventually(() => {
      for (const id of ids)
        expect(takesOf(canvas, id)).toMatchObject([
          { function: name, remark: "Drawn by Backlot's storyboard, because Ink wash did not answer." },
        ]);
    });
    // Two calls each from the runs that begin before the third has failed, four at once; then the breaker is open.
    expect(fake.calls.length).toBeLessThanOrEqual(2 * (4 + 2));
  });

  it("fails in words when the reply is no picture, and leaves nothing behind", async () => {
    const { canvasId, canvas, ids } = await openShots(2);
    const name = await register(canvasId, { fallsBack: true });
    fake.behave("lying", "huge");
    await runner.startWorker();
    const batch = await runner.awaitEnd((await submit(canvasId, ids, name)).id);
    expect(batch.jobs.map((job) => job.error).sort()).toEqual([
      "The service's reply is not a picture.",
      "The service's reply is too large to be a picture.",
    ]);
    for (const id of ids) expect(takesOf(canvas, id)).toEqual([]);
  });

  it("takes an earlier result when the owner calls the function deterministic", async () => {
    const { canvasId, canvas, ids } = await openShots(1);
    const name = await register(canvasId, { deterministic: true });
    await runner.startWorker();
    await runner.awaitEnd((await submit(canvasId, ids, name)).id);
    const again = await runner.awaitEnd((await submit(canvasId, ids, name)).id);
    expect(again.jobs[0]).toMatchObject({ status: "done", reused: true });
    expect(fake.worked).toBe(1);
    await eventually(() => expect(takesOf(canvas, ids[0] ?? "")).toHaveLength(2));
  });

  it("stops when it is canceled, and ends when its function is removed", async () => {
    const { canvasId, ids } = await openShots(1);
    const name = await register(canvasId);
    fake.behave("silent");
    await runner.startWorker();
    const { id } = await submit(canvasId, ids, name);
    await eventually(() => expect(fake.calls).toHaveLength(1));
    await cancelBatch(runner, id);
    expect((await runner.awaitEnd(id)).status).toBe("canceled");

    await runner.stopWorkers();
    const later = await submit(canvasId, ids, name);
    await runner.records
      .updateTable("outside_functions")
      .set({ removed_at: 1 })
      .where("id", "=", `fn-${canvasId}`)
      .execute();
    await runner.startWorker();
    const ended = await runner.awaitEnd(later.id);
    expect(ended.jobs[0]?.error).toBe("Ink wash was removed from the workspace.");
  });

  it("sends along the picture that a take names, unless it is another canvas's", async () => {
    const { canvasId, canvas, ids } = await openShots(2);
    const assets = createAssetStore(runner.dataDir, runner.records);
    await runner.openCanvas("other-workspace");
    const put = (owner: string, bytes: Buffer) =>
      assets.put({ canvasId: owner, bytes, mediaType: "image/png", kind: "picture" });
    const own = await put(canvasId, picture);
    const foreign = await put("other-workspace", Buffer.concat([picture, Buffer.from("theirs")]));
    for (const [index, { hash }] of [own, foreign].entries()) {
      const take = { id: `take-${index}`, function: "storyboard", functionVersion: 1, asset: hash };
      const author = { id: "ada", name: "Ada Lindqvist" };
      const facts = { createdAt: 1, durationMs: 1, author, parameters: {}, inputHash: "" };
      addTake(canvas, { nodeId: ids[index] ?? "", take: { ...take, ...facts } });
    }
    fake.manifest["wantsReference"] = true;
    const name = await register(canvasId);
    await runner.startWorker();
    expect((await runner.awaitEnd((await submit(canvasId, ids, name)).id)).status).toBe("done");
    const sent = fake.calls.filter(({ method }) => method === "POST");
    const bodies = sent.map(({ body }) => JSON.parse(body.toString()) as SentCall);
    expect(bodies.map(({ facts, reference }) => [facts.node.id, reference?.mediaType]).sort()).toEqual([
      [ids[0], "image/png"],
      [ids[1], undefined],
    ]);
  });

  it("leaves a file where the function answers data", async () => {
    const { canvasId, ids } = await openShots(1);
    Object.assign(fake.manifest, { output: "json" });
    const name = await register(canvasId);
    await runner.startWorker();
    const batch = await runner.awaitEnd((await submit(canvasId, ids, name)).id);
    expect(batch.jobs[0]?.result).toMatchObject({
      files: [{ name: "Shot 1A Ink wash.json", mediaType: "application/json" }],
    });
  });
});
