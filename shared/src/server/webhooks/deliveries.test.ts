import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { describeRecords, type TestRecords } from "../../../../tests/support/describe-records.ts";
import { transact } from "../database/transact.ts";
import {
  addDelivery,
  claimDeliveries,
  dropDelivery,
  endDelivery,
  readWebhook,
  type ClaimedDelivery,
} from "./deliveries.ts";

let opened: TestRecords;

const insertBatch = async (id: string, webhookUrl: string | null): Promise<void> => {
  await opened.records
    .insertInto("batches")
    .values({
      ...{ id, canvas_id: "canvas", function: "storyboard", options: "{}", state: "done" },
      ...{ cancel_requested: 0, created_by: "ada", created_by_name: "Ada", created_at: 1 },
      ...{ started_at: 1, finished_at: 2, webhook_url: webhookUrl, sealed_webhook_secret: "sealed" },
    })
    .execute();
};

const add = (batchId: string, atMs = Date.now()): Promise<void> =>
  transact(opened.records, (trx) => addDelivery(trx, batchId, atMs));

const claim = (records = opened.records, leaseMs = 60_000): Promise<ClaimedDelivery[]> =>
  claimDeliveries(records, { limit: 100, leaseMs });

const claimOne = async (leaseMs?: number): Promise<ClaimedDelivery> => {
  const [claimed, ...others] = await claim(opened.records, leaseMs);
  expect(others).toEqual([]);
  if (!claimed) throw new Error("Nothing is due");
  return claimed;
};

describeRecords("webhook deliveries", (open) => {
  beforeAll(async () => {
    opened = await open();
    const at = { created_at: 1, updated_at: 1 };
    await opened.records.insertInto("workspaces").values({ id: "w", name: "W", created_at: 1 }).execute();
    await opened.records
      .insertInto("projects")
      .values({ id: "p", workspace_id: "w", name: "P", ...at })
      .execute();
    await opened.records
      .insertInto("canvases")
      .values({ id: "canvas", project_id: "p", title: "C", ...at })
      .execute();
    await insertBatch("batch", "https://hooks.example/backlot");
    await insertBatch("silent", null);
  });
  beforeEach(() => opened.records.deleteFrom("webhook_deliveries").execute());
  afterAll(() => opened.close());

  it("are taken once, with address and secret, by whoever comes first", async () => {
    for (let index = 0; index < 20; index += 1) await add("batch");
    const taken = await Promise.all([claim(), claim(opened.openAnother()), claim(opened.openAnother())]);
    const ids = taken.flat().map((delivery) => delivery.id);
    expect([ids.length, new Set(ids).size]).toEqual([20, 20]);
    expect(taken.flat()[0]).toMatchObject({
      ...{ batchId: "batch", attempts: 1 },
      ...{ url: "https://hooks.example/backlot", sealedSecret: "sealed" },
    });
    expect(await claim()).toEqual([]);
  });

  it("are not taken before they are due, nor after they have ended", async () => {
    await add("batch", Date.now() + 60_000);
    expect(await claim()).toEqual([]);
    await add("batch");
    expect(await endDelivery(opened.records, await claimOne(), { state: "delivered" })).toBe(true);
    expect(await claim()).toEqual([]);
  });

  it("are taken again under the same id when the worker that had one is gone, and its late end is void", async () => {
    await add("batch");
    const first = await claimOne(-1);
    const second = await claimOne();
    expect(second).toMatchObject({ id: first.id, attempts: 2 });
    expect(await endDelivery(opened.records, first, { state: "failed", error: "late" })).toBe(false);
    expect(await endDelivery(opened.records, second, { state: "delivered" })).toBe(true);
    expect(await readWebhook(opened.records, "batch")).toEqual({ state: "delivered", attempts: 2 });
  });

  it("say with their batch what became of the newest of them", async () => {
    expect(await readWebhook(opened.records, "silent")).toBeUndefined();
    expect(await readWebhook(opened.records, "batch")).toEqual({ state: "waiting", attempts: 0 });
    await add("batch", 1);
    await endDelivery(opened.records, await claimOne(), { state: "delivered" });
    await add("batch", 2);
    const retry = { state: "waiting", error: "It answered 500.", dueAtMs: 3 } as const;
    await endDelivery(opened.records, await claimOne(), retry);
    expect(await readWebhook(opened.records, "batch")).toEqual({
      ...{ state: "waiting", attempts: 1, error: "It answered 500." },
    });
    await dropDelivery(opened.records, await claimOne());
    expect(await readWebhook(opened.records, "batch")).toEqual({ state: "delivered", attempts: 1 });
  });
});
