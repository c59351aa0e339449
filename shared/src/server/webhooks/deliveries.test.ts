import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { describeRecords, type TestRecords } from "../../../../tests/support/describe-records.ts";
import { transact } from "../database/transact.ts";
import { claimDeliveries } from "./claim-deliveries.ts";
import { addDelivery, dropDelivery, endDelivery, readWebhook, type ClaimedDelivery } from "./deliveries.ts";

const HOOK = "https://hooks.example/backlot";

let opened: TestRecords;

const insertBatch = async (id: string, webhookUrl: string | null, canvasId = "canvas"): Promise<void> => {
  await opened.records
    .insertInto("batches")
    .values({
      ...{ id, canvas_id: canvasId, function: "storyboard", options: "{}", state: "done" },
      ...{ cancel_requested: 0, created_by: "ada", created_by_name: "Ada", created_at: 1 },
      ...{ started_at: 1, finished_at: 2, webhook_url: webhookUrl, sealed_webhook_secret: "sealed" },
    })
    .execute();
};

const add = (batchId: string, atMs = Date.now(), url = HOOK): Promise<void> =>
  transact(opened.records, (trx) => addDelivery(trx, { batchId, url }, atMs));

const claim = (records = opened.records, leaseMs = 60_000): Promise<ClaimedDelivery[]> =>
  claimDeliveries(records, {
    inFlight: [],
    shares: { total: 100, perHost: 100, perWorkspace: 100 },
    leaseMs,
  });

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
    await insertBatch("batch", HOOK);
    await insertBatch("silent", null);
    await opened.records.insertInto("workspaces").values({ id: "v", name: "V", created_at: 1 }).execute();
    await opened.records
      .insertInto("projects")
      .values({ id: "q", workspace_id: "v", name: "Q", ...at })
      .execute();
    await opened.records
      .insertInto("canvases")
      .values({ id: "other-canvas", project_id: "q", title: "C", ...at })
      .execute();
    await insertBatch("other", HOOK, "other-canvas");
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
      ...{ host: "hooks.example", workspaceId: "w", url: HOOK, sealedSecret: "sealed" },
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

  it("pass by hosts and workspaces that have their share, however long theirs have been due", async () => {
    const shares = { total: 9, perHost: 2, perWorkspace: 4 };
    const take = async (inFlight: ClaimedDelivery[]): Promise<string[]> => {
      const taken = await claimDeliveries(opened.records, { inFlight, shares, leaseMs: 60_000 });
      inFlight.push(...taken);
      return taken.map(({ workspaceId, host }) => `${workspaceId} ${host}`);
    };
    for (const [at, host] of ["one", "two", "three"].entries())
      for (let count = 0; count < 20; count += 1) await add("batch", at, `https://${host}.example/`);
    await add("other", 100, "https://one.example/");
    await add("other", 101, "https://five.example:443/");
    await add("other", 102, "http://FIVE.example:80/");
    await add("other", 103, "https://five.example/other");
    await add("other", 104, "https://six.example/");
    const inFlight: ClaimedDelivery[] = [];
    expect(await take(inFlight)).toEqual([
      ...["w one.example", "w one.example", "w two.example", "w two.example"],
      ...["v five.example", "v five.example", "v six.example"],
    ]);
    expect(await take(inFlight)).toEqual([]);
    inFlight.splice(4, 1);
    expect(await take(inFlight)).toEqual(["v five.example"]);
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
