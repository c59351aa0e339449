import { describe, expect, it } from "vitest";
import { callApi } from "./call-api.ts";
import { listAll } from "./list-all.ts";

/** A network that answers as told and keeps what was asked. */
const network = (...answers: (Response | Error)[]) => {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetch = ((url: string, init: RequestInit) => {
    asked.push({ url, init });
    const answer = answers.shift() ?? new Error("nobody answers");
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }) as typeof globalThis.fetch;
  return { asked, fetch };
};

describe("callApi", () => {
  it("sends JSON under /api/v1 and gives the parsed answer", async () => {
    const { asked, fetch } = network(Response.json({ id: "p1" }, { status: 201 }));
    const answer = await callApi("projects", { method: "POST", body: { name: "Oatmilk" }, fetch });
    expect(answer).toEqual({ ok: true, status: 201, value: { id: "p1" } });
    expect(asked[0]?.url).toBe("/api/v1/projects");
    expect(asked[0]?.init).toMatchObject({ method: "POST", body: '{"name":"Oatmilk"}' });
    expect(asked[0]?.init.headers).toMatchObject({ "content-type": "application/json" });
  });

  it("accepts an answer without a body", async () => {
    const { fetch } = network(new Response(null, { status: 204 }));
    expect(await callApi("canvases/c", { method: "DELETE", fetch })).toEqual({
      ok: true,
      status: 204,
      value: undefined,
    });
  });

  it("turns problem details into words by field", async () => {
    const { fetch } = network(
      Response.json(
        {
          title: "The request is not valid.",
          code: "invalid-request",
          errors: [{ path: "email", message: "must be an email address" }],
        },
        { status: 400 },
      ),
    );
    expect(await callApi("auth/sign-up", { fetch })).toEqual({
      ok: false,
      refusal: {
        code: "invalid-request",
        status: 400,
        message: "The request is not valid.",
        fields: { email: "must be an email address" },
      },
    });
  });

  it("says so when no answer came", async () => {
    const { fetch } = network(new TypeError("fetch failed"));
    const answer = await callApi("me", { fetch });
    expect(answer.ok ? undefined : answer.refusal.code).toBe("unreachable");
  });

  it("says the same where a proxy says that no server is there, and where an answer breaks off", async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error("reset")) });
    const answers = [new Response("<h1>Bad Gateway</h1>", { status: 502 }), new Response(broken)];
    for (const answer of answers) {
      const { fetch } = network(answer);
      const got = await callApi("me", { fetch });
      expect(got.ok ? undefined : got.refusal.code).toBe("unreachable");
    }
  });

  it("has words for an error page that is not ours", async () => {
    const { fetch } = network(new Response("<h1>Oops</h1>", { status: 500 }));
    const answer = await callApi("me", { fetch });
    expect(answer.ok ? undefined : answer.refusal).toMatchObject({ code: "internal", status: 500 });
  });

  it("lets the server's own word that it is busy stand", async () => {
    const { fetch } = network(Response.json({ code: "unavailable", title: "Try later." }, { status: 503 }));
    const answer = await callApi("me", { fetch });
    expect(answer.ok ? undefined : answer.refusal).toMatchObject({ status: 503, message: "Try later." });
  });

  it("sends the key of a wish that may be sent again", async () => {
    const { asked, fetch } = network(Response.json({}));
    await callApi("canvases/c/batches", { method: "POST", body: {}, idempotencyKey: "k1", fetch });
    expect(asked[0]?.init.headers).toMatchObject({ "idempotency-key": "k1" });
  });
});

describe("listAll", () => {
  it("follows the cursor to the last page", async () => {
    const { asked, fetch } = network(
      Response.json({ items: [1, 2], nextCursor: "two" }),
      Response.json({ items: [3], nextCursor: null }),
    );
    expect(await listAll("projects", { workspaceId: "w" }, { fetch })).toMatchObject({
      ok: true,
      value: [1, 2, 3],
    });
    expect(asked[1]?.url).toBe("/api/v1/projects?workspaceId=w&limit=100&cursor=two");
  });

  it("ends with the first refusal", async () => {
    const { fetch } = network(Response.json({ items: [1], nextCursor: "two" }), new Error("gone"));
    expect((await listAll("projects", {}, { fetch })).ok).toBe(false);
  });
});
