import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Registry } from "prom-client";
import { afterEach, describe, expect, it } from "vitest";
import { readSettings } from "./config-schema.ts";
import { answerHealth, type Readiness } from "./health.ts";
import { parseRedisAddress } from "./redis-address.ts";
import { revocationSchema } from "./revocation.ts";
import { sharedSettings } from "./settings.ts";

describe("readSettings", () => {
  it("fills defaults and reports all problems together, secrets hidden", () => {
    const environment = { PORT: "90000", SECRET: "short-secret", REDIS_URL: "http://x", LOG_LEVEL: "loud" };
    const result = readSettings(sharedSettings, environment);
    if (result.ok) throw new Error("must be refused");
    expect(result.problems).toHaveLength(4);
    expect(result.problems.join("\n")).not.toContain("short-secret");
  });

  it("reads numbers, and treats an empty value as unset", () => {
    const result = readSettings(sharedSettings, { SECRET: "x".repeat(32), SYNC_PORT: "4001", PORT: "" });
    expect(result).toMatchObject({
      ok: true,
      values: { PORT: 3000, SYNC_PORT: 4001, DATA_DIR: ".data", LOG_LEVEL: "info" },
    });
  });

  it("takes a PostgreSQL address, and shows no other one, which may hold a password", () => {
    const read = (url: string) => readSettings(sharedSettings, { SECRET: "x".repeat(32), DATABASE_URL: url });
    expect(read("postgres://ada:secret@localhost/x")).toMatchObject({ ok: true });
    expect(read("postgresql://localhost/x")).toMatchObject({ ok: true });
    expect(read("mysql://ada:secret@localhost/x")).toEqual({
      ok: false,
      problems: [expect.stringMatching(/^DATABASE_URL \*\*\* is refused: must start with postgres:\/\//)],
    });
  });
});

describe("parseRedisAddress", () => {
  it("tells each library in its own words", () => {
    expect(parseRedisAddress("unix:/run/r.sock")).toMatchObject({
      nodeRedis: { socket: { path: "/run/r.sock" } },
      beeQueue: { path: "/run/r.sock" },
    });
    expect(parseRedisAddress("unix:///run/r.sock").beeQueue).toEqual({ path: "/run/r.sock" });
    expect(parseRedisAddress("redis://127.0.0.1:7000").nodeRedis).toEqual({ url: "redis://127.0.0.1:7000" });
  });
});

describe("revocations", () => {
  it("are told apart by kind, and junk is refused", () => {
    expect(revocationSchema.safeParse({ kind: "share-link", shareLinkId: "s" }).success).toBe(true);
    expect(revocationSchema.safeParse({ kind: "everyone" }).success).toBe(false);
  });
});

describe("answerHealth", () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  const start = async (readiness: Readiness, metricsToken?: string): Promise<string> => {
    const parts = { readiness: () => readiness, metrics: new Registry(), metricsToken };
    server = createServer((request, response) => {
      void answerHealth(request, response, parts).then((answered) => {
        if (!answered) response.writeHead(418).end();
      });
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  it("is alive, ready when degraded, and 503 only when it cannot serve", async () => {
    const degraded = await start({ status: "degraded", dependencies: { redis: "down" } });
    expect((await fetch(`${degraded}/healthz`)).status).toBe(200);
    const ready = await fetch(`${degraded}/readyz?x=1`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: "degraded", dependencies: { redis: "down" } },
    ]);
    server?.close();
    const down = await start({ status: "down", dependencies: {} });
    expect((await fetch(`${down}/readyz`)).status).toBe(503);
    expect((await fetch(`${down}/elsewhere`)).status).toBe(418);
  });

  it("shows metrics to loopback without a proxy's mark, or with the token", async () => {
    const token = "a-metrics-token-of-length";
    const url = await start({ status: "ok", dependencies: {} }, token);
    const proxied = { "x-forwarded-for": "10.0.0.1" };
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
    expect((await fetch(`${url}/metrics`, { headers: proxied })).status).toBe(403);
    expect(
      (
        await fetch(`${url}/metrics`, {
          headers: { ...proxied, authorization: "Bearer nonsense-nonsense-nonse" },
        })
      ).status,
    ).toBe(403);
    expect(
      (await fetch(`${url}/metrics`, { headers: { ...proxied, authorization: `Bearer ${token}` } })).status,
    ).toBe(200);
  });
});
