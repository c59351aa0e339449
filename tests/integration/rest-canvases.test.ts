import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routeTable } from "../../web/src/lib/server/api/route-table.ts";
import { createRestClient, makeCanvas, signUpPerson, type RestClient } from "../support/rest-client.ts";
import { startTestWeb, type TestWeb } from "../support/start-web.ts";

let web: TestWeb;
let owner: RestClient;
let stranger: RestClient;
beforeAll(async () => {
  web = await startTestWeb();
  owner = await signUpPerson(web.url, "Owner");
  stranger = await signUpPerson(web.url, "Stranger");
});
afterAll(() => web.stop());

interface Page {
  items: { id: string }[];
  nextCursor: string | null;
}

describe("workspaces, projects and canvases", () => {
  it("refuse names with control characters or halves of characters", async () => {
    const ada = await signUpPerson(web.url);
    const canvas = await makeCanvas(ada);
    for (const title of ["a\0b", "a\nb", "a\u0085b", "a\ud800", "\udc00b"]) {
      const answer = await ada.call<{ errors: { path: string }[] }>("PATCH", `canvases/${canvas.id}`, {
        title,
      });
      expect([answer.status, answer.body.errors[0]?.path]).toEqual([400, "title"]);
    }
    const title = "Fähre 渡 🎬";
    expect(await ada.must("PATCH", `canvases/${canvas.id}`, { title })).toMatchObject({ title });
  });

  it("makes, shows, renames and deletes each of them", async () => {
    const workspace = await owner.must<{ id: string }>("POST", "workspaces", {
      name: " North Quay ",
      role: "viewer",
      id: "x",
    });
    expect(workspace).toMatchObject({ name: "North Quay", role: "owner" });
    const project = await owner.must<{ id: string }>("POST", "projects", {
      workspaceId: workspace.id,
      name: "Film",
    });
    const canvas = await owner.must<{ id: string }>("POST", "canvases", {
      projectId: project.id,
      title: "Board",
    });
    expect(canvas).toMatchObject({
      projectId: project.id,
      workspaceId: workspace.id,
      projectName: "Film",
      title: "Board",
    });

    for (const [path, change] of [
      [`workspaces/${workspace.id}`, { name: "New" }],
      [`projects/${project.id}`, { name: "New" }],
      [`canvases/${canvas.id}`, { title: "New" }],
    ] as const) {
      expect(await owner.must("PATCH", path, change)).toMatchObject(change);
      expect(await owner.must("GET", path)).toMatchObject(change);
    }
    for (const path of [`canvases/${canvas.id}`, `projects/${project.id}`, `workspaces/${workspace.id}`]) {
      expect((await owner.call("DELETE", path)).status).toBe(204);
      expect((await owner.call("GET", path)).status).toBe(404);
    }
  });

  it("deletes what is inside a workspace with it", async () => {
    const workspace = await owner.must<{ id: string }>("POST", "workspaces", { name: "Gone" });
    const project = await owner.must<{ id: string }>("POST", "projects", {
      workspaceId: workspace.id,
      name: "Gone",
    });
    const canvas = await owner.must<{ id: string }>("POST", "canvases", {
      projectId: project.id,
      title: "Gone",
    });
    await owner.must("DELETE", `workspaces/${workspace.id}`);
    expect((await owner.call("GET", `canvases/${canvas.id}`)).status).toBe(404);
    expect(
      await web.parts.records.selectFrom("canvases").select("id").where("id", "=", canvas.id).execute(),
    ).toEqual([]);
  });

  it("walks a list by its cursor, each item once, newest first", async () => {
    const person = await signUpPerson(web.url);
    const made: string[] = [];
    for (let index = 0; index < 5; index++) made.unshift((await makeCanvas(person, `Board ${index}`)).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await person.must(
        "GET",
        `canvases?limit=2${cursor === null ? "" : `&cursor=${cursor}`}`,
      );
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect([...seen].sort()).toEqual([...made].sort());
    for (const query of ["limit=0", "limit=x", "cursor=%00", "limit=1000000"]) {
      const refused = await person.call<{ errors: { path: string }[] }>("GET", `canvases?${query}`);
      expect([query, refused.status, refused.body.errors[0]?.path]).toEqual([
        query,
        400,
        query.split("=")[0],
      ]);
    }
  });

  it("filters lists by what they are inside of, and shows only one's own", async () => {
    const person = await signUpPerson(web.url);
    const canvas = await makeCanvas(person);
    const { projectId } = await person.must<{ projectId: string }>("GET", `canvases/${canvas.id}`);
    expect((await person.must<Page>("GET", `canvases?projectId=${projectId}`)).items).toHaveLength(1);
    expect((await stranger.must<Page>("GET", `canvases?projectId=${projectId}`)).items).toHaveLength(0);
    expect((await person.must<Page>("GET", "projects?workspaceId=other")).items).toHaveLength(0);
  });

  it("answers 304 to who has the newest version", async () => {
    const canvas = await makeCanvas(owner);
    for (const path of ["canvases", `canvases/${canvas.id}`, `canvases/${canvas.id}/content`]) {
      const headers = { cookie: owner.cookieHeader() };
      const first = await fetch(`${web.url}/api/v1/${path}`, { headers });
      const etag = first.headers.get("etag") ?? "";
      expect(etag).not.toBe("");
      const again = await fetch(`${web.url}/api/v1/${path}`, {
        headers: { ...headers, "if-none-match": etag },
      });
      expect([again.status, await again.text()]).toEqual([304, ""]);
    }
  });

  it("refuses to build inside what is not one's own", async () => {
    const canvas = await makeCanvas(owner);
    const { projectId, workspaceId } = await owner.must<{ projectId: string; workspaceId: string }>(
      "GET",
      `canvases/${canvas.id}`,
    );
    const foreign = await stranger.call("POST", "canvases", { projectId, title: "Mine" });
    const unknown = await stranger.call("POST", "canvases", { projectId: "unknown", title: "Mine" });
    expect([foreign.status, foreign.body]).toEqual([404, unknown.body]);
    expect((await stranger.call("POST", "projects", { workspaceId, name: "Mine" })).status).toBe(404);
  });
});

const insertOutsideFunction = async (workspaceId: string): Promise<string> => {
  const id = `outside-${workspaceId}`;
  const at = { created_at: 1, updated_at: 1, removed_at: null };
  await web.parts.records
    .insertInto("outside_functions")
    .values({
      ...at,
      id,
      workspace_id: workspaceId,
      provider: "http",
      title: "T",
      config: "{}",
      created_by: "x",
    })
    .execute();
  return id;
};

describe("what is somebody else's", () => {
  it("looks to a stranger as if it were not there, on every route with an id", async () => {
    const canvas = await makeCanvas(owner);
    const facts = await owner.must<{ projectId: string; workspaceId: string }>(
      "GET",
      `canvases/${canvas.id}`,
    );
    const link = await owner.must<{ id: string }>("POST", `canvases/${canvas.id}/share-links`, {
      role: "viewer",
    });
    const batch = await owner.must<{ id: string; jobs: { id: string }[] }>(
      "POST",
      `canvases/${canvas.id}/batches`,
      {
        function: "breakdown",
      },
    );
    const ids: Record<string, string> = {
      canvasId: canvas.id,
      projectId: facts.projectId,
      workspaceId: facts.workspaceId,
      shareLinkId: link.id,
      batchId: batch.id,
      jobId: batch.jobs[0]?.id ?? "",
      hash: "0".repeat(64),
      apiKeyId: (await owner.must<{ id: string }>("POST", "api-keys", { name: "n", scopes: ["read"] })).id,
      outsideFunctionId: await insertOutsideFunction(facts.workspaceId),
    };
    const named = routeTable.flatMap(({ path }) => [...path.matchAll(/:(\w+)/g)].map(([, name]) => name));
    expect([...new Set(named)].sort()).toEqual(Object.keys(ids).sort());
    const routes = routeTable.filter(({ path }) => path.includes(":"));
    expect(routes.length).toBeGreaterThan(20);
    const nobody = createRestClient(web.url);
    const otherStranger = await signUpPerson(web.url, "Noor");
    for (const { method, path } of routes) {
      const at = (idOf: (name: string) => string): string =>
        path.replace(/:(\w+)/g, (_, name: string) => idOf(name));
      const body = method === "GET" || method === "DELETE" ? undefined : "not even JSON";
      const foreign = await stranger.call(
        method,
        at((name) => ids[name] ?? `no ${name}`),
        body,
      );
      // Another one, so that neither comes to the limit of writes.
      const unknown = await otherStranger.call(
        method,
        at(() => "unknown"),
        body,
      );
      expect([path, foreign.status]).toEqual([path, 404]);
      expect(foreign.body).toEqual(unknown.body);
      expect([
        path,
        (
          await nobody.call(
            method,
            at((name) => ids[name] ?? "no id"),
            body,
          )
        ).status,
      ]).toEqual([path, 401]);
    }
    for (const path of [`canvases/${canvas.id}`, `projects/${facts.projectId}`, `batches/${batch.id}`]) {
      expect((await owner.call("GET", path)).status).toBe(200);
    }
  });
});

describe("the reference", () => {
  it("describes every call of the table in OpenAPI 3.1", async () => {
    const { openapi, paths } = await createRestClient(web.url).must<{
      openapi: string;
      paths: Record<
        string,
        Record<string, { responses: object; parameters: { name: string; in: string }[] }>
      >;
    }>("GET", "openapi.json");
    expect(openapi).toBe("3.1.0");
    for (const { method, path, answers } of routeTable.filter((route) => route.path !== "openapi.json")) {
      const operation = paths[`/api/v1/${path.replace(/:(\w+)/g, "{$1}")}`]?.[method.toLowerCase()];
      expect([path, Object.keys(operation?.responses ?? {})]).toEqual([
        path,
        [...Object.keys(answers), "default"],
      ]);
      const named = operation?.parameters
        .filter((parameter) => parameter.in === "path")
        .map(({ name }) => `:${name}`);
      expect(named).toEqual(path.match(/:\w+/g) ?? []);
    }
  });
});
