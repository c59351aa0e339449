import * as Y from "yjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionContracts } from "@backlot/shared/functions/registry";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import type { JobWorker } from "../../job-worker/src/start-job-worker.ts";
import { SAMPLE_EMAIL } from "../../web/src/lib/server/sample-production/sample-records.ts";
import { eventually } from "../support/eventually.ts";
import { makeCanvas, signUpPerson, type RestClient } from "../support/rest-client.ts";
import { joinCanvas } from "../support/start-sync.ts";
import { startTestWeb, type TestWeb } from "../support/start-web.ts";
import { startTestWorker } from "../support/start-worker.ts";

let web: TestWeb;
let worker: JobWorker;
let ada: RestClient;
beforeAll(async () => {
  web = await startTestWeb();
  await web.startSync();
  // Cuts the making of the sample off while it waits for its breakdown, and again wherever it stands then.
  await web.restartWeb();
  worker = await startTestWorker(web);
  await web.restartWeb();
  ada = await signUpPerson(web.url, "Ada");
});
afterAll(async () => {
  await worker.stop();
  await web.stop();
});

interface Content {
  meta: { aspectRatio: string };
  nodes: {
    id: string;
    type: string;
    x: number;
    y: number;
    data: Record<string, unknown>;
    takes: { id: string; asset: string }[];
  }[];
  edges: { type: string; source: string; target: string }[];
}

const SCREENPLAY =
  "INT. WHEELHOUSE - NIGHT\n\nINES steers.\n\nINES\nHold on.\n\nEXT. PIER - DAWN\n\nTOMAS waits.\n";
const importScript = (canvasId: string, file: string | Uint8Array) =>
  ada.call<{ batchId: string; counts: Record<string, number>; detail: string }>(
    "POST",
    `canvases/${canvasId}/import?format=fountain`,
    file,
  );
const submit = (canvasId: string, body: unknown) =>
  ada.call<BatchView & { errors: { path: string }[] }>("POST", `canvases/${canvasId}/batches`, body);
const awaitEnd = (id: string): Promise<BatchView> =>
  eventually(async () => {
    const batch = await ada.must<BatchView>("GET", `batches/${id}`);
    expect(["done", "failed", "canceled"]).toContain(batch.status);
    return batch;
  }, 20_000);

describe("a screenplay", () => {
  it("is broken down and counted", async () => {
    const canvas = await makeCanvas(ada);
    const answer = await importScript(canvas.id, SCREENPLAY);
    expect(answer).toMatchObject({
      status: 201,
      body: { counts: { scenes: 2, characters: 1, locations: 2 } },
    });
    const { nodes } = await ada.must<Content>("GET", `canvases/${canvas.id}/content`);
    expect(nodes.filter(({ type }) => type === "scene")).toHaveLength(2);
    const { items } = await ada.must<{ items: BatchView[] }>("GET", `canvases/${canvas.id}/batches`);
    expect(items.map(({ id }) => id)).toEqual([answer.body.batchId]);
  });

  it("is refused when it is empty, huge, binary, or has no scene", async () => {
    const canvas = await makeCanvas(ada);
    for (const [file, status] of [
      ["", 422],
      ["   \n\n ", 422],
      [Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 255, 254]), 422],
      ["Just a letter to my mother.", 422],
      [`INT. ROOM - DAY\n\n${"x".repeat(2 * 1024 * 1024)}`, 413],
    ] as const) {
      const answer = await importScript(canvas.id, file);
      expect([answer.status, answer.body.detail]).toEqual([status, expect.any(String)]);
    }
    expect((await ada.call("POST", `canvases/${canvas.id}/import?format=docx`, SCREENPLAY)).status).toBe(400);
    const form = new FormData();
    form.set("file", new Blob([SCREENPLAY]));
    const multipart = await fetch(`${web.url}/api/v1/canvases/${canvas.id}/import?format=fountain`, {
      method: "POST",
      body: form,
      headers: { cookie: ada.cookieHeader(), origin: web.url },
    });
    expect(multipart.status).toBe(415);
    expect(await ada.must("GET", `canvases/${canvas.id}/batches`)).toMatchObject({ items: [] });
  });

  it("of more scenes, characters or lines than fit is refused for that, not for its bytes", async () => {
    const canvas = await makeCanvas(ada);
    for (const file of [
      "INT. ROOM - DAY\n\nA room.\n\n".repeat(2_001),
      `INT. ROOM - DAY\n\n${Array.from({ length: 501 }, (_, index) => `ROLE ${index}\nHello.\n`).join("\n")}`,
      `INT. ROOM - DAY${"\n".repeat(200_001)}`,
    ]) {
      const answer = await importScript(canvas.id, file);
      expect([answer.status, answer.body.detail]).toEqual([422, expect.stringContaining("2,000 scenes")]);
    }
  });

  it("with pathological lines costs no more than its length", async () => {
    const canvas = await makeCanvas(ada);
    const timeOf = async (line: string): Promise<number> => {
      const startedAt = performance.now();
      expect([201, 422]).toContain((await importScript(canvas.id, `INT. ROOM - DAY\n\n${line}\n`)).status);
      return performance.now() - startedAt;
    };
    const plainMs = await timeOf("word ".repeat(40_000));
    for (const line of [
      "*".repeat(200_000),
      "[[".repeat(100_000),
      "/*".repeat(100_000),
      " ".repeat(200_000),
      "(".repeat(200_000),
    ])
      expect(await timeOf(line)).toBeLessThan(4 * plainMs + 3_000);
  }, 60_000);
});

describe("a batch", () => {
  it("runs, and its takes are in the content with pictures that load", async () => {
    const canvas = await makeCanvas(ada);
    const shots = ["shot-1", "shot-2"];
    const operations = shots.map((id) => ({ op: "add-node", node: { id, type: "shot", x: 0, y: 0 } }));
    await ada.must("POST", `canvases/${canvas.id}/operations`, { operations });
    const submitted = await submit(canvas.id, {
      function: "storyboard",
      nodeIds: shots,
      options: {},
      id: "mine",
    });
    expect(submitted).toMatchObject({
      status: 202,
      body: { counts: { total: 2 }, createdBy: { name: "Ada" } },
    });
    const batch = await awaitEnd(submitted.body.id);
    expect(batch).toMatchObject({ status: "done", counts: { done: 2 } });
    const { nodes } = await ada.must<Content>("GET", `canvases/${canvas.id}/content`);
    for (const job of batch.jobs) {
      const take = nodes.find(({ id }) => id === job.nodeId)?.takes[0];
      expect(take?.id).toBe(job.id);
      const picture = await fetch(`${web.url}/api/v1/canvases/${canvas.id}/assets/${take?.asset}`, {
        headers: { cookie: ada.cookieHeader() },
      });
      expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
    }
    expect(await ada.must("POST", `batches/${batch.id}/cancel`)).toMatchObject({ status: "done" });
    expect(await ada.must("POST", `batches/${batch.id}/retry`)).toMatchObject({ status: "done" });
    expect(await ada.must("POST", `jobs/${batch.jobs[0]?.id}/cancel`)).toMatchObject({
      id: batch.id,
      status: "done",
    });
  });

  it("is refused for a node that is malformed", async () => {
    const canvas = await makeCanvas(ada);
    const grant = await ada.must<{ url: string; token: string }>("POST", `canvases/${canvas.id}/sync-token`);
    const peer = joinCanvas(grant.url, canvas.id, grant.token);
    await eventually(() => expect(peer.provider.isSynced).toBe(true));
    peer.doc.getMap("nodes").set("broken", new Y.Map([["type", "shot"]]));
    await eventually(async () => expect(await web.parts.canvasLog.version(canvas.id)).toBeGreaterThan(0));
    peer.close();
    const answer = await submit(canvas.id, { function: "storyboard", nodeIds: ["broken"] });
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([422, "nodeIds.0"]);
  });

  it("is refused with the path of each wrong node", async () => {
    const canvas = await makeCanvas(ada);
    const operations = [{ op: "add-node", node: { id: "scene-1", type: "scene", x: 0, y: 0 } }];
    await ada.must("POST", `canvases/${canvas.id}/operations`, { operations });
    const png = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(64)]);
    const picture = await ada.must<{ hash: string }>("POST", `canvases/${canvas.id}/assets`, png);
    for (const [body, status, path] of [
      [{ function: "storyboard", nodeIds: ["missing"] }, 422, "nodeIds.0"],
      [{ function: "storyboard", nodeIds: ["scene-1"] }, 422, "nodeIds.0"],
      [{ function: "storyboard", nodeIds: [] }, 422, "nodeIds"],
      [{ function: "storyboard" }, 422, "nodeIds"],
      [
        { function: "storyboard", nodeIds: Array.from({ length: 1001 }, (_, index) => `n${index}`) },
        422,
        "nodeIds",
      ],
      [{ function: "breakdown", nodeIds: ["scene-1"] }, 422, "nodeIds"],
      [{ function: "breakdown", options: { asset: "0".repeat(64) } }, 422, "options.asset"],
      [{ function: "breakdown", options: { asset: picture.hash } }, 422, "options.asset"],
      [{ function: "breakdown", options: { asset: "nonsense" } }, 422, "options.asset"],
      [{ function: "constructor", nodeIds: ["scene-1"] }, 422, "function"],
      [{ function: "storyboard", nodeIds: ["scene-1"], options: { marks: "yes" } }, 422, "options.marks"],
      [{ function: "storyboard", nodeIds: "scene-1" }, 400, "nodeIds"],
      [{ nodeIds: [] }, 400, "function"],
    ] as const) {
      const answer = await submit(canvas.id, body);
      expect([answer.status, answer.body.errors[0]?.path]).toEqual([status, path]);
    }
  });

  it("names functions with a schema of their options", async () => {
    const { items } = await ada.must<{ items: { name: string; options: { type: string } }[] }>(
      "GET",
      "functions",
    );
    expect(items.map(({ name }) => name).sort()).toEqual(Object.keys(functionContracts).sort());
    expect(items.every(({ options }) => options.type === "object")).toBe(true);
  });
});

describe("the sample production", () => {
  const sampleCanvasId = async (): Promise<string> => {
    const row = await web.parts.records
      .selectFrom("canvases")
      .innerJoin("projects", "projects.id", "canvases.project_id")
      .innerJoin("workspace_members", "workspace_members.workspace_id", "projects.workspace_id")
      .innerJoin("users", "users.id", "workspace_members.user_id")
      .select("canvases.id")
      .where("users.email", "=", SAMPLE_EMAIL)
      .executeTakeFirstOrThrow();
    return row.id;
  };
  const storyboardOf = (canvasId: string) =>
    web.parts.records
      .selectFrom("batches")
      .select(["id", "state"])
      .where("canvas_id", "=", canvasId)
      .where("function", "=", "storyboard")
      .execute();

  it("is made once by the real functions, also over restarts in the middle of it", async () => {
    const canvasId = await sampleCanvasId();
    await eventually(async () => {
      const [batch] = await storyboardOf(canvasId);
      expect(batch?.state).toBe("done");
    }, 25_000);
    await web.restartWeb();
    expect(await storyboardOf(canvasId)).toHaveLength(1);
    expect(await sampleCanvasId()).toBe(canvasId);
    const { id } = await web.parts.records
      .selectFrom("users")
      .select("id")
      .where("email", "=", SAMPLE_EMAIL)
      .executeTakeFirstOrThrow();
    const cookie = (await web.parts.sessions.start(id)).split(";")[0] ?? "";
    const response = await fetch(`${web.url}/api/v1/canvases/${canvasId}/content`, { headers: { cookie } });
    const content = (await response.json()) as Content;
    expect(content.meta.aspectRatio).toBe("2:1");
    const shots = content.nodes.filter(({ type }) => type === "shot");
    expect(shots.length).toBeGreaterThanOrEqual(12);
    expect(new Set(shots.map(({ data }) => data["scene"])).size).toBeGreaterThanOrEqual(3);
    expect(shots.every(({ takes }) => takes.length === 1)).toBe(true);
    const hasCast = (shotId: string): boolean =>
      content.edges.some(({ type, target }) => type === "appears-in" && target === shotId);
    expect(shots.filter(({ id }) => hasCast(id)).length).toBeGreaterThanOrEqual(10);
    const scenes = new Map(
      content.nodes.filter(({ type }) => type === "scene").map((scene) => [scene.id, scene]),
    );
    expect(scenes.size).toBeGreaterThanOrEqual(10);
    for (const shot of shots) {
      const scene = scenes.get(String(shot.data["scene"]));
      expect([shot.y, (shot.x - (scene?.x ?? 0) - 312) % 232]).toEqual([scene?.y, 0]);
    }
    expect(
      content.nodes.filter(({ type, data }) => type === "location" && data["kit"] !== undefined).length,
    ).toBeGreaterThan(3);
    expect(
      content.nodes.filter(({ type, data }) => type === "character" && data["clothing"] !== undefined).length,
    ).toBeGreaterThan(3);
  }, 60_000);

  it("does not come back once it has been deleted", async () => {
    const canvasId = await sampleCanvasId();
    await web.parts.records.deleteFrom("canvases").where("id", "=", canvasId).execute();
    await web.restartWeb();
    await expect(sampleCanvasId()).rejects.toThrow();
  });
});
