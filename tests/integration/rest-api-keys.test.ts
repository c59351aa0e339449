import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "@backlot/shared/protocol/error-codes";
import { verifySyncToken } from "@backlot/shared/protocol/sync-token";
import { routeTable } from "../../web/src/lib/server/api/route-table.ts";
import { eventually } from "../support/eventually.ts";
import { followEvents } from "../support/follow-events.ts";
import { callWithKey, makeKey } from "../support/key-client.ts";
import { makeCanvas, signUpPerson, type RestClient } from "../support/rest-client.ts";
import { joinCanvas, TEST_SECRET } from "../support/start-sync.ts";
import { startTestWeb, type TestWeb } from "../support/start-web.ts";

let web: TestWeb;
let ada: RestClient;
let mei: RestClient;
let canvas: { id: string };
beforeAll(async () => {
  web = await startTestWeb();
  await web.startSync();
  ada = await signUpPerson(web.url, "Ada");
  mei = await signUpPerson(web.url, "Mei");
  canvas = await makeCanvas(ada);
});
afterAll(() => web.stop());

const call = <T = Problem>(key: string, method: string, path: string, body?: unknown) =>
  callWithKey<T>(web.url, key, method, path, body);
const lastUseOf = async (keyId: string): Promise<number | null> => {
  const keys = web.parts.records.selectFrom("api_keys");
  const row = await keys.select("last_used_at").where("id", "=", keyId).executeTakeFirstOrThrow();
  return row.last_used_at;
};

describe("an API key", () => {
  it("is shown once, and stands in the records as a hash only", async () => {
    const made = await makeKey(ada, ["read", "run"], { name: "Nightly panels" });
    expect(made.key).toMatch(/^blk_[0-9A-Za-z]{8}_[0-9A-Za-z]{46}$/);
    expect(made).toMatchObject({ name: "Nightly panels", scopes: ["read", "run"] });
    const { items } = await ada.must<{ items: { id: string }[] }>("GET", "api-keys");
    const { key, ...rest } = made;
    expect(items[0]).toEqual(rest);
    const row = await web.parts.records
      .selectFrom("api_keys")
      .selectAll()
      .where("id", "=", made.id)
      .executeTakeFirstOrThrow();
    const secret = key.split("_")[2] ?? "none";
    expect(JSON.stringify(row)).not.toContain(secret.slice(0, 40));
  });

  it("acts as its person, without cookie or Origin", async () => {
    const { key } = await makeKey(ada, ["read"]);
    const me = await call<{ name: string }>(key, "GET", "me");
    expect([me.status, me.body.name]).toEqual([200, "Ada"]);
    expect((await call(key, "GET", `canvases/${canvas.id}/content`)).status).toBe(200);
  });

  it("that is wrong, expired or revoked is answered 401 with one and the same problem", async () => {
    const good = await makeKey(ada, ["read"]);
    const expired = await makeKey(ada, ["read"]);
    await web.parts.records
      .updateTable("api_keys")
      .set({ expires_at: Date.now() - 1 })
      .where("id", "=", expired.id)
      .execute();
    const revoked = await makeKey(ada, ["read"]);
    expect((await call(revoked.key, "GET", "me")).status).toBe(200);
    await ada.must("DELETE", `api-keys/${revoked.id}`);
    const otherSecret = (await makeKey(ada, ["read"])).key.split("_")[2] ?? "";
    const mixed = `blk_${good.id}_${otherSecret}`;
    for (const key of ["nonsense", "blk_", mixed, expired.key, revoked.key]) {
      const answer = await call(key, "GET", "me");
      expect([answer.status, answer.type, answer.body.code]).toEqual([
        ...[401, "application/problem+json", "wrong-api-key"],
      ]);
    }
    expect((await ada.call("DELETE", `api-keys/${revoked.id}`)).status).toBe(404);
  });

  it("that is revoked reads no further from a stream it has opened", async () => {
    const { id, key } = await makeKey(ada, ["read"]);
    const { id: batchId } = await ada.must<{ id: string }>("POST", `canvases/${canvas.id}/batches`, {
      function: "shot-list",
    });
    const authorization = `Bearer ${key}`;
    const events = await followEvents(`${web.url}/api/v1/batches/${batchId}/events`, { authorization });
    await eventually(() => expect(events.views).toHaveLength(1));
    const revokedAt = performance.now();
    await ada.must("DELETE", `api-keys/${id}`);
    await events.ended;
    expect(performance.now() - revokedAt).toBeLessThan(2_000);
    await ada.must("POST", `batches/${batchId}/cancel`);
  });

  it("does not fall back to a cookie that is sent with it", async () => {
    const answer = await fetch(`${web.url}/api/v1/me`, {
      headers: { cookie: ada.cookieHeader(), authorization: "Bearer blk_wrong" },
    });
    expect(answer.status).toBe(401);
  });

  it("goes no further than its person's roles", async () => {
    const { key } = await makeKey(mei, ["read", "edit", "run"]);
    for (const path of [`canvases/${canvas.id}`, `canvases/${canvas.id}/content`])
      expect((await call(key, "GET", path)).status).toBe(404);
    const workspace = await ada.must<{ workspaceId: string }>("GET", `canvases/${canvas.id}`);
    const { id: meiId } = await mei.must<{ id: string }>("GET", "me");
    const members = web.parts.records.insertInto("workspace_members");
    await members
      .values({ workspace_id: workspace.workspaceId, user_id: meiId, role: "viewer", created_at: 1 })
      .execute();
    expect((await call(key, "GET", `canvases/${canvas.id}/content`)).status).toBe(200);
    const operations = [{ op: "add-node", node: { type: "note", x: 0, y: 0 } }];
    const edit = await call(key, "POST", `canvases/${canvas.id}/operations`, { operations });
    expect([edit.status, edit.body.code]).toEqual([403, "role-too-low"]);
    const run = await call(key, "POST", `canvases/${canvas.id}/batches`, { function: "storyboard" });
    expect([run.status, run.body.code]).toEqual([403, "role-too-low"]);
  });

  it("is seen, made and revoked by its person only, and by no key", async () => {
    const { id, key } = await makeKey(ada, ["read", "edit", "run"]);
    expect((await mei.call("DELETE", `api-keys/${id}`)).status).toBe(404);
    const { items } = await mei.must<{ items: { id: string }[] }>("GET", "api-keys");
    expect(items.map((item) => item.id)).not.toContain(id);
    for (const [method, path, body] of [
      ["GET", "api-keys", undefined],
      ["POST", "api-keys", { name: "another", scopes: ["read"] }],
      ["DELETE", `api-keys/${id}`, undefined],
    ] as const) {
      const answer = await call(key, method, path, body);
      expect([answer.status, answer.body.code]).toEqual([403, "key-not-allowed"]);
    }
    expect((await call(key, "GET", "me")).status).toBe(200);
  });

  it("is refused with the field that is wrong", async () => {
    for (const [body, path] of [
      [{ scopes: ["read"] }, "name"],
      [{ name: "n", scopes: [] }, "scopes"],
      [{ name: "n", scopes: ["read", "read"] }, "scopes"],
      [{ name: "n", scopes: ["manage"] }, "scopes.0"],
      [{ name: "n", scopes: ["read"], expiresAt: "2020-01-01T00:00:00Z" }, "expiresAt"],
    ] as const) {
      const answer = await ada.call<Problem>("POST", "api-keys", body);
      expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, path]);
    }
  });

  it("notes when it was last used, at most once a minute", async () => {
    const { id, key } = await makeKey(ada, ["read"]);
    expect(await lastUseOf(id)).toBeNull();
    await call(key, "GET", "me");
    const first = await lastUseOf(id);
    expect(first).toBeGreaterThan(Date.now() - 10_000);
    await call(key, "GET", "me");
    expect(await lastUseOf(id)).toBe(first);
    const earlier = (first ?? 0) - 61_000;
    await web.parts.records
      .updateTable("api_keys")
      .set({ last_used_at: earlier })
      .where("id", "=", id)
      .execute();
    await call(key, "GET", "me");
    expect(await lastUseOf(id)).toBeGreaterThan(earlier);
  });

  it("has limits of its own", async () => {
    const { id, key } = await makeKey(ada, ["read"]);
    const useUp = async (): Promise<void> => {
      while ((await web.parts.limits.read(`key:${id}`)).ok);
    };
    await eventually(async () => {
      await useUp();
      const [ofKey, ofPerson] = await Promise.all([call(key, "GET", "me"), ada.call("GET", "me")]);
      expect([ofKey.status, ofKey.body.code, ofPerson.status]).toEqual([429, "rate-limited", 200]);
    });
  });
});

describe("the scopes of a key", () => {
  it("decide which of all calls it may make", async () => {
    const keys = {
      read: await makeKey(mei, ["read"]),
      edit: await makeKey(mei, ["edit"]),
      run: await makeKey(mei, ["run"]),
    };
    for (const route of routeTable) {
      const path = route.path.replace(/:\w+/g, "none");
      for (const [held, { key }] of Object.entries(keys)) {
        const answer = await call(key, route.method, path, route.method === "GET" ? undefined : {});
        const isRefused = answer.body.code === "key-not-allowed";
        const what = `${route.method} ${route.path} with ${held}`;
        expect([what, isRefused]).toEqual([what, route.scope !== "none" && route.scope !== held]);
        if (isRefused) {
          expect(answer.status).toBe(403);
          expect(answer.body.detail).toContain(route.scope === "session" ? "signed in" : `“${route.scope}”`);
        }
      }
    }
  });

  it("leave to a session all that manages", () => {
    const managing = routeTable.filter(
      ({ method, path }) =>
        method === "DELETE" ||
        method === "PUT" ||
        /^(api-keys|auth|share-links|workspaces\/.*outside)/.test(path) ||
        path.endsWith("share-links"),
    );
    const open = managing.filter(
      ({ scope, method }) => scope === "edit" || scope === "run" || (scope === "read" && method !== "GET"),
    );
    expect(open.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  it("say in the document what they say in the calls", async () => {
    const reader = await makeKey(ada, ["read"]);
    const writer = await makeKey(ada, ["read", "edit"]);
    const roleWith = async (key: string) => {
      const answer = await call<{ token: string }>(key, "POST", `canvases/${canvas.id}/sync-token`);
      return (await verifySyncToken(answer.body.token, TEST_SECRET))?.role;
    };
    expect(await roleWith(reader.key)).toBe("viewer");
    expect(await roleWith(writer.key)).toBe("owner");
  });

  it("hold for what a key has opened: revoked, its connection closes and its token opens no more", async () => {
    const { id, key } = await makeKey(ada, ["read", "edit"]);
    const grant = await call<{ url: string; token: string }>(key, "POST", `canvases/${canvas.id}/sync-token`);
    const { url, token } = grant.body;
    const script = joinCanvas(url, canvas.id, token);
    const own = await ada.must<{ url: string; token: string }>("POST", `canvases/${canvas.id}/sync-token`);
    const page = joinCanvas(own.url, canvas.id, own.token);
    await eventually(() => expect([script.provider.isSynced, page.provider.isSynced]).toEqual([true, true]));
    await ada.must("DELETE", `api-keys/${id}`);
    await eventually(() => expect(script.closeCodes.at(-1)).toBe(4403), 3_000);
    const again = joinCanvas(url, canvas.id, token);
    await eventually(() => expect(again.closeCodes.at(-1)).toBeGreaterThanOrEqual(4400));
    expect(page.closeCodes).toEqual([]);
    for (const peer of [script, again, page]) peer.close();
  });

  it("are in the reference", async () => {
    const reference = (await (await fetch(`${web.url}/api/v1/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { security: Record<string, string[]>[] }>>;
    };
    const securityOf = (path: string, method: string) =>
      reference.paths[`/api/v1/${path}`]?.[method]?.security;
    expect(securityOf("canvases/{canvasId}/operations", "post")).toContainEqual({ key: ["edit"] });
    expect(securityOf("api-keys", "post")).toEqual([{ session: [] }]);
  });
});
