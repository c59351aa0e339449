import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makePicture } from "../contract/provider.ts";
import { startFakeComfyUi, type FakeComfyUi } from "../support/fake-comfyui.ts";
import { startFakeHttpFunction, type FakeHttpFunction } from "../support/fake-http-function.ts";
import { startFakeOpenAiImages, type FakeOpenAiImages } from "../support/fake-openai-images.ts";
import type { FakeService } from "../support/fake-service.ts";
import { makeCanvas, signUpPerson, type RestClient } from "../support/rest-client.ts";
import { startTestWeb, type TestWeb } from "../support/start-web.ts";

let web: TestWeb;
let owner: RestClient;
let workspaceId: string;
beforeAll(async () => {
  web = await startTestWeb({ OUTSIDE_HOSTS: "127.0.0.1" });
  owner = await signUpPerson(web.url);
  const { items } = await owner.must<{ items: { id: string }[] }>("GET", "workspaces");
  workspaceId = items[0]?.id ?? "";
});
afterAll(() => web.stop());

const fakes: FakeService[] = [];
let http: FakeHttpFunction;
let openAi: FakeOpenAiImages;
let comfy: FakeComfyUi;
beforeEach(async () => {
  const picture = await makePicture();
  http = await startFakeHttpFunction(picture);
  openAi = await startFakeOpenAiImages(picture);
  comfy = await startFakeComfyUi(picture);
  fakes.push(http, openAi, comfy);
});
afterEach(() => Promise.all(fakes.splice(0).map((fake) => fake.stop())));

interface Listed {
  id: string;
  name: string;
  title: string;
  version: number;
  hasSecret: boolean;
  fallsBack: boolean;
  config: Record<string, unknown>;
}
interface Problem {
  errors?: { path: string; message: string }[];
}

const list = async (): Promise<Listed[]> =>
  (await owner.must<{ items: Listed[] }>("GET", `workspaces/${workspaceId}/outside-functions`)).items;
const add = (body: unknown) =>
  owner.call<Listed & Problem>("POST", `workspaces/${workspaceId}/outside-functions`, body);
const check = (body: unknown) =>
  owner.call<Record<string, unknown> & Problem>(
    "POST",
    `workspaces/${workspaceId}/outside-functions/check`,
    body,
  );
const httpConfig = () => ({ provider: "http", manifestUrl: http.manifestUrl });
const openAiConfig = () => ({
  provider: "openai-images",
  baseUrl: openAi.baseUrl,
  model: "pictures-1",
  size: "auto",
});
const workflow = { "6": { class_type: "CLIPTextEncode", inputs: { text: "{{prompt}}" } } };
const pathsOf = ({ errors = [] }: Problem): string[] => errors.map(({ path }) => path);

describe("registering an outside function", () => {
  it("by its manifest makes it run like a built-in one, for the canvases of its workspace only", async () => {
    const canvas = await makeCanvas(owner);
    const added = await add({ config: httpConfig(), secret: "top-secret-key" });
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({ title: "Ink wash", version: 1, hasSecret: true, fallsBack: false });
    expect(added.body.name).toBe(`outside/${added.body.id}`);
    const { items } = await owner.must<{ items: Record<string, unknown>[] }>(
      "GET",
      `functions?canvasId=${canvas.id}`,
    );
    expect(items.find(({ name }) => name === added.body.name)).toMatchObject({
      outside: true,
      target: "node",
      nodeTypes: ["shot"],
      produces: "take",
      icon: "plug",
      options: { properties: { wetness: { default: 3, title: "Wetness" } } },
    });
    const stranger = await signUpPerson(web.url, "Someone Else");
    const other = await makeCanvas(stranger);
    const theirs = await stranger.must<{ items: { name: string }[] }>(
      "GET",
      `functions?canvasId=${other.id}`,
    );
    expect(theirs.items.map(({ name }) => name)).not.toContain(added.body.name);
    const path = `canvases/${other.id}/batches`;
    const refused = await stranger.call("POST", path, { function: added.body.name, nodeIds: ["x"] });
    expect(refused.status).toBe(422);
  });

  it("never shows its key again, and does not keep it in words", async () => {
    await add({ config: openAiConfig(), secret: "top-secret-key" });
    expect(JSON.stringify(await list())).not.toContain("top-secret-key");
    const rows = await web.parts.records.selectFrom("outside_functions").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain("top-secret-key");
  });

  it("works for ComfyUI and says which nodes its server lacks", async () => {
    const config = { provider: "comfyui", baseUrl: comfy.url, workflow };
    expect((await add({ title: "Our ComfyUI", config })).body).toMatchObject({ title: "Our ComfyUI" });
    const lacking = { ...workflow, "7": { class_type: "HyperUpscale", inputs: {} } };
    const { status, body } = await check({ config: { ...config, workflow: lacking } });
    expect([status, pathsOf(body)]).toEqual([422, ["config.workflow"]]);
    expect(body.errors?.[0]?.message).toContain("HyperUpscale");
    const without = { "6": { class_type: "CLIPTextEncode", inputs: { text: "a boat" } } };
    expect(pathsOf((await check({ config: { ...config, workflow: without } })).body)).toEqual([
      "config.workflow",
    ]);
  });

  it("tells what it would be before anything is stored", async () => {
    const before = (await list()).length;
    expect((await check({ config: httpConfig() })).body).toMatchObject({
      title: "Ink wash",
      provider: "http",
    });
    openAi.key = "right";
    const config = { ...openAiConfig(), model: "other" };
    expect((await check({ config, secret: "right" })).body["remarks"]).toEqual([
      "The service does not list a model called other.",
    ]);
    expect(pathsOf((await check({ config, secret: "wrong" })).body)).toEqual(["secret"]);
    expect((await list()).length).toBe(before);
  });
});

describe("a manifest that lies", () => {
  it.each([
    ["nodeTypes", { nodeTypes: [] }, ["config.manifestUrl", "manifest.nodeTypes"]],
    ["nodeTypes", { nodeTypes: ["dragon"] }, ["config.manifestUrl", "manifest.nodeTypes.0"]],
    ["output", { output: "video" }, ["config.manifestUrl", "manifest.output"]],
    ["name", { name: "../admin" }, ["config.manifestUrl", "manifest.name"]],
    ["endpoint", { endpoint: "file:///etc/passwd" }, ["config.manifestUrl", "manifest.endpoint"]],
    ["endpoint", { endpoint: "http://169.254.169.254/" }, ["manifest.endpoint"]],
    [
      "options",
      { options: { type: "object", properties: { a: { type: "integer", default: "much" } } } },
      ["config.manifestUrl", "manifest.options.properties.a.default"],
    ],
    [
      "options",
      { options: { type: "object", properties: { a: { type: "string", default: "x", pattern: "(a+)+$" } } } },
      ["config.manifestUrl", "manifest.options.properties.a"],
    ],
  ])("about its %s (%j) is refused with the field", async (_field, lie, paths) => {
    Object.assign(http.manifest, lie);
    const { status, body } = await check({ config: httpConfig() });
    expect([status, pathsOf(body)]).toEqual([422, paths]);
  });

  it("or is none, or is nowhere, or is inside, is refused at its address", async () => {
    for (const manifestUrl of [
      `${http.url}/picture.png`,
      `${comfy.url}/no-such-thing`,
      "http://127.0.0.1:1/manifest.json",
      "http://10.0.0.1/manifest.json",
      "http://[::1]/manifest.json",
    ]) {
      const { status, body } = await check({ config: { provider: "http", manifestUrl } });
      expect([manifestUrl, status, pathsOf(body)]).toEqual([manifestUrl, 422, ["config.manifestUrl"]]);
    }
    expect(pathsOf((await check({ config: { provider: "http", manifestUrl: "ftp://x/" } })).body)).toEqual([
      "config.manifestUrl",
    ]);
  });
});

describe("changing an outside function", () => {
  it("raises its version with its settings, and leaves a key alone that is not mentioned", async () => {
    const { id } = (await add({ config: openAiConfig(), secret: "a-key" })).body;
    const renamed = await owner.must<Listed>("PATCH", `outside-functions/${id}`, {
      title: "Painter",
      fallsBack: true,
    });
    expect(renamed).toMatchObject({ title: "Painter", fallsBack: true, version: 1, hasSecret: true });
    const config = { ...openAiConfig(), style: "charcoal" };
    const restyled = await owner.must<Listed>("PATCH", `outside-functions/${id}`, { config });
    expect(restyled).toMatchObject({ version: 2, hasSecret: true, config: { style: "charcoal" } });
    const without = await owner.must<Listed>("PATCH", `outside-functions/${id}`, { secret: null });
    expect(without.hasSecret).toBe(false);
  });

  it("never takes a stored key to another server", async () => {
    const { id } = (await add({ config: openAiConfig(), secret: "a-key" })).body;
    const thief = await startFakeOpenAiImages(await makePicture());
    fakes.push(thief);
    const config = { ...openAiConfig(), baseUrl: thief.baseUrl };
    const { status, body } = await owner.call<Problem>("PATCH", `outside-functions/${id}`, { config });
    expect([status, pathsOf(body)]).toEqual([422, ["secret"]]);
    expect(thief.calls).toEqual([]);
    await owner.must("PATCH", `outside-functions/${id}`, { config, secret: "another-key" });
  });

  it("removes it with its key; it is then unknown to canvases", async () => {
    const canvas = await makeCanvas(owner);
    const { id, name } = (await add({ config: httpConfig(), secret: "a-key" })).body;
    expect((await owner.call("DELETE", `outside-functions/${id}`)).status).toBe(204);
    expect((await owner.call("DELETE", `outside-functions/${id}`)).status).toBe(404);
    expect((await list()).some((known) => known.id === id)).toBe(false);
    const row = await web.parts.records
      .selectFrom("outside_functions")
      .select("sealed_secret")
      .where("id", "=", id)
      .executeTakeFirst();
    expect(row?.sealed_secret).toBeNull();
    const submitted = await owner.call("POST", `canvases/${canvas.id}/batches`, {
      function: name,
      nodeIds: ["a"],
    });
    expect(submitted.status).toBe(422);
  });
});

describe("who may", () => {
  it("is the workspace's owner: others see nothing, editors nothing of the settings", async () => {
    const { id } = (await add({ config: httpConfig() })).body;
    const stranger = await signUpPerson(web.url, "Someone Else");
    const editor = await signUpPerson(web.url, "Ed Itor");
    const me = await editor.must<{ id: string }>("GET", "me");
    await web.parts.records
      .insertInto("workspace_members")
      .values({ workspace_id: workspaceId, user_id: me.id, role: "editor", created_at: 1 })
      .execute();
    const calls = [
      ["GET", `workspaces/${workspaceId}/outside-functions`, undefined],
      ["POST", `workspaces/${workspaceId}/outside-functions`, { config: httpConfig() }],
      ["POST", `workspaces/${workspaceId}/outside-functions/check`, { config: httpConfig() }],
      ["PATCH", `outside-functions/${id}`, { title: "Mine" }],
      ["DELETE", `outside-functions/${id}`, undefined],
    ] as const;
    for (const [method, path, body] of calls) {
      expect([path, (await stranger.call(method, path, body)).status]).toEqual([path, 404]);
      expect([path, (await editor.call(method, path, body)).status]).toEqual([path, 403]);
    }
    const key = await owner.must<{ key: string }>("POST", "api-keys", {
      name: "k",
      scopes: ["read", "edit", "run"],
    });
    const byKey = await fetch(`${web.url}/api/v1/workspaces/${workspaceId}/outside-functions`, {
      headers: { authorization: `Bearer ${key.key}` },
    });
    expect(byKey.status).toBe(403);
  });
});
