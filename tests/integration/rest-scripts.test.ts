import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import type { Problem } from "@backlot/shared/protocol/error-codes";
import type { JobWorker } from "../../job-worker/src/start-job-worker.ts";
import { createBatchEvents } from "../../web/src/lib/server/batch-events/batch-events.ts";
import { eventually } from "../support/eventually.ts";
import { followEvents } from "../support/follow-events.ts";
import { callWithKey, makeKey, type MadeKey } from "../support/key-client.ts";
import { createRestClient, makeCanvas, signUpPerson, type RestClient } from "../support/rest-client.ts";
import { startTestWeb, type TestWeb } from "../support/start-web.ts";
import { startTestWorker } from "../support/start-worker.ts";

/** What a script with an API key does, over HTTP alone: edit, submit, follow, hear of the end. */
interface Submitted extends BatchView, Pick<Problem, "code" | "errors"> {
  webhook?: { state: string; attempts: number; secret?: string };
}

let web: TestWeb;
let worker: JobWorker | undefined;
let receiver: Server;
const heard: { headers: IncomingMessage["headers"]; body: string }[] = [];
let ada: RestClient;
let key: MadeKey;
let canvasId: string;

const startWorker = async (): Promise<void> => {
  const { port } = receiver.address() as AddressInfo;
  worker = await startTestWorker(web, { outsideHosts: [`127.0.0.1:${port}`] });
};
const stopWorker = async (): Promise<void> => {
  await worker?.stop();
  worker = undefined;
};

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((listening) => receiver.listen(0, "127.0.0.1", listening));
  const { port } = receiver.address() as AddressInfo;
  web = await startTestWeb({ OUTSIDE_HOSTS: `127.0.0.1:${port}` });
  await web.startSync();
  ada = await signUpPerson(web.url, "Ada");
  key = await makeKey(ada, ["read", "edit", "run"]);
  canvasId = (await makeCanvas(ada)).id;
  const operations = [
    { op: "add-node", node: { id: "scene-1", type: "scene", x: 0, y: 0 } },
    ...["shot-1", "shot-2", "shot-3"].map((id) => ({
      ...{ op: "add-node", node: { id, type: "shot", x: 0, y: 0, data: { scene: "scene-1" } } },
    })),
  ];
  const added = await call(key, "POST", `canvases/${canvasId}/operations`, { operations });
  expect(added.status).toBe(200);
});
afterAll(async () => {
  await stopWorker();
  await web.stop();
  receiver.closeAllConnections();
  receiver.close();
});

const call = <T = Submitted>(
  { key: secret }: MadeKey,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => callWithKey<T>(web.url, secret, method, path, body, headers);
const storyboard = (...nodeIds: string[]) => ({ function: "storyboard", nodeIds });
const submit = (body: unknown, headers?: Record<string, string>) =>
  call(key, "POST", `canvases/${canvasId}/batches`, body, headers);
const eventsOf = (batchId: string): string => `${web.url}/api/v1/batches/${batchId}/events`;
const hookUrl = (): string => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/ended`;

describe("a script", () => {
  it("submits, follows the batch to its end, fetches the pictures and is told by its webhook", async () => {
    await startWorker();
    const submitted = await submit({ ...storyboard("shot-1", "shot-2"), webhook: { url: hookUrl() } });
    expect(submitted.status).toBe(202);
    const { id, webhook } = submitted.body;
    expect(webhook).toMatchObject({ state: "waiting", secret: expect.stringMatching(/^whsec_/) as string });
    const events = await followEvents(eventsOf(id), {
      authorization: `Bearer ${key.key}`,
      "accept-encoding": "br, gzip",
    });
    expect(events.status).toBe(200);
    expect(events.headers.get("content-type")).toBe("text/event-stream");
    expect(events.headers.get("content-encoding")).toBeNull();
    expect(events.headers.get("cache-control")).toBe("no-store, no-transform");
    await events.ended;
    expect(events.names.at(-1)).toBe("end");
    const last = events.views.at(-1);
    expect(last).toMatchObject({ status: "done", counts: { done: 2 } });

    const content = await call<{ nodes: { id: string; takes: { id: string; asset: string }[] }[] }>(
      ...([key, "GET", `canvases/${canvasId}/content`] as const),
    );
    const take = content.body.nodes.find((node) => node.id === "shot-1")?.takes[0];
    expect(take?.id).toBe(last?.jobs[0]?.id);
    const picture = await fetch(`${web.url}/api/v1/canvases/${canvasId}/assets/${take?.asset}`, {
      headers: { authorization: `Bearer ${key.key}` },
    });
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);

    await eventually(() => expect(heard).toHaveLength(1));
    const [{ headers, body }] = heard as [(typeof heard)[0]];
    const secret = Buffer.from((webhook?.secret ?? "").replace("whsec_", ""), "base64");
    const signed = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
    const signature = createHmac("sha256", secret).update(signed).digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${signature}`);
    expect(JSON.parse(body)).toMatchObject({ type: "batch.ended", data: { id, status: "done" } });
    await eventually(async () => {
      const { body: batch } = await call(key, "GET", `batches/${id}`);
      expect(batch.webhook).toEqual({ state: "delivered", attempts: 1 });
    });
    await stopWorker();
  });

  it("lists the functions of a canvas it may see", async () => {
    const listed = await call<{ items: { name: string }[] }>(key, "GET", `functions?canvasId=${canvasId}`);
    expect(listed.body.items.map(({ name }) => name)).toContain("storyboard");
    const foreign = await makeCanvas(await signUpPerson(web.url, "Mei"));
    expect((await call(key, "GET", `functions?canvasId=${foreign.id}`)).status).toBe(404);
  });

  it("pauses, resumes, moves and cancels what it has submitted", async () => {
    const first = (await submit(storyboard("shot-1"))).body;
    const second = (await submit(storyboard("shot-2"))).body;
    expect((await call(key, "POST", `batches/${first.id}/pause`)).body.status).toBe("paused");
    expect((await call(key, "POST", `batches/${first.id}/resume`)).body.status).toBe("queued");
    const raised = await call(key, "PATCH", `batches/${second.id}`, { priority: "high" });
    expect([raised.status, raised.body.priority]).toEqual([200, "high"]);
    await call(key, "PATCH", `batches/${second.id}`, { priority: "normal" });
    const moved = await call(key, "PATCH", `batches/${second.id}`, { before: first.id });
    const then = (await call(key, "GET", `batches/${first.id}`)).body;
    expect(moved.body.rank).toBeLessThan(then.rank);
    const jobId = first.jobs[0]?.id ?? "";
    expect((await call(key, "POST", `jobs/${jobId}/cancel`)).body.jobs[0]?.status).toBe("canceled");
    expect((await call(key, "POST", `jobs/${jobId}/retry`)).status).toBe(200);
    expect((await call(key, "POST", `batches/${second.id}/cancel`)).body.status).toBe("canceled");
    for (const [body, status, path] of [
      [{}, 400, ""],
      [{ priority: "urgent" }, 400, "priority"],
      [{ before: "nowhere" }, 422, "before"],
    ] as const) {
      const answer = await call(key, "PATCH", `batches/${first.id}`, body);
      expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([status, path]);
    }
  });

  it("retries one job that has failed", async () => {
    const { id, jobs } = (await submit(storyboard("shot-1", "shot-2"))).body;
    await web.parts.records
      .updateTable("jobs")
      .set({ state: "failed", error: "The pencil broke.", finished_at: 1 })
      .where("batch_id", "=", id)
      .execute();
    const retried = await call(key, "POST", `jobs/${jobs[1]?.id}/retry`);
    expect(retried.body.jobs.map(({ status }) => status)).toEqual(["failed", "queued"]);
    await call(key, "POST", `batches/${id}/cancel`);
  });
});

describe("an Idempotency-Key", () => {
  const countOf = async (): Promise<number> =>
    (await ada.must<{ items: unknown[] }>("GET", `canvases/${canvasId}/batches?limit=200`)).items.length;

  it("makes one batch of the same request sent ten times at once", async () => {
    const before = await countOf();
    const headers = { "idempotency-key": "night-1" };
    const body = { ...storyboard("shot-1"), webhook: { url: hookUrl() } };
    const answers = await Promise.all(Array.from({ length: 10 }, () => submit(body, headers)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 202));
    expect(new Set(answers.map(({ body: { id } }) => id)).size).toBe(1);
    // The one that made the batch shows its secret, no other does.
    expect(answers.filter(({ body: { webhook } }) => webhook?.secret !== undefined)).toHaveLength(1);
    expect(await countOf()).toBe(before + 1);
    const later = await submit(body, headers);
    expect([later.status, later.body.id]).toEqual([202, answers[0]?.body.id]);
  });

  it("is refused for another request, and for what is no key", async () => {
    const headers = { "idempotency-key": "night-2" };
    await submit(storyboard("shot-1"), headers);
    const other = await submit(storyboard("shot-2"), headers);
    expect([other.status, other.body.code]).toEqual([409, "idempotency-key-reused"]);
    for (const value of ["with space", "x".repeat(201)]) {
      const answer = await submit(storyboard("shot-1"), { "idempotency-key": value });
      expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, "Idempotency-Key"]);
    }
  });
});

describe("a submission that is wrong", () => {
  it("is refused with the path of each error, and nothing is half-submitted", async () => {
    const list = () => ada.must<{ items: unknown[] }>("GET", `canvases/${canvasId}/batches?limit=200`);
    const before = (await list()).items.length;
    const shot = storyboard("shot-1");
    for (const [body, status, paths] of [
      [{ function: "paint", nodeIds: ["shot-1"] }, 422, ["function"]],
      [{ function: "outside/none", nodeIds: ["shot-1"] }, 422, ["function"]],
      [{ function: "__proto__", nodeIds: ["shot-1"] }, 422, ["function"]],
      [storyboard("shot-1", "scene-1", "missing", "shot-2"), 422, ["nodeIds.1", "nodeIds.2"]],
      [{ ...shot, options: { marks: 3 } }, 422, ["options.marks"]],
      [{ ...shot, webhook: { url: "ftp://a.example/x" } }, 400, ["webhook.url"]],
      [{ ...shot, webhook: { url: "nonsense" } }, 400, ["webhook.url"]],
      [{ ...shot, webhook: {} }, 400, ["webhook.url"]],
      [{ ...shot, webhook: { url: "http://user:pass@a.example/" } }, 422, ["webhook.url"]],
      [{ ...shot, webhook: { url: "http://169.254.169.254/latest" } }, 422, ["webhook.url"]],
      [{ ...shot, webhook: { url: "http://127.0.0.1:6379/" } }, 422, ["webhook.url"]],
      [{ ...shot, webhook: { url: "https://[::1]/" } }, 422, ["webhook.url"]],
      [{ ...shot, webhook: { url: hookUrl(), secret: "short" } }, 400, ["webhook.secret"]],
    ] as const) {
      const answer = await submit(body);
      expect([answer.status, answer.body.errors?.map(({ path }) => path)]).toEqual([status, paths]);
    }
    expect((await list()).items).toHaveLength(before);
  });
});

describe("what belongs to another workspace", () => {
  it("is not there: batch, job, events, canvas and key", async () => {
    const mei = await signUpPerson(web.url, "Mei");
    const foreign = await makeKey(mei, ["read", "edit", "run"]);
    const { id, jobs } = (await submit(storyboard("shot-1"))).body;
    const own = await makeCanvas(mei);
    for (const [method, path, body] of [
      ["GET", `batches/${id}`],
      ["GET", `batches/${id}/events`],
      ["POST", `batches/${id}/pause`],
      ["POST", `batches/${id}/resume`],
      ["POST", `batches/${id}/cancel`],
      ["POST", `batches/${id}/retry`],
      ["PATCH", `batches/${id}`, { priority: "low" }],
      ["POST", `jobs/${jobs[0]?.id}/cancel`],
      ["POST", `jobs/${jobs[0]?.id}/retry`],
      ["POST", `canvases/${canvasId}/batches`, storyboard("shot-1")],
      ["GET", `canvases/${canvasId}/batches`],
    ] as const) {
      const answer = await call(foreign, method, path, body);
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 404, "not-found"]);
    }
    expect((await mei.call("DELETE", `api-keys/${key.id}`)).status).toBe(404);
    expect((await call(key, "GET", `batches/${id}`)).body.status).toBe("queued");
    const mine = await call(foreign, "POST", `canvases/${own.id}/batches`, { function: "breakdown" });
    const before = await call(foreign, "PATCH", `batches/${mine.body.id}`, { before: id });
    expect([before.status, before.body.errors?.[0]?.path]).toEqual([422, "before"]);
    await call(key, "POST", `batches/${id}/cancel`);
  });
});

describe("the events of a batch", () => {
  it("are for a guest who may look on, and end when the link is withdrawn", async () => {
    Object.assign(web.parts, {
      batchEvents: createBatchEvents({ ...web.parts, beatIntervalMs: 100 }),
    });
    const link = await ada.must<{ id: string; url: string }>("POST", `canvases/${canvasId}/share-links`, {
      role: "viewer",
    });
    const guest = createRestClient(web.url);
    await guest.must("POST", "share/sync-token", { secret: link.url.split("#")[1], name: "Producer" });
    const { id } = (await submit({ ...storyboard("shot-1"), webhook: { url: hookUrl() } })).body;
    const events = await followEvents(eventsOf(id), { cookie: guest.cookieHeader() });
    await eventually(() => expect(events.views).toHaveLength(1));
    expect(await guest.must("GET", `batches/${id}`)).not.toHaveProperty("webhook");
    expect((await guest.call("POST", `batches/${id}/pause`)).status).toBe(403);
    await ada.must("DELETE", `share-links/${link.id}`);
    await events.ended;
    expect(events.names).not.toContain("end");
    expect((await followEvents(eventsOf(id), { cookie: guest.cookieHeader() })).status).toBe(404);
    await call(key, "POST", `batches/${id}/cancel`);
  });

  it("end when the key is revoked or the person has signed out", async () => {
    const lou = await signUpPerson(web.url, "Lou");
    const { id: canvas } = await makeCanvas(lou);
    const { id } = await lou.must<BatchView>("POST", `canvases/${canvas}/batches`, { function: "breakdown" });
    const lent = await makeKey(lou, ["read"]);
    const byKey = await followEvents(eventsOf(id), { authorization: `Bearer ${lent.key}` });
    const bySession = await followEvents(eventsOf(id), { cookie: lou.cookieHeader() });
    await eventually(() => expect([byKey.views.length, bySession.views.length]).toEqual([1, 1]));
    await lou.must("DELETE", `api-keys/${lent.id}`);
    await byKey.ended;
    await eventually(() =>
      expect(bySession.names.filter((name) => name === "comment").length).toBeGreaterThan(2),
    );
    await lou.must("POST", "auth/sign-out");
    await bySession.ended;
  });

  it("tell a browser that comes again after the end that there is no more", async () => {
    const { id } = (await submit(storyboard("shot-1"))).body;
    await call(key, "POST", `batches/${id}/cancel`);
    const authorization = `Bearer ${key.key}`;
    const late = await followEvents(eventsOf(id), { authorization });
    await late.ended;
    expect(late.names).toEqual(["batch", "end"]);
    expect((await followEvents(eventsOf(id), { authorization, "last-event-id": "end" })).status).toBe(204);
    expect((await fetch(eventsOf(id), { method: "HEAD", headers: { authorization } })).status).toBe(200);
  });
});
