import { createServer, request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { once } from "node:events";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { addSignInLink } from "../../web/src/lib/server/sign-in-links.ts";
import { eventually } from "../support/eventually.ts";
import { makeCanvas, signUpPerson } from "../support/rest-client.ts";
import { joinCanvas } from "../support/start-sync.ts";
import { startTestWeb, type TestWeb } from "../support/start-web.ts";

let web: TestWeb;
beforeAll(async () => (web = await startTestWeb()));
afterAll(() => web.stop());

/** The status line of what a raw upgrade request is answered. */
const upgrade = async (path: string): Promise<string> => {
  const socket = connect(web.port, "127.0.0.1");
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${web.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\r\n",
  );
  const [head] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return head.toString().split("\r\n", 1)[0] ?? "";
};

describe("health", () => {
  it("is ready only when sync-server and job-worker have been ready once, then degrades without them", async () => {
    const readiness = async () => {
      const response = await fetch(`${web.url}/readyz`);
      return {
        code: response.status,
        ...((await response.json()) as { status: string; dependencies: object }),
      };
    };
    expect((await fetch(`${web.url}/healthz`)).status).toBe(200);
    expect(await readiness()).toMatchObject({ code: 503, status: "down" });
    await web.startSync();
    const worker = createServer((_, response) => response.end("{}")).listen(web.workerPort, "127.0.0.1");
    await eventually(async () =>
      expect(await readiness()).toMatchObject({
        code: 200,
        status: "ok",
        dependencies: { records: "ok", redis: "ok", "sync-server": "ok", "job-worker": "ok" },
      }),
    );
    worker.closeAllConnections();
    worker.close();
    await eventually(async () =>
      expect(await readiness()).toMatchObject({
        code: 200,
        status: "degraded",
        dependencies: { "job-worker": "degraded" },
      }),
    );
  });

  it("shows metrics to this machine, and to a proxy's clients never", async () => {
    const metrics = await fetch(`${web.url}/metrics`);
    expect(await metrics.text()).toContain("process_cpu_seconds_total");
    const forwarded = await fetch(`${web.url}/metrics`, { headers: { "x-forwarded-for": "203.0.113.9" } });
    expect(forwarded.status).toBe(403);
  });
});

/** What a request with that Host is answered; fetch would not send it. */
const postAs = async (host: string, path: string, body: unknown, cookie: string) => {
  const sending = request({
    port: web.port,
    host: "127.0.0.1",
    path: `/api/v1/${path}`,
    method: "POST",
    headers: { host, cookie, origin: web.url, "content-type": "application/json" },
  });
  sending.end(JSON.stringify(body));
  const [answer] = (await once(sending, "response")) as [IncomingMessage];
  return { status: answer.statusCode, body: (await json(answer)) as { url: string } };
};

describe("a request for a foreign Host", () => {
  it("is answered with addresses of ours, and cannot sign in by the first link", async () => {
    const ada = await signUpPerson(web.url);
    const canvas = await makeCanvas(ada);
    const link = await postAs(
      "evil.test",
      `canvases/${canvas.id}/share-links`,
      { role: "viewer" },
      ada.cookieHeader(),
    );
    expect(link.body.url).toMatch(`http://localhost:${web.port}/s#`);
    const token = await postAs("evil.test", `canvases/${canvas.id}/sync-token`, {}, ada.cookieHeader());
    expect(token.body.url).toBe(`ws://localhost:${web.port}/sync`);

    const user = await web.parts.records.selectFrom("users").select("id").executeTakeFirstOrThrow();
    const secret = await addSignInLink(web.parts.records, user.id);
    expect((await postAs("evil.test", "auth/sign-in-link", { secret }, "")).status).toBe(404);
    expect((await postAs(`localhost:${web.port}`, "auth/sign-in-link", { secret }, "")).status).toBe(200);
  });
});

describe("a path that cannot be decoded", () => {
  it("is answered like an id that does not exist", async () => {
    const ada = await signUpPerson(web.url);
    const read = async (path: string) => {
      const response = await fetch(`${web.url}/api/v1/${path}`, { headers: { cookie: ada.cookieHeader() } });
      return [response.status, response.headers.get("content-type"), await response.json()];
    };
    const missing = await read("canvases/none");
    for (const path of ["canvases/%E0%A4%A", "%", "canvases/%FF/content?x=%"])
      expect(await read(path)).toEqual(missing);
  });
});

describe("a client that leaves in the middle of its body", () => {
  it("is no failure of the server", async () => {
    const failures = vi.spyOn(web.parts.logger, "error");
    const heard = vi.spyOn(web.parts.logger, "debug");
    const socket = connect(web.port, "127.0.0.1");
    socket.write(
      `POST /api/v1/auth/sign-in HTTP/1.1\r\nHost: 127.0.0.1:${web.port}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"email":',
    );
    await once(socket, "ready");
    // The server asks for the body only once the head is dealt with.
    await fetch(`${web.url}/healthz`);
    socket.destroy();
    await eventually(() => expect(heard).toHaveBeenCalledWith(expect.anything(), "body-interrupted"));
    expect(failures).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});

describe("every response", () => {
  it("carries the security headers", async () => {
    for (const path of ["/healthz", "/metrics", "/api/v1/me", "/api/v1/openapi.json", "/api/nothing"]) {
      const { headers } = await fetch(web.url + path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("x-powered-by")).toBeNull();
    }
  });

  it("is compressed as the client asks, when it is worth it", async () => {
    const path = `${web.url}/api/v1/openapi.json`;
    const plain = await fetch(path, { headers: { "accept-encoding": "identity" } });
    const text = await plain.text();
    expect(plain.headers.get("content-encoding")).toBeNull();
    for (const [accepted, encoding] of [
      ["gzip, deflate, br", "br"],
      ["gzip", "gzip"],
      ["br;q=0, gzip", "gzip"],
    ] as const) {
      const packed = await fetch(path, { headers: { "accept-encoding": accepted } });
      expect([packed.headers.get("content-encoding"), packed.headers.get("content-length")]).toEqual([
        encoding,
        null,
      ]);
      expect(packed.headers.get("vary")).toContain("accept-encoding");
      expect(await packed.text()).toBe(text);
    }
    const small = await fetch(`${web.url}/api/v1/me`, { headers: { "accept-encoding": "br" } });
    expect(small.headers.get("content-encoding")).toBeNull();
  });
});

describe("the pipe to the sync-server", () => {
  it("carries both protocols' upgrades, and survives the sync-server", async () => {
    const ada = await signUpPerson(web.url);
    const canvas = await makeCanvas(ada);
    const grant = await ada.must<{ url: string; token: string }>("POST", `canvases/${canvas.id}/sync-token`);
    const peer = joinCanvas(grant.url, canvas.id, grant.token);
    await eventually(() => expect(peer.provider.isSynced).toBe(true));
    expect(await upgrade(`/yjs/${canvas.id}?token=none`)).toContain("101");
    await web.stopSync();
    expect(await upgrade("/sync")).toContain("502");
    await web.startSync();
    peer.doc.getMap("meta").set("title", "again");
    await eventually(
      async () => expect(await web.parts.canvasLog.version(canvas.id)).toBeGreaterThan(0),
      15_000,
    );
    peer.close();
  });

  it("upgrades nothing else", async () => {
    for (const path of ["/", "/syncing", "/api/v1/me", "/yjs"]) expect(await upgrade(path)).toContain("404");
  });

  it("does not mind clients that hang up at any moment", async () => {
    for (let index = 0; index < 20; index++) {
      const socket = connect(web.port, "127.0.0.1");
      socket.on("error", () => undefined);
      socket.write(`GET /sync HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
      socket.resetAndDestroy();
    }
    expect((await fetch(`${web.url}/healthz`)).status).toBe(200);
  });
});
