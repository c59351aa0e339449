import { rmSync } from "node:fs";
import { createClient } from "redis";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { CLOSE_CODES } from "@backlot/shared/protocol/close-codes";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { eventually } from "../support/eventually.ts";
import { findFreePort } from "../support/free-port.ts";
import { openRawPeer, type RawPeer } from "../support/raw-peer.ts";
import { openRawClient } from "../support/raw-sync-client.ts";
import { spawnSyncServer, type SpawnedSyncServer } from "../support/spawn-sync.ts";
import { hasPostgres, startPostgres, type TestPostgres } from "../support/start-postgres.ts";
import { startRedis, type TestRedis } from "../support/start-redis.ts";
import { joinCanvas, makeDataDir, signTestToken, type TestPeer } from "../support/start-sync.ts";

const HEAL_DEADLINE_MS = 5_000;
const GHOST_DEADLINE_MS = 10_000;

/** One sync-server process among several. */
interface Node {
  syncUrl: string;
  readiness(): Promise<unknown>;
  count(metric: string): Promise<number>;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const startNode = async (settings: Record<string, string>): Promise<Node> => {
  const port = await findFreePort();
  const dataDir = makeDataDir();
  let server: SpawnedSyncServer;
  const start = async (): Promise<void> => {
    server = await spawnSyncServer(port, dataDir, settings);
    if (server.exitCode() !== null) throw new Error(server.output());
  };
  await start();
  return {
    syncUrl: `ws://127.0.0.1:${port}/sync`,
    readiness: async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).json(),
    async count(metric) {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return text
        .split("\n")
        .filter((line) => line.startsWith(`backlot_sync_fan_out_${metric}`))
        .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
    },
    kill: () => server.kill("SIGKILL"),
    start,
    async stop() {
      await server.kill("SIGTERM");
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

let redis: TestRedis;
const everything: { stop(): Promise<void> }[] = [];
beforeAll(async () => {
  redis = await startRedis();
  everything.push(redis);
});
afterAll(async () => {
  for (const part of everything.splice(0).reverse()) await part.stop();
});

const peers: { close(): void }[] = [];
afterEach(() => {
  for (const peer of peers.splice(0)) peer.close();
});
const join = async (node: Node, canvasId: string, actorId = "ada"): Promise<TestPeer> => {
  const peer = joinCanvas(node.syncUrl, canvasId, () => signTestToken(canvasId, { actorId, name: actorId }));
  peers.push(peer);
  await eventually(() => expect(peer.provider.isSynced && peer.provider.unsyncedChanges === 0).toBe(true));
  return peer;
};
const joinByHand = async (node: Node, canvasId: string, actorId = "ada"): Promise<RawPeer> => {
  const token = await signTestToken(canvasId, { actorId });
  const peer = openRawPeer(node.syncUrl, token, documentNameOf("canvas", canvasId));
  peers.push(peer);
  await peer.synced;
  return peer;
};

const expectSame = (...same: { doc: Y.Doc }[]): void => {
  const [first, ...others] = same.map(({ doc }) => ({
    nodes: doc.getMap("nodes").toJSON(),
    text: doc.getText("text").toJSON(),
  }));
  for (const other of others) expect(other).toEqual(first);
};
/** Names of the others that show themselves. */
const namesSeenBy = ({ doc, provider }: TestPeer): string[] =>
  [...(provider.awareness?.getStates() ?? [])]
    .filter(([clientId]) => clientId !== doc.clientID)
    .map(([, state]) => (state as { user?: { name?: string } }).user?.name ?? "")
    .toSorted();
const point = ({ provider }: TestPeer, x: number): void => provider.setAwarenessField("cursor", { x, y: x });

/** The records of these canvases are web's affair, so only what the nodes share is looked at. */
const untilRedisIs = (nodes: readonly Node[], redisState: "ok" | "degraded"): Promise<void> =>
  eventually(async () => {
    for (const node of nodes) {
      expect(await node.readiness()).toMatchObject({ dependencies: { store: "ok", redis: redisState } });
    }
  }, HEAL_DEADLINE_MS);

const atRedis = async (
  act: (client: Awaited<ReturnType<typeof connect>>) => Promise<unknown>,
): Promise<void> => {
  const client = await connect();
  await act(client);
  client.destroy();
};
const connect = async () => {
  const client = createClient({ socket: { path: redis.url.slice("unix:".length), tls: false } });
  client.on("error", () => undefined);
  return client.connect();
};

describe.skipIf(!hasPostgres("the sync nodes' test"))("two nodes with one PostgreSQL and one Redis", () => {
  let postgres: TestPostgres;
  let a: Node;
  let b: Node;
  beforeAll(async () => {
    postgres = await startPostgres();
    everything.push(postgres);
    const settings = { DATABASE_URL: await postgres.createDatabase(), REDIS_URL: redis.url };
    a = await startNode(settings);
    b = await startNode(settings);
    everything.push(a, b);
    await untilRedisIs([a, b], "ok");
  });

  it("show each other's edits and presence, and pass each edit on in one message", async () => {
    const [ada, bo] = [await join(a, "both", "ada"), await join(b, "both", "bo")];
    ada.doc.getMap("nodes").set("from-a", 1);
    bo.doc.getMap("nodes").set("from-b", 2);
    point(ada, 1);
    point(bo, 2);
    await eventually(() => {
      for (const { doc } of [ada, bo]) {
        expect(doc.getMap("nodes").toJSON()).toEqual({ "from-a": 1, "from-b": 2 });
      }
      expect([ada, bo].map(namesSeenBy)).toEqual([["bo"], ["ada"]]);
    });
    bo.close();
    await eventually(() => expect(namesSeenBy(ada)).toEqual([]), 2_000);

    const [writer, reader] = [await joinByHand(a, "counted"), await joinByHand(b, "counted")];
    const before = await a.count('published_total{kind="changes"}');
    const byB = await b.count('published_total{kind="changes"}');
    for (let edit = 0; edit < 10; edit++)
      await writer.write((doc) => doc.getMap("nodes").set(`${edit}`, edit));
    await eventually(() => expect(reader.doc.getMap("nodes").size).toBe(10));
    // Ada's presence, which her provider renews now and then, is published too.
    const published = (await a.count('published_total{kind="changes"}')) - before;
    expect(published).toBeGreaterThanOrEqual(10);
    expect(published).toBeLessThanOrEqual(13);
    expect(await b.count('published_total{kind="changes"}')).toBe(byB);
  });

  it("let nobody write under the client id of somebody whom the other node shows", async () => {
    const ada = await join(a, "bound", "ada");
    ada.doc.getMap("nodes").set("ada", 1);
    point(ada, 1);
    const watcher = await join(b, "bound", "bo");
    await eventually(() => expect(namesSeenBy(watcher)).toEqual(["ada"]));
    const forge = async (): Promise<RawPeer> => {
      const mallory = await joinByHand(b, "bound", "mallory");
      mallory.doc.clientID = ada.doc.clientID;
      return mallory;
    };
    const mallory = await forge();
    await expect(mallory.write((doc) => doc.getMap("nodes").set("forged", 1))).rejects.toThrow();
    expect(await mallory.closed).toEqual({ code: CLOSE_CODES.foreignClientId.code });
    ada.doc.getMap("nodes").set("next", 2);
    await eventually(() => expect(watcher.doc.getMap("nodes").toJSON()).toEqual({ ada: 1, next: 2 }));

    ada.close();
    await eventually(() => expect(namesSeenBy(watcher)).toEqual([]));
    await (await forge()).write((doc) => doc.getMap("nodes").set("left behind", 3));
  });

  it("go on alone while Redis is killed, say so, and converge when it is back without another edit", async () => {
    const [ada, bo] = [await join(a, "outage", "ada"), await join(b, "outage", "bo")];
    ada.doc.getText("text").insert(0, "Before the outage.");
    await eventually(() => expectSame(ada, bo));
    await redis.kill();
    await untilRedisIs([a, b], "degraded");
    expect(await a.readiness()).toMatchObject({ status: "degraded" });
    for (let edit = 0; edit < 40; edit++) {
      ada.doc.getMap("nodes").set(`a${edit}`, edit);
      bo.doc.getMap("nodes").set(`b${edit}`, edit);
      await wait(10);
    }
    ada.doc.getText("text").delete(0, 7);
    point(bo, 9);
    await eventually(() => expect([ada, bo].map(({ provider }) => provider.unsyncedChanges)).toEqual([0, 0]));
    await redis.start();
    await eventually(() => {
      expectSame(ada, bo);
      expect(ada.doc.getMap("nodes").size).toBe(80);
      expect(namesSeenBy(ada)).toEqual(["bo"]);
    }, HEAL_DEADLINE_MS);
    await untilRedisIs([a, b], "ok");
  });

  it("converge after their connections to Redis were killed and all its data flushed", async () => {
    const [ada, bo] = [await join(a, "killed", "ada"), await join(b, "killed", "bo")];
    await atRedis(async (client) => {
      for (let round = 0; round < 60; round++) {
        ada.doc.getMap("nodes").set(`a${round}`, round);
        bo.doc.getMap("nodes").set(`b${round}`, round);
        if (round % 20 === 4) await client.sendCommand(["CLIENT", "KILL", "TYPE", "pubsub"]);
        if (round % 20 === 10) await client.sendCommand(["CLIENT", "KILL", "TYPE", "normal"]);
        if (round % 20 === 16) await client.flushAll();
        await wait(10);
      }
      await client.sendCommand(["CLIENT", "KILL", "TYPE", "pubsub"]);
    });
    bo.doc.getMap("nodes").delete("a0");
    await eventually(() => {
      expectSame(ada, bo);
      expect(ada.doc.getMap("nodes").size).toBe(119);
    }, HEAL_DEADLINE_MS);
    await untilRedisIs([a, b], "ok");
  });

  it("ignore junk on their channels", async () => {
    const [ada, bo] = [await join(a, "junk", "ada"), await join(b, "junk", "bo")];
    await atRedis(async (client) => {
      const channel = "backlot:sync:{canvas/junk}";
      await client.publish(channel, "not for you");
      for (let kind = 0; kind < 6; kind++) {
        for (let junk = 0; junk < 50; junk++) {
          const bytes = Buffer.from(Array.from({ length: junk }, () => Math.floor(Math.random() * 256)));
          await client.publish(channel, Buffer.concat([Buffer.of(1, kind, 1, 120, 1, 121, 0), bytes]));
        }
      }
    });
    ada.doc.getMap("nodes").set("still", "here");
    await eventually(() => expect(bo.doc.getMap("nodes").get("still")).toBe("here"));
    expect(await a.count("junk_total")).toBeGreaterThan(50);
  });

  it("take an update whose predecessors reached only the other node, from the log they share", async () => {
    await redis.kill();
    try {
      const elsewhere = await joinByHand(a, "orphans");
      await elsewhere.write((doc) => doc.getText("text").insert(0, "before "));
      const client = await openRawClient(b.syncUrl, "orphans");
      peers.push({ close: () => client.ws.terminate() });
      client.sendAuth(await signTestToken("orphans"));
      await eventually(() => expect(client.heard).toContain("2"));
      client.sendSync(0, Uint8Array.of(0));
      await eventually(() => expect(client.heard).toContain("sync-1"));
      // B opened the document with the first half in it; this half it can only have from the log.
      await elsewhere.write((doc) => doc.getText("text").insert(7, "the gap "));
      const vector = Y.encodeStateVector(elsewhere.doc);
      elsewhere.doc.getText("text").insert(15, "after");
      client.sendSync(2, Y.encodeStateAsUpdate(elsewhere.doc, vector));
      await eventually(() => expect(client.statuses).toEqual([1]));
      const reader = await joinByHand(b, "orphans");
      expect(reader.doc.getText("text").toJSON()).toBe("before the gap after");
    } finally {
      await redis.start();
    }
    await untilRedisIs([a, b], "ok");
  });

  it("keep everything that a killed node has acknowledged, and drop its people in less than ten seconds", async () => {
    const bo = await join(b, "crash", "bo");
    const ada = await join(a, "crash", "ada");
    const writer = await joinByHand(a, "crash");
    point(ada, 1);
    await eventually(() => expect(namesSeenBy(bo)).toEqual(["ada"]));
    const acknowledged: string[] = [];
    const writing = (async () => {
      for (let edit = 0; ; edit++) {
        await writer.write((doc) => doc.getMap("nodes").set(`edit-${edit}`, edit));
        acknowledged.push(`edit-${edit}`);
      }
    })().catch(() => undefined);
    await eventually(() => expect(acknowledged.length).toBeGreaterThan(50), 10_000);
    await a.kill();
    const killedAt = performance.now();
    await writing;
    ada.close();
    await eventually(() => {
      const there = new Set(bo.doc.getMap("nodes").keys());
      expect(acknowledged.filter((key) => !there.has(key))).toEqual([]);
    }, HEAL_DEADLINE_MS);
    await eventually(() => expect(namesSeenBy(bo)).toEqual([]), GHOST_DEADLINE_MS);
    expect(performance.now() - killedAt).toBeLessThan(GHOST_DEADLINE_MS);
    await a.start();
    const back = await join(a, "crash", "ada");
    await eventually(() => expectSame(back, bo));
  });
});

it("two nodes with a SQLite log each have the same canvas, each in its own log", async () => {
  const [a, b] = [await startNode({ REDIS_URL: redis.url }), await startNode({ REDIS_URL: redis.url })];
  everything.push(a, b);
  await untilRedisIs([a, b], "ok");
  const ada = await join(a, "two-logs", "ada");
  ada.doc.getText("text").insert(0, "written before the other came");
  const bo = await join(b, "two-logs", "bo");
  bo.doc.getMap("nodes").set("from-b", 1);
  ada.doc.getMap("nodes").set("from-a", 2);
  ada.doc.getText("text").delete(0, 8);
  await eventually(() => {
    expectSame(ada, bo);
    expect(bo.doc.getMap("nodes").toJSON()).toEqual({ "from-a": 2, "from-b": 1 });
    expect(bo.doc.getText("text").toJSON()).toBe("before the other came");
  });
  const wanted = bo.doc.getMap("nodes").toJSON();
  ada.close();
  bo.close();
  await a.kill();
  await b.kill();
  await b.start();
  const reader = await join(b, "two-logs", "bo");
  expect(reader.doc.getMap("nodes").toJSON()).toEqual(wanted);
  expect(reader.doc.getText("text").toJSON()).toBe("before the other came");
});
