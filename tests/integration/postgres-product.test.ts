import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import type { JobWorker } from "../../job-worker/src/start-job-worker.ts";
import { eventually } from "../support/eventually.ts";
import { createRestClient, makeCanvas, signUpPerson } from "../support/rest-client.ts";
import { hasPostgres, startPostgres, type TestPostgres } from "../support/start-postgres.ts";
import { startRelay, type TestRelay } from "../support/start-relay.ts";
import { joinCanvas } from "../support/start-sync.ts";
import { startTestWeb, type TestWeb } from "../support/start-web.ts";
import { startTestWorker } from "../support/start-worker.ts";

const START_DEADLINE_MS = 120_000;

interface Content {
  nodes: { id: string; takes: unknown[] }[];
}

/** All parts keep everything in one PostgreSQL, behind a stretch of network that can fail. */
describe.runIf(hasPostgres("the product on PostgreSQL"))("the product on PostgreSQL", () => {
  let postgres: TestPostgres;
  let relay: TestRelay;
  let web: TestWeb;
  let worker: JobWorker;

  const startWorker = async (): Promise<void> => {
    worker = await startTestWorker(web, { databaseUrl: relay.url });
  };

  beforeAll(async () => {
    postgres = await startPostgres();
    relay = await startRelay(await postgres.createDatabase());
    web = await startTestWeb({ DATABASE_URL: relay.url });
    await web.startSync();
    await startWorker();
  }, START_DEADLINE_MS);
  afterAll(async () => {
    await worker.stop();
    await web.stop();
    await relay.stop();
    await postgres.stop();
  }, START_DEADLINE_MS);

  it(
    "signs up, edits, runs a batch, and has it all after a restart",
    async () => {
      const ada = await signUpPerson(web.url, "Ada");
      const again = { email: ada.email, password: ada.password, name: "Somebody" };
      expect(await ada.call("POST", "auth/sign-up", again)).toMatchObject({
        status: 409,
        body: { code: "email-taken" },
      });
      const canvas = await makeCanvas(ada);
      const operations = [1, 2, 3].map((index) => ({
        op: "add-node",
        node: { id: `shot-${index}`, type: "shot", x: 0, y: 0, data: { description: `Beat ${index}` } },
      }));
      await ada.must("POST", `canvases/${canvas.id}/operations`, { operations });
      const batch = await ada.must<BatchView>("POST", `canvases/${canvas.id}/batches`, {
        function: "storyboard",
        nodeIds: ["shot-1", "shot-2", "shot-3"],
      });
      await eventually(async () => {
        const { status } = await ada.must<BatchView>("GET", `batches/${batch.id}`);
        expect(status).toBe("done");
      }, 60_000);

      await worker.stop();
      await web.stopSync();
      await web.restartWeb();
      // The content stands in the store, also while the sync-server is down.
      const { nodes } = await ada.must<Content>("GET", `canvases/${canvas.id}/content`);
      expect(nodes.map(({ id, takes }) => [id, takes.length]).sort()).toEqual([
        ["shot-1", 1],
        ["shot-2", 1],
        ["shot-3", 1],
      ]);
      expect((await ada.must<BatchView>("GET", `batches/${batch.id}`)).counts.done).toBe(3);
      await web.startSync();
      await startWorker();
      await ada.must("POST", "auth/sign-out");
      const { email, password } = ada;
      expect(await ada.must("POST", "auth/sign-in", { email, password })).toMatchObject({ email });
      expect(await ada.must("GET", `canvases/${canvas.id}`)).toMatchObject({ title: "Board", role: "owner" });
    },
    START_DEADLINE_MS,
  );

  it(
    "closes who came through a link that has ended, though nobody told the sync-server",
    async () => {
      const ada = await signUpPerson(web.url, "Ada");
      const canvas = await makeCanvas(ada);
      const link = await ada.must<{ id: string; url: string }>("POST", `canvases/${canvas.id}/share-links`, {
        role: "viewer",
      });
      const guest = createRestClient(web.url);
      const secret = new URL(link.url).hash.slice(1);
      const { token } = await guest.must<{ token: string }>("POST", "share/sync-token", {
        secret,
        name: "Ola",
      });
      const syncUrl = `ws://127.0.0.1:${web.syncPort}/sync`;
      const peer = joinCanvas(syncUrl, canvas.id, token);
      await eventually(() => expect(peer.provider.isSynced).toBe(true), 20_000);
      peer.close();
      await web.parts.records
        .updateTable("share_links")
        .set({ revoked_at: Date.now() })
        .where("id", "=", link.id)
        .execute();
      const late = joinCanvas(syncUrl, canvas.id, token);
      await eventually(() => expect(late.closeCodes).toContain(4403), 20_000);
      late.close();
    },
    START_DEADLINE_MS,
  );

  it(
    "answers 503 while the database is away, and is whole again when it is back",
    async () => {
      const ada = await signUpPerson(web.url, "Ada");
      const readiness = async () => (await fetch(`${web.url}/readyz`)).status;
      await eventually(async () => expect(await readiness()).toBe(200), 20_000);
      relay.cut();
      const refused = await fetch(`${web.url}/api/v1/me`, { headers: { cookie: ada.cookieHeader() } });
      expect([
        refused.status,
        refused.headers.get("content-type"),
        refused.headers.get("retry-after"),
      ]).toEqual([503, "application/problem+json", "2"]);
      expect(await refused.json()).toMatchObject({ code: "unavailable" });
      await eventually(async () => expect(await readiness()).toBe(503), 20_000);
      expect((await fetch(`${web.url}/healthz`)).status).toBe(200);
      relay.mend();
      await eventually(async () => expect(await readiness()).toBe(200), 20_000);
      expect(await ada.must("GET", "me")).toMatchObject({ name: "Ada" });
    },
    START_DEADLINE_MS,
  );
});
