import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createClient } from "redis";
import { setTimeout as wait } from "node:timers/promises";
import { eventually } from "../../../tests/support/eventually.ts";
import { startRedis, type TestRedis } from "../../../tests/support/start-redis.ts";
import { editAtRandom, expectSame, openTestFanOut, type TestFanOut } from "./fan-outs.test-support.ts";
import { openLossyRedis } from "./lossy-redis.test-support.ts";
import { joinTestRoom, type SharedLog, type TestRoom } from "./plain-room.test-support.ts";

const HEAL_DEADLINE_MS = 5_000;

let redis: TestRedis;
// Several nodes and a real Redis take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

const opened: TestFanOut[] = [];
const open = (logId?: string, url = redis.url): TestFanOut => {
  const fanOut = openTestFanOut(url, logId);
  opened.push(fanOut);
  return fanOut;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ fanOut }) => fanOut.close()));
});

let documents = 0;
const newDocument = (): string => `canvas/${(documents += 1)}`;

const connect = async () => {
  const client = createClient({ socket: { path: redis.url.slice("unix:".length), tls: false } });
  client.on("error", () => undefined);
  return client.connect();
};

const admin = async <T>(act: (client: Awaited<ReturnType<typeof connect>>) => Promise<T>): Promise<T> => {
  const client = await connect();
  try {
    return await act(client);
  } finally {
    client.destroy();
  }
};

/** Every room has heard of every other one. */
const untilMet = (rooms: readonly TestRoom[]): Promise<void> =>
  eventually(async () => {
    for (const [index, room] of rooms.entries()) room.setPresence(index + 1, { met: index });
    await wait(5);
    for (const room of rooms) expect(room.seen()).toHaveLength(rooms.length - 1);
  });

describe("nodes with one log", () => {
  it("pass each edit on once and as it is, and presence with it", async () => {
    const nodes = [open(), open(), open()];
    await eventually(() => expect(nodes.map(({ fanOut }) => fanOut.state())).toEqual(["ok", "ok", "ok"]));
    const log: SharedLog = { commits: [] };
    const document = newDocument();
    const rooms = nodes.map(({ fanOut }) => joinTestRoom(fanOut, document, log));
    const [first, second, third] = rooms as [TestRoom, TestRoom, TestRoom];
    await untilMet(rooms);
    first.doc.getMap("map").set("a", 1);
    second.setPresence(2, { cursor: [1, 2] });
    await eventually(() => {
      expectSame(rooms);
      expect(third.doc.getMap("map").get("a")).toBe(1);
      expect(first.seen()).toContain('{"cursor":[1,2]}');
    });
    await eventually(async () => {
      expect(await nodes[0]?.count("published_total", "changes")).toBe(first.publishes);
    });
    const [{ commit, update }] = log.commits as [SharedLog["commits"][number]];
    expect(third.received).toContainEqual({ bytes: update.length, isLogged: true, commit });
    second.setPresence(2, null);
    await eventually(() => expect(first.seen()).toEqual(['{"met":2}']));
  });

  it("heal what Redis loses without a word, deletions included, with no further edit", async () => {
    const proxies = await Promise.all([1, 2, 3].map(() => openLossyRedis(redis.url)));
    const nodes = proxies.map(({ url }) => open("shared", url));
    const document = newDocument();
    const log: SharedLog = { commits: [] };
    const rooms = nodes.map(({ fanOut }) => joinTestRoom(fanOut, document, log));
    // Else the log alone would heal the documents, and this is about the states that nodes send each other.
    for (const room of rooms) room.catchUp = () => undefined;
    await untilMet(rooms);
    for (const proxy of proxies) proxy.shouldLose = () => Math.random() < 0.4;
    for (let round = 0; round < 60; round++) {
      for (const [index, room] of rooms.entries()) {
        editAtRandom(room.doc);
        room.setPresence(index + 1, { round });
      }
      await wait(3);
    }
    for (const room of rooms) room.doc.getText("text").delete(0, room.doc.getText("text").length);
    rooms[0]?.setPresence(1, null);
    for (const proxy of proxies) proxy.shouldLose = () => false;
    await eventually(() => {
      expectSame(rooms);
      expect(rooms[1]?.seen()).toEqual(['{"round":59}']);
      expect(rooms[2]?.seen()).toEqual(['{"round":59}']);
    }, HEAL_DEADLINE_MS);
    for (const { lost } of proxies) expect(lost).toBeGreaterThan(20);
    expect(await nodes[0]?.count("gaps_total")).toBeGreaterThan(0);
    expect(await nodes[0]?.count("heals_total")).toBeGreaterThan(0);
    await Promise.all(nodes.map(({ fanOut }) => fanOut.close()));
    await Promise.all(proxies.map((proxy) => proxy.close()));
  });

  it("read the log and ask for who is there when the last change of a node never came", async () => {
    const proxy = await openLossyRedis(redis.url);
    const log: SharedLog = { commits: [] };
    const document = newDocument();
    const [writer, reader] = [
      joinTestRoom(open().fanOut, document, log),
      joinTestRoom(open("shared", proxy.url).fanOut, document, log),
    ];
    await untilMet([writer, reader]);
    proxy.shouldLose = () => true;
    writer.doc.getMap("map").set("lost", true);
    writer.setPresence(1, null);
    await eventually(() => expect(proxy.lost).toBeGreaterThan(1));
    expect(reader.seen()).toHaveLength(1);
    proxy.shouldLose = () => false;
    await eventually(() => expect(reader.catchUps).toBeGreaterThan(0), HEAL_DEADLINE_MS);
    expect(reader.doc.getMap("map").get("lost")).toBe(true);
    await eventually(() => expect(reader.seen()).toEqual([]), HEAL_DEADLINE_MS);
    await proxy.close();
  });
});

describe("nodes with logs of their own", () => {
  it("exchange all they have when they meet, both ways, and log what comes", async () => {
    const document = newDocument();
    const first = joinTestRoom(open("one").fanOut, document);
    first.doc.getText("text").insert(0, "first");
    first.doc.getMap("map").set("large", "x".repeat(3_000_000));
    first.setPresence(1, { name: "Ada" });
    const second = joinTestRoom(open("two").fanOut, document);
    second.doc.getText("text").insert(0, "second");
    second.setPresence(2, { name: "Bo" });
    await eventually(() => {
      expect(first.doc.getText("text").length).toBe(11);
      expect(second.seen()).toEqual(['{"name":"Ada"}']);
      expect(first.seen()).toEqual(['{"name":"Bo"}']);
      expectSame([first, second]);
    });
    expect(second.received.every(({ isLogged }) => !isLogged)).toBe(true);
    expect(first.catchUps + second.catchUps).toBe(0);
  });

  it("converge after random edits and random deaths of their connections", async () => {
    const nodes = [open("one"), open("two"), open("three")];
    const document = newDocument();
    const rooms = nodes.map(({ fanOut }) => joinTestRoom(fanOut, document));
    await untilMet(rooms);
    await admin(async (client) => {
      for (let round = 0; round < 60; round++) {
        for (const room of rooms) editAtRandom(room.doc);
        if (round % 20 === 5) await client.sendCommand(["CLIENT", "KILL", "TYPE", "pubsub"]);
        if (round % 20 === 15)
          await client.sendCommand(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
        if (round % 20 === 18) await client.flushAll();
        await wait(10);
      }
    });
    for (const room of rooms) room.doc.getText("text").delete(0, room.doc.getText("text").length);
    await eventually(() => expectSame(rooms), HEAL_DEADLINE_MS);
    for (const node of nodes) {
      expect(await node.count("reconnects_total")).toBeGreaterThan(2);
      expect(await node.count("connections")).toBe(2);
    }
  });
});

describe("joining and leaving", () => {
  it("subscribes once per document and leaves nothing behind, however quickly rooms come and go", async () => {
    const node = open();
    const other = open();
    const document = newDocument();
    const witness = joinTestRoom(other.fanOut, document);
    await eventually(() => expect(node.fanOut.state()).toBe("ok"));
    for (let cycle = 0; cycle < 100; cycle++) {
      const room = joinTestRoom(node.fanOut, document);
      room.setPresence(1, { cycle });
      if (cycle % 3 === 0) await wait(0);
      room.channel.leave();
      room.channel.leave();
    }
    const subscribers = () =>
      admin(async (client) => (await client.pubSubNumSub([`backlot:sync:{${document}}`])) as object);
    await eventually(async () => expect(Object.values(await subscribers())).toEqual([1]));
    expect(await node.count("subscriptions")).toBe(0);
    await eventually(() => expect(witness.seen()).toEqual([]));
    const last = joinTestRoom(node.fanOut, document);
    await untilMet([witness, last]);
  });

  it("serves a room that closes and one that opens for the same document side by side", async () => {
    const node = open();
    const document = newDocument();
    const witness = joinTestRoom(open().fanOut, document);
    const closing = joinTestRoom(node.fanOut, document);
    await untilMet([witness, closing]);
    const opening = joinTestRoom(node.fanOut, document);
    closing.channel.leave();
    witness.doc.getMap("map").set("a", 1);
    await eventually(() => expect(opening.doc.getMap("map").get("a")).toBe(1));
    opening.doc.getMap("map").set("b", 2);
    await eventually(() => expect(witness.doc.getMap("map").get("b")).toBe(2));
    expect(await node.count("subscriptions")).toBe(1);
  });
});

it("ignores and counts junk from Redis, says so in few lines, and goes on", async () => {
  const node = open();
  const document = newDocument();
  const rooms = [joinTestRoom(node.fanOut, document), joinTestRoom(open().fanOut, document)];
  await untilMet(rooms);
  const genuine: Buffer[] = [];
  const channel = `backlot:sync:{${document}}`;
  const listener = await connect();
  await listener.subscribe(channel, (message: Buffer) => void genuine.push(message), true);
  for (let edit = 0; edit < 20; edit++) editAtRandom((rooms[edit % 2] as TestRoom).doc);
  rooms[0]?.setPresence(1, { name: "Ada" });
  await eventually(() => expect(genuine.length).toBeGreaterThan(10));
  listener.destroy();

  const mutate = (message: Buffer): Buffer => {
    const copy = Buffer.from(message);
    for (let flips = 1 + Math.floor(Math.random() * 4); flips > 0; flips--) {
      copy[Math.floor(Math.random() * copy.length)] = Math.floor(Math.random() * 256);
    }
    return Math.random() < 0.3 ? copy.subarray(0, Math.floor(Math.random() * copy.length)) : copy;
  };
  await admin(async (client) => {
    await client.publish(channel, "a string");
    await client.publish(channel, "");
    await client.publish(channel, Buffer.of(7, 0, 0));
    for (let round = 0; round < 1_000 / genuine.length; round++) {
      await Promise.all(genuine.map((message) => client.publish(channel, mutate(message))));
    }
  });
  await eventually(async () => {
    expect(await node.count("junk_total", "version")).toBeGreaterThanOrEqual(3);
    expect(await node.count("junk_total", "malformed")).toBeGreaterThan(20);
  });
  expect(node.logLines.filter((line) => line.includes("fan-out-junk")).length).toBeLessThan(10);
  expect(node.fanOut.state()).toBe("ok");
  // The rooms here check no update, so the clocks of the old client ids may be spoilt; who may extend them is the room's affair.
  const writer = rooms[1] as TestRoom;
  writer.doc.clientID = 4_000_000_000;
  writer.doc.getMap("map").set("after", true);
  await eventually(() => expect(rooms[0]?.doc.getMap("map").get("after")).toBe(true));
});
