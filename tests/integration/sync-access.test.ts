import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createClient, type RedisClientOptions } from "redis";
import * as Y from "yjs";
import { WebsocketProvider } from "y-websocket";
import WebSocket from "ws";
import { CLIENT_ADDRESS_HEADER, sealClientAddress } from "@backlot/shared/server/client-address";
import { parseRedisAddress } from "@backlot/shared/server/redis-address";
import { REVOCATION_CHANNEL, type Revocation } from "@backlot/shared/server/revocation";
import { migrateRecords, openRecords } from "@backlot/shared/server/database/records";
import { recordsPath } from "@backlot/shared/server/database/records-path";
import { openCanvasLogReader } from "@backlot/shared/server/canvas-log/read-canvas-log";
import { eventually } from "../support/eventually.ts";
import { openRawClient } from "../support/raw-sync-client.ts";
import { startRedis, type TestRedis } from "../support/start-redis.ts";
import {
  joinCanvas,
  makeDataDir,
  signTestToken,
  startTestSyncServer,
  TEST_SECRET,
  type TestPeer,
  type TestSyncServer,
} from "../support/start-sync.ts";

let redis: TestRedis;
let server: TestSyncServer;
const peers: TestPeer[] = [];
beforeAll(async () => {
  redis = await startRedis();
  server = await startTestSyncServer({ redisUrl: redis.url });
});
afterEach(() => {
  for (const peer of peers.splice(0)) peer.close();
});
afterAll(async () => {
  await server.stop();
  await redis.stop();
});

const join = (canvasId: string, token: string, syncUrl = server.syncUrl): TestPeer => {
  const peer = joinCanvas(syncUrl, canvasId, token);
  peers.push(peer);
  return peer;
};
const publish = async (message: string): Promise<void> => {
  const client = createClient(parseRedisAddress(redis.url).nodeRedis as RedisClientOptions);
  await client.connect();
  await client.publish(REVOCATION_CHANNEL, message);
  client.destroy();
};
const revoke = (revocation: Revocation): Promise<void> => publish(JSON.stringify(revocation));
const readiness = async (): Promise<unknown> => (await fetch(`${server.url}/readyz`)).json();

describe("who may join", () => {
  it.each([
    ["a forged token", "x", () => signTestToken("x", {}, { secret: "another secret of the same length" })],
    ["an expired token", "x", () => signTestToken("x", {}, { lifetimeSeconds: -5 })],
    ["no token", "x", () => Promise.resolve("")],
    ["a token of another canvas", "x", () => signTestToken("y")],
  ])("closes %s with 4401 and says so to the provider", async (_, canvasId, makeToken) => {
    const peer = join(canvasId, await makeToken());
    let failure = "";
    peer.provider.on("authenticationFailed", ({ reason }: { reason: string }) => (failure = reason));
    await eventually(() => expect(peer.closeCodes[0]).toBe(4401));
    expect(failure).toBe("denied");
    expect(peer.provider.isSynced).toBe(false);
  });

  it.each([
    ["a forged one", () => signTestToken("x", {}, { secret: "another secret of the same length" })],
    ["one of another canvas", () => signTestToken("y")],
    ["one of somebody else", () => signTestToken("x", { actorId: "eve" })],
  ])("closes who shows, later on, %s with 4401, whatever it allows", async (_, makeToken) => {
    let token = await signTestToken("x");
    const peer = joinCanvas(server.syncUrl, "x", () => Promise.resolve(token));
    peers.push(peer);
    let welcomes = 0;
    peer.provider.on("authenticated", () => (welcomes += 1));
    await eventually(() => expect(welcomes).toBe(1));
    await peer.provider.sendToken();
    await eventually(() => expect(welcomes).toBe(2));
    token = await makeToken();
    await peer.provider.sendToken();
    await eventually(() => expect(peer.closeCodes[0]).toBe(4401));
  });

  it.each(["canvas/../../etc", "comments/x", "other/x", "canvas/x/y", `canvas/${"x".repeat(100)}`])(
    "closes the document name %s with 4404",
    async (documentName) => {
      const client = await openRawClient(server.syncUrl, "x", { documentName });
      client.sendAuth(await signTestToken("x"));
      await eventually(() => expect(client.closeCode).toBe(4404));
    },
  );

  it("closes a stock y-websocket client with a permanent code, so that it stops", async () => {
    const plain = new WebsocketProvider(`ws://127.0.0.1:${server.port}/yjs`, "x", new Y.Doc(), {
      params: { token: "nonsense" },
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    });
    const codes: number[] = [];
    plain.on("connection-close", (event: { code: number } | null) => codes.push(event?.code ?? 0));
    await eventually(() => expect(codes[0]).toBe(4401));
    plain.destroy();
  });

  it("closes who says nothing, and who talks too much before the token", async () => {
    const strict = await startTestSyncServer({
      change: (config) => {
        config.limits = { ...config.limits, authenticationDeadlineMs: 700 };
      },
    });
    const loud = await openRawClient(strict.syncUrl, "x");
    loud.sendSync(2, new Uint8Array(70_000));
    await eventually(() => expect(loud.closeCode).toBe(4502));
    const silent = await openRawClient(strict.syncUrl, "x");
    await eventually(() => expect(silent.closeCode).toBe(4401));
    await strict.stop();
  });

  it("lets few strangers in at once, has as many wait, and counts by what web says of an address", async () => {
    const strict = await startTestSyncServer({
      change: ({ limits }) => {
        Object.assign(limits, {
          maxStrangersPerAddress: 2,
          maxWaitingPerAddress: 1,
          authenticationDeadlineMs: 600,
        });
      },
    });
    const knock = (client?: string): { ws: WebSocket; answer: Promise<number> } => {
      const headers = client === undefined ? {} : { [CLIENT_ADDRESS_HEADER]: client };
      const ws = new WebSocket(strict.syncUrl, { headers });
      ws.on("error", () => undefined);
      const answer = new Promise<number>((resolve) => {
        ws.on("open", () => resolve(101));
        ws.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
      });
      return { ws, answer };
    };
    const silent = [knock(), knock()];
    expect(await Promise.all(silent.map(({ answer }) => answer))).toEqual([101, 101]);
    const patient = knock();
    await eventually(async () => expect(await knock().answer).toBe(429));
    expect(await knock("5.5.5.5 forged").answer).toBe(429);
    const sealed = [1, 2].map(() => knock(sealClientAddress("5.5.5.5", TEST_SECRET)));
    expect(await Promise.all(sealed.map(({ answer }) => answer))).toEqual([101, 101]);
    expect(await patient.answer).toBe(101);
    const metrics = await (await fetch(`${strict.url}/metrics`)).text();
    expect(metrics).toMatch(/backlot_sync_refused_total\{reason="strangers-of-address"\} [2-9]/);
    for (const { ws } of [...silent, patient, ...sealed]) ws.terminate();
    await strict.stop();
  });

  it.each([
    [undefined, "/sync", 101],
    ["http://localhost:3000", "/sync", 101],
    ["http://127.0.0.1:3000", "/sync", 101],
    ["http://[::1]:3000", "/yjs/x", 101],
    ["http://localhost:9999", "/sync", 403],
    ["https://evil.example", "/sync", 403],
    ["null", "/yjs/x", 403],
    [undefined, "/elsewhere", 404],
    [undefined, "/yjs/a%2Fb", 404],
  ])("answers an upgrade from origin %s at %s with %i", async (origin, path, status) => {
    const ws = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, origin ? { origin } : {});
    const got = await new Promise<number>((resolve) => {
      ws.on("open", () => resolve(101));
      ws.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
    });
    ws.on("error", () => undefined);
    ws.terminate();
    expect(got).toBe(status);
  });
});

describe("reading only", () => {
  it.each(["viewer", "commenter"] as const)("shows a %s everything and takes nothing", async (role) => {
    const canvasId = `read-${role}`;
    const editor = join(canvasId, await signTestToken(canvasId));
    const viewer = join(canvasId, await signTestToken(canvasId, { role, actorId: "viewer" }));
    editor.doc.getMap("nodes").set("a", 1);
    await eventually(() => expect(viewer.doc.getMap("nodes").get("a")).toBe(1));
    const log = openCanvasLogReader({ dataDir: server.dataDir });
    await eventually(() => expect(editor.provider.unsyncedChanges).toBe(0));
    const before = await log.version(canvasId);
    viewer.doc.getMap("nodes").set("forged", 1);
    editor.doc.getMap("meta").set("after", 1);
    await eventually(() => expect(viewer.doc.getMap("meta").get("after")).toBe(1));
    expect(editor.doc.getMap("nodes").has("forged")).toBe(false);
    expect(viewer.provider.unsyncedChanges).toBeGreaterThan(0);
    await eventually(async () => expect(await log.version(canvasId)).toBe(before + 1));
    await log.close();
  });
});

describe("revocation", () => {
  const guest = { actorId: "guest", actorKind: "guest", role: "viewer", shareLinkId: "link-1" } as const;

  it("closes a revoked share link within a second and keeps its old token out", async () => {
    const token = await signTestToken("revoked", guest);
    const other = join("revoked", await signTestToken("revoked"));
    const reviewer = join("revoked", token);
    await eventually(() => expect(reviewer.provider.isSynced && other.provider.isSynced).toBe(true));
    await eventually(async () => expect(await readiness()).toMatchObject({ status: "ok" }));
    const startedAt = performance.now();
    await revoke({ kind: "share-link", shareLinkId: "link-1" });
    await eventually(() => expect(reviewer.closeCodes[0]).toBe(4403));
    expect(performance.now() - startedAt).toBeLessThan(1000);
    await eventually(() => expect(reviewer.closeCodes.length).toBeGreaterThan(2));
    expect(reviewer.closeCodes.every((code) => code === 4403)).toBe(true);
    expect(reviewer.provider.isSynced).toBe(false);
    expect(other.closeCodes).toEqual([]);
  });

  it("closes a person on one canvas only, and everyone on a deleted canvas", async () => {
    const here = join("c-1", await signTestToken("c-1", { actorId: "eve" }));
    const there = join("c-2", await signTestToken("c-2", { actorId: "eve" }));
    await eventually(() => expect(here.provider.isSynced && there.provider.isSynced).toBe(true));
    await revoke({ kind: "person", actorId: "eve", canvasId: "c-1" });
    await eventually(() => expect(here.closeCodes[0]).toBe(4403));
    expect(there.closeCodes).toEqual([]);
    await revoke({ kind: "canvas", canvasId: "c-2" });
    await eventually(() => expect(there.closeCodes[0]).toBe(4403));
  });

  it("survives nonsense on the channel and Redis going away, and hears again afterwards", async () => {
    await publish("not json");
    await publish(JSON.stringify({ kind: "share-link" }));
    const peer = join("outage", await signTestToken("outage", { ...guest, shareLinkId: "link-2" }));
    const writer = join("outage", await signTestToken("outage"));
    await eventually(() => expect(peer.provider.isSynced && writer.provider.isSynced).toBe(true));
    await redis.kill();
    await eventually(async () => expect(await readiness()).toMatchObject({ status: "degraded" }));
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('backlot_sync_degraded{dependency="redis"} 1');
    expect(metrics).toContain('backlot_sync_degraded{dependency="store"} 0');
    writer.doc.getMap("nodes").set("a", 1);
    await eventually(() => expect(peer.doc.getMap("nodes").get("a")).toBe(1));
    await redis.start();
    await eventually(async () => expect(await readiness()).toMatchObject({ status: "ok" }), 8_000);
    await eventually(async () => {
      await revoke({ kind: "share-link", shareLinkId: "link-2" });
      expect(peer.closeCodes[0]).toBe(4403);
    });
    expect(writer.closeCodes).toEqual([]);
  });
});

describe("grants in the records", () => {
  it("refuses a share link that is revoked or over, and a person who is no member any more", async () => {
    const dataDir = makeDataDir();
    const records = openRecords({ dataDir });
    await migrateRecords(records);
    await records.destroy();
    const change = (statements: string): void => {
      const database = new DatabaseSync(recordsPath(dataDir), { timeout: 2_000 });
      database.exec(statements);
      database.close();
    };
    change(`
      insert into users values ('member', 'm@example.org', 'M', 'x', 1), ('left', 'l@example.org', 'L', 'x', 1);
      insert into workspaces values ('w', 'W', 1);
      insert into workspace_members values ('w', 'member', 'editor', 1);
      insert into projects values ('p', 'w', 'P', 1, 1);
      insert into canvases values ('known', 'p', 'C', 1, 1);
      insert into share_links values
        ('good', 'known', 'h1', 'viewer', 'member', 1, null, null),
        ('gone', 'known', 'h2', 'viewer', 'member', 1, null, 5),
        ('over', 'known', 'h3', 'viewer', 'member', 1, 5, null);`);
    const strict = await startTestSyncServer({
      dataDir,
      change: (config) => {
        config.limits = { ...config.limits, grantRecheckIntervalMs: 100 };
      },
    });
    const codeFor = async (
      grant: Parameters<typeof signTestToken>[1],
      canvasId = "known",
    ): Promise<number> => {
      const peer = join(canvasId, await signTestToken(canvasId, grant), strict.syncUrl);
      return eventually(() => {
        if (peer.provider.isSynced) return 0;
        const code = peer.closeCodes[0];
        if (code === undefined) throw new Error("not decided yet");
        return code;
      });
    };
    expect(await codeFor({ actorId: "member" })).toBe(0);
    expect(await codeFor({ actorId: "left" })).toBe(4403);
    expect(await codeFor({ ...guestOf("good") })).toBe(0);
    expect(await codeFor({ ...guestOf("gone") })).toBe(4403);
    expect(await codeFor({ ...guestOf("over") })).toBe(4403);
    expect(await codeFor({ actorId: "worker", actorKind: "worker" })).toBe(0);
    expect(await codeFor({ actorId: "member" }, "without-a-row")).toBe(4403);
    expect(await codeFor({ actorId: "guest", actorKind: "guest" }, "without-a-row")).toBe(4403);
    expect(await codeFor({ ...guestOf("good") }, "without-a-row")).toBe(4403);
    expect(await codeFor({ actorId: "worker", actorKind: "worker" }, "without-a-row")).toBe(0);
    expect(await codeFor({ actorId: "script", actorKind: "script" }, "without-a-row")).toBe(0);

    const member = join("known", await signTestToken("known", { actorId: "member" }), strict.syncUrl);
    await eventually(() => expect(member.provider.authorizedScope).toBe("read-write"));
    change("update workspace_members set role = 'viewer'");
    // The same token again, which still says "editor": what the records say counts.
    await eventually(() => expect(member.provider.authorizedScope).toBe("readonly"));
    change("update workspace_members set role = 'editor'");
    await eventually(() => expect(member.provider.authorizedScope).toBe("read-write"));
    expect(member.closeCodes).toEqual([]);
    change("delete from workspace_members");
    await eventually(() => expect(member.closeCodes).toContain(4403));

    const guest = join("known", await signTestToken("known", guestOf("good")), strict.syncUrl);
    await eventually(() => expect(guest.provider.isSynced).toBe(true));
    const script = join("known", await signTestToken("known", { actorKind: "script" }), strict.syncUrl);
    await eventually(() => expect(script.provider.isSynced).toBe(true));
    change("delete from canvases");
    await eventually(() => expect(guest.closeCodes).toContain(4403));
    expect(script.closeCodes).toEqual([]);
    await strict.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const guestOf = (shareLinkId: string) =>
    ({ actorId: "g", actorKind: "guest", role: "viewer", shareLinkId }) as const;
});
