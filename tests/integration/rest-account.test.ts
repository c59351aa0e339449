import { readdirSync, readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addSignInLink } from "../../web/src/lib/server/sign-in-links.ts";
import { createRestClient, signUpPerson } from "../support/rest-client.ts";
import { startTestWeb, type TestWeb } from "../support/start-web.ts";

let web: TestWeb;
beforeAll(async () => (web = await startTestWeb()));
afterAll(() => web.stop());

const post = (path: string, init: RequestInit & { duplex?: "half" }): Promise<Response> =>
  fetch(`${web.url}/api/v1/${path}`, { method: "POST", ...init });
const postJson = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  post(path, { body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } });
const ada = { email: "ada@example.test", password: "correct horse battery", name: "Ada" };

describe("names", () => {
  it("of people, places, canvases and guests lose the marks that turn a sentence around", async () => {
    const turned = "\u202eadA\u2066";
    const client = await signUpPerson(web.url, turned);
    expect(await client.must("GET", "me")).toMatchObject({ name: "adA" });
    const workspace = await client.must<{ id: string; name: string }>("POST", "workspaces", { name: turned });
    const project = await client.must<{ id: string; name: string }>("POST", "projects", {
      workspaceId: workspace.id,
      name: turned,
    });
    const canvas = await client.must<{ id: string; title: string }>("POST", "canvases", {
      projectId: project.id,
      title: turned,
    });
    const renamed = await client.must<{ title: string }>("PATCH", `canvases/${canvas.id}`, {
      title: "\u200fB\u200f",
    });
    expect([workspace.name, project.name, canvas.title, renamed.title]).toEqual(["adA", "adA", "adA", "B"]);
    const { url } = await client.must<{ url: string }>("POST", `canvases/${canvas.id}/share-links`, {
      role: "viewer",
    });
    const guest = await createRestClient(web.url).must<{ actor: { name: string } }>(
      "POST",
      "share/sync-token",
      { secret: url.split("#")[1], name: turned },
    );
    expect(guest.actor.name).toBe("adA");
    expect((await client.call("PATCH", `canvases/${canvas.id}`, { title: "\u202e" })).status).toBe(400);
  });
});

describe("accounts", () => {
  it("gives a newcomer a session, a workspace and a project to start in", async () => {
    const response = await postJson("auth/sign-up", {
      ...ada,
      email: " Ada@Example.test ",
      id: "mine",
      role: "admin",
    });
    expect(response.status).toBe(201);
    const person = (await response.json()) as { id: string };
    expect(person).toMatchObject({ email: "ada@example.test", name: "Ada" });
    expect(person.id).not.toBe("mine");
    const [cookie = ""] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000$/);
    const get = async (path: string): Promise<{ items: unknown[] }> => {
      const answer = await fetch(`${web.url}/api/v1/${path}`, {
        headers: { cookie: cookie.split(";")[0] ?? "" },
      });
      return (await answer.json()) as { items: unknown[] };
    };
    expect(await get("me")).toEqual(person);
    expect((await get("workspaces")).items).toHaveLength(1);
    expect((await get("projects")).items).toHaveLength(1);
  });

  it("answers a wrong password and an unknown email alike", async () => {
    const wrong = await postJson("auth/sign-in", { email: ada.email, password: "not the password" });
    const unknown = await postJson("auth/sign-in", {
      email: "nobody@example.test",
      password: "not the password",
    });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.json()).toEqual(await unknown.json());
    expect(wrong.headers.get("content-type")).toBe("application/problem+json");
  });

  it("says which field is wrong", async () => {
    const taken = await postJson("auth/sign-up", ada);
    expect(taken.status).toBe(409);
    expect(await taken.json()).toMatchObject({ code: "email-taken", errors: [{ path: "email" }] });
    const bad = await postJson("auth/sign-up", { email: "no", password: "short" });
    expect(bad.status).toBe(400);
    const problem = (await bad.json()) as { errors: { path: string }[] };
    expect(problem.errors.map(({ path }) => path).sort()).toEqual(["email", "name", "password"]);
  });

  it("verifies a password exactly as typed", async () => {
    const password = "  spaces and ünïcode  ";
    await postJson("auth/sign-up", { email: "exact@example.test", password, name: "Exact" });
    const sign = async (given: string) =>
      (await postJson("auth/sign-in", { email: "exact@example.test", password: given })).status;
    expect(await sign(password.trim())).toBe(401);
    expect(await sign(password.normalize("NFD"))).toBe(401);
    expect(await sign(password)).toBe(200);
  });

  it("slows down who guesses, and tells when to come back", async () => {
    const email = "guessed@example.test";
    await postJson("auth/sign-up", { ...ada, email });
    for (let guess = 0; guess < 5; guess++)
      await postJson("auth/sign-in", { email, password: `guess number ${guess}` });
    const refused = await postJson("auth/sign-in", { email, password: ada.password });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("keeps only hashes: no file of the data folder holds a session's token", async () => {
    const person = await signUpPerson(web.url);
    const token = person.cookieHeader().split("=")[1] ?? "";
    expect(token).toHaveLength(43);
    const files = readdirSync(web.dataDir).filter((name) => name.startsWith("records.db"));
    expect(files.length).toBeGreaterThan(0);
    for (const name of files) expect(readFileSync(join(web.dataDir, name)).includes(token)).toBe(false);
    const { id } = await web.parts.records.selectFrom("sessions").select("id").executeTakeFirstOrThrow();
    const replay = await fetch(`${web.url}/api/v1/me`, { headers: { cookie: `session=${id}` } });
    expect(replay.status).toBe(401);
  });

  it("ends a session at sign-out and on its last day", async () => {
    const person = await signUpPerson(web.url);
    const cookie = person.cookieHeader();
    expect((await person.call("POST", "auth/sign-out")).status).toBe(204);
    expect((await fetch(`${web.url}/api/v1/me`, { headers: { cookie } })).status).toBe(401);
    const other = await signUpPerson(web.url);
    const { id } = await other.must<{ id: string }>("GET", "me");
    await web.parts.records
      .updateTable("sessions")
      .set({ expires_at: Date.now() - 1 })
      .where("user_id", "=", id)
      .execute();
    expect((await other.call("GET", "me")).status).toBe(401);
  });

  it("accepts a one-time link once, from this machine only", async () => {
    const person = await signUpPerson(web.url);
    const { id } = await person.must<{ id: string }>("GET", "me");
    const secret = await addSignInLink(web.parts.records, id);
    const spare = await addSignInLink(web.parts.records, id);
    const forwarded = await postJson("auth/sign-in-link", { secret }, { "x-forwarded-for": "203.0.113.9" });
    expect(forwarded.status).toBe(404);
    const newcomer = createRestClient(web.url);
    expect(await newcomer.must("POST", "auth/sign-in-link", { secret })).toMatchObject({ id });
    expect((await newcomer.call("GET", "me")).status).toBe(200);
    expect((await postJson("auth/sign-in-link", { secret })).status).toBe(404);
    expect((await postJson("auth/sign-in-link", { secret: spare })).status).toBe(404);
    expect(await addSignInLink(web.parts.records, id)).toBeUndefined();
  });
});

describe("requests from elsewhere", () => {
  it("needs an own Origin to change something in the name of a cookie", async () => {
    const person = await signUpPerson(web.url);
    const cookie = person.cookieHeader();
    const make = async (headers: Record<string, string>) =>
      (await postJson("workspaces", { name: "W" }, { cookie, ...headers })).status;
    expect(await make({})).toBe(403);
    expect(await make({ origin: "https://evil.example" })).toBe(403);
    expect(await make({ origin: "null" })).toBe(403);
    expect(await make({ "sec-fetch-site": "same-site" })).toBe(403);
    expect(await make({ "sec-fetch-site": "same-origin" })).toBe(201);
    expect(await make({ origin: `http://localhost:${web.port}` })).toBe(201);
  });

  it("refuses a foreign page that signs somebody in", async () => {
    const response = await postJson("auth/sign-in", ada, { origin: "https://evil.example" });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "foreign-origin" });
  });
});

describe("bodies", () => {
  it("refuses what is not JSON, and forms", async () => {
    const headers = { "content-type": "application/json" };
    for (const body of ["{", "", "\xff", '{"email":']) {
      const response = await post("auth/sign-in", { body, headers });
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        400,
        "invalid-json",
      ]);
    }
    const form = await post("auth/sign-in", { body: new URLSearchParams({ email: "a", password: "b" }) });
    expect(form.status).toBe(415);
    for (const value of ["null", "[]", "7", '"text"']) {
      expect((await post("auth/sign-in", { body: value, headers })).status).toBe(400);
    }
  });

  it("refuses a body that is too large, announced or not, without reading all of it", async () => {
    const announced = await post("auth/sign-in", {
      body: `"${"x".repeat(1024 * 1024)}"`,
      headers: { "content-type": "application/json" },
    });
    expect(announced.status).toBe(413);
    const sent = await sendEndlessly(`${web.url}/api/v1/auth/sign-in`);
    expect(sent.status).toBe(413);
    expect(sent.bytes).toBeLessThan(64 * 1024 * 1024);
  });

  it("decides access before it looks at the body", async () => {
    const response = await post("workspaces", { body: "{", headers: { "content-type": "application/json" } });
    expect(response.status).toBe(401);
  });

  it("names the methods of a path, and knows no other paths", async () => {
    const wrong = await fetch(`${web.url}/api/v1/workspaces`, { method: "PUT" });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, POST"]);
    for (const path of [
      "/api/v1/nothing",
      "/api/v1/",
      "/api/v2/me",
      "/api/v1/me/more",
      "/api/v1/__proto__",
    ]) {
      const missing = await fetch(web.url + path);
      expect([path, missing.status]).toEqual([path, 404]);
      expect(missing.headers.get("content-type")).toBe("application/problem+json");
    }
  });
});

/** A chunked body without an end; answers what the server said, and how much it took before. */
const sendEndlessly = (url: string): Promise<{ status: number; bytes: number }> =>
  new Promise((resolve, reject) => {
    const chunk = Buffer.alloc(64 * 1024, " ");
    let bytes = 0;
    let answered = false;
    const sending = httpRequest(url, { method: "POST", headers: { "content-type": "application/json" } });
    sending.on("response", (response) => {
      answered = true;
      response.resume();
      sending.destroy();
      resolve({ status: response.statusCode ?? 0, bytes });
    });
    sending.on("error", (error) => !answered && reject(error));
    const send = (): void => {
      if (answered || sending.destroyed) return;
      bytes += chunk.byteLength;
      if (sending.write(chunk)) setImmediate(send);
      else sending.once("drain", send);
    };
    send();
  });
