import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createLogger } from "@backlot/shared/server/logger";
import { createFetchOutside } from "@backlot/shared/server/outside/fetch-outside";
import { createSealedSecrets } from "@backlot/shared/server/sealed-secrets";
import { transact } from "@backlot/shared/server/database/transact";
import { addDelivery, readWebhook } from "@backlot/shared/server/webhooks/deliveries";
import { newWebhookSecret } from "@backlot/shared/server/webhooks/sign-webhook";
import { describeRecords, type TestRecords } from "../../../tests/support/describe-records.ts";
import { eventually } from "../../../tests/support/eventually.ts";
import { startStopwatch } from "../../../tests/support/own-time.ts";
import { createMetrics } from "../metrics.ts";
import { startWebhooks, type WebhookParts } from "./send-webhooks.ts";

const sealed = createSealedSecrets("a secret of the tests, long enough");
const secret = newWebhookSecret();
const logger = createLogger("test", "silent");

interface Call {
  at: number;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** One receiver under many hosts. */
const HOSTS = ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"];

let opened: TestRecords;
let receivers: Server[] = [];
let calls: Call[] = [];
/** What the receiver does with its n-th call. */
let answer: (response: ServerResponse, call: number) => void;
let senders: { stop(): Promise<void> }[] = [];
let batches = 0;

const urlOf = (path: string, host = "127.0.0.1"): string => {
  const { port } = receivers[HOSTS.indexOf(host)]?.address() as AddressInfo;
  return `http://${host}:${port}/${path}`;
};

const start = (changes: Partial<WebhookParts> = {}): void => {
  const metrics = createMetrics({
    readWaiting: () => Promise.resolve({ count: 0, oldestMs: 0 }),
    countWaitingTickets: () => Promise.resolve(0),
    countOpenBreakers: () => 0,
  });
  const fetchOutside = createFetchOutside({
    allowedHosts: HOSTS.map((host) => new URL(urlOf("", host)).host),
  });
  senders.push(
    startWebhooks({
      ...{ records: opened.openAnother(), sealed, logger, metrics, fetchOutside },
      ...{ firstRetryMs: 5, timeLimitMs: 300, pollIntervalMs: 10 },
      ...changes,
    }),
  );
};

/** A batch that has ended with one job, and the news of it. */
const endBatch = async (
  url: string,
  changes: { state?: "running"; canvasId?: string } = {},
): Promise<string> => {
  batches += 1;
  const id = `batch-${batches}`;
  const { canvasId = "canvas" } = changes;
  const times = { created_at: 1, started_at: 2, finished_at: 3 };
  await transact(opened.records, async (trx) => {
    await trx
      .insertInto("batches")
      .values({
        ...{ id, canvas_id: canvasId, function: "storyboard", options: "{}", state: changes.state ?? "done" },
        ...{ cancel_requested: 0, created_by: "ada", created_by_name: "Ada", ...times },
        ...{ webhook_url: url, sealed_webhook_secret: sealed.seal(secret) },
      })
      .execute();
    await trx
      .insertInto("jobs")
      .values({
        ...{ id: `${id}-job`, batch_id: id, canvas_id: canvasId, node_id: "shot-1", position: 0 },
        ...{ state: "done", attempts: 0, lost_runs: 0, lease: 1, worker_id: "w", due_at: 1, progress: 1 },
        ...{ error: null, result: null, ...times },
      })
      .execute();
    await addDelivery(trx, { batchId: id, url }, Date.now());
  });
  return id;
};

const awaitState = (batchId: string, state: string) =>
  eventually(async () => {
    const webhook = await readWebhook(opened.records, batchId);
    expect(webhook?.state).toBe(state);
    return webhook;
  });

const expectSigned = ({ headers, body }: Call): void => {
  const content = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const expected = createHmac("sha256", key).update(content).digest("base64");
  expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
  expect(Math.abs(Date.now() / 1000 - Number(headers["webhook-timestamp"]))).toBeLessThan(30);
};

const receive = (request: IncomingMessage, response: ServerResponse): void => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString();
    calls.push({ at: Date.now(), path: request.url ?? "", headers: request.headers, body });
    answer(response, calls.length);
  });
};

beforeAll(async () => {
  receivers = HOSTS.map(() => createServer(receive));
  await Promise.all(
    receivers.map(
      (receiver, index) => new Promise<void>((done) => receiver.listen(0, HOSTS[index], () => done())),
    ),
  );
});
afterEach(async () => {
  await Promise.all(senders.map((sender) => sender.stop()));
  await opened.records.deleteFrom("webhook_deliveries").execute();
  senders = [];
  calls = [];
});
afterAll(() => {
  for (const receiver of receivers) {
    receiver.closeAllConnections();
    receiver.close();
  }
});

describeRecords("a webhook", (open) => {
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
    await opened.records.insertInto("workspaces").values({ id: "v", name: "V", created_at: 1 }).execute();
    await opened.records
      .insertInto("projects")
      .values({ id: "q", workspace_id: "v", name: "Q", ...at })
      .execute();
    await opened.records
      .insertInto("canvases")
      .values({ id: "other-canvas", project_id: "q", title: "C", ...at })
      .execute();
  });
  afterAll(() => opened.close());

  it("hears once, signed, of a batch that has ended, whatever the number of workers", async () => {
    answer = (response) => response.writeHead(204).end();
    for (let worker = 0; worker < 3; worker += 1) start();
    const ids = await Promise.all([1, 2, 3].map((n) => endBatch(urlOf(`hook-${n}`))));
    for (const id of ids)
      expect(await awaitState(id, "delivered")).toEqual({ state: "delivered", attempts: 1 });
    expect(calls.map(({ path }) => path).sort()).toEqual(["/hook-1", "/hook-2", "/hook-3"]);
    for (const call of calls) {
      expectSigned(call);
      const { type, timestamp, data } = JSON.parse(call.body) as Record<string, unknown>;
      expect([type, timestamp]).toEqual(["batch.ended", new Date(3).toISOString()]);
      expect(data).toMatchObject({ status: "done", counts: { done: 1 }, jobs: [{ nodeId: "shot-1" }] });
    }
  });

  it("that answers 500 twice is told again, later each time, under one id", async () => {
    answer = (response, call) => response.writeHead(call <= 2 ? 500 : 200).end();
    const id = await endBatch(urlOf("wobbly"));
    start();
    expect(await awaitState(id, "delivered")).toEqual({ state: "delivered", attempts: 3 });
    expect(new Set(calls.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    calls.forEach(expectSigned);
    const [first = 0, second = 0, third = 0] = calls.map(({ at }) => at);
    expect([second - first >= 4, third - second >= 20]).toEqual([true, true]);
  });

  it("that never answers holds neither the others nor the end of the worker up", async () => {
    answer = (response, call) => {
      if (calls[call - 1]?.path !== "/hangs") response.end();
    };
    const hanging = await endBatch(urlOf("hangs"));
    start({ firstRetryMs: 60_000 });
    await eventually(() => expect(calls).toHaveLength(1));
    await awaitState(await endBatch(urlOf("other")), "delivered");
    await eventually(async () =>
      expect(await readWebhook(opened.records, hanging)).toEqual({
        ...{ state: "waiting", attempts: 1, error: "It did not answer in time." },
      }),
    );
    await endBatch(urlOf("hangs"));
    await eventually(() => expect(calls).toHaveLength(3));
    const readMs = startStopwatch();
    await Promise.all(senders.map((sender) => sender.stop()));
    expect(readMs()).toBeLessThan(250);
  });

  it("that hangs takes four places of its host, and eight of its workspace, whoever else waits behind it", async () => {
    answer = (response, call) => {
      if (calls[call - 1]?.path !== "/hangs") response.end();
    };
    const hang = async (host: string, count: number): Promise<void> => {
      for (let n = 0; n < count; n += 1) await endBatch(urlOf("hangs", host));
    };
    const hanging = () => calls.filter(({ path }) => path === "/hangs").map(({ headers }) => headers.host);
    await hang("127.0.0.1", 40);
    const elsewhere = await endBatch(urlOf("other", "127.0.0.2"));
    // No attempt ends by time: what is told here is told beside those that hang.
    start({ timeLimitMs: 600_000 });
    await awaitState(elsewhere, "delivered");
    await eventually(() => expect(hanging()).toHaveLength(4));
    await hang("127.0.0.3", 4);
    await hang("127.0.0.4", 4);
    const colleague = await endBatch(urlOf("colleague"), { canvasId: "other-canvas" });
    const colleagueElsewhere = await endBatch(urlOf("colleague", "127.0.0.4"), { canvasId: "other-canvas" });
    await awaitState(colleagueElsewhere, "delivered");
    await eventually(() =>
      expect(hanging().map((host) => host?.split(":")[0])).toEqual([
        ...Array.from({ length: 4 }, () => "127.0.0.1"),
        ...Array.from({ length: 4 }, () => "127.0.0.3"),
      ]),
    );
    expect(await readWebhook(opened.records, colleague)).toEqual({ state: "waiting", attempts: 0 });
  });

  it("is given up after eight attempts, and says why", async () => {
    answer = (response) => response.writeHead(503).end("busy");
    const id = await endBatch(urlOf("down"));
    start({ firstRetryMs: 0 });
    expect(await awaitState(id, "failed")).toEqual({
      state: "failed",
      attempts: 8,
      error: "It answered 503.",
    });
    expect(calls).toHaveLength(8);
  });

  it("waits as long as its receiver asks for", async () => {
    answer = (response) => response.writeHead(429, { "retry-after": "3600" }).end();
    const id = await endBatch(urlOf("slow-down"));
    start({ firstRetryMs: 0 });
    await eventually(async () =>
      expect(await readWebhook(opened.records, id)).toMatchObject({ attempts: 1, error: "It answered 429." }),
    );
    const deliveries = opened.records.selectFrom("webhook_deliveries");
    const row = await deliveries.select("due_at").where("batch_id", "=", id).executeTakeFirstOrThrow();
    expect(row.due_at).toBeGreaterThan(Date.now() + 2_000_000);
  });

  it("is not followed where it redirects to", async () => {
    answer = (response) => response.writeHead(307, { location: urlOf("elsewhere") }).end();
    const id = await endBatch(urlOf("redirects"));
    start({ firstRetryMs: 60_000 });
    await eventually(async () =>
      expect(await readWebhook(opened.records, id)).toMatchObject({
        error: "It redirects to another address.",
      }),
    );
    expect(calls.map(({ path }) => path)).toEqual(["/redirects"]);
  });

  it("inside the private network, or of no use, is given up at once", async () => {
    start();
    for (const [url, error] of [
      ["http://169.254.169.254/latest", "Its address leads into a private network."],
      ["http://127.0.0.1:1/", "Its port is not 80 or 443."],
      ["file:///etc/passwd", "Its address cannot be used."],
    ] as const)
      expect(await awaitState(await endBatch(url), "failed")).toEqual({
        state: "failed",
        attempts: 1,
        error,
      });
  });

  it("whose secret was sealed under another SECRET is given up, and nothing unsigned leaves", async () => {
    const id = await endBatch(urlOf("unread"));
    start({ sealed: createSealedSecrets("another secret, which is long enough") });
    expect(await awaitState(id, "failed")).toMatchObject({
      error: expect.stringContaining("SECRET") as string,
    });
    expect(calls).toEqual([]);
  });

  it("of a batch that runs again hears nothing before the next end", async () => {
    answer = (response) => response.end();
    const id = await endBatch(urlOf("again"), { state: "running" });
    start();
    const left = opened.records.selectFrom("webhook_deliveries").select("id").where("batch_id", "=", id);
    await eventually(async () => expect(await left.execute()).toEqual([]));
    expect(await readWebhook(opened.records, id)).toEqual({ state: "waiting", attempts: 0 });
    expect(calls).toEqual([]);
  });
});
