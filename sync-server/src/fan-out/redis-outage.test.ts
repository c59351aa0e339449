import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createClient } from "redis";
import { setTimeout as wait } from "node:timers/promises";
import { eventually } from "../../../tests/support/eventually.ts";
import { startStopwatch } from "../../../tests/support/own-time.ts";
import { startRedis, type TestRedis } from "../../../tests/support/start-redis.ts";
import { editAtRandom, expectSame, openTestFanOut, type TestFanOut } from "./fan-outs.test-support.ts";
import { joinTestRoom, type TestRoom } from "./plain-room.test-support.ts";

const HEAL_DEADLINE_MS = 5_000;
/** How long Redis is away; 120000 for the long form. */
const ABSENCE_MS = Number(process.env.FAN_OUT_ABSENCE_MS ?? 2_500);
vi.setConfig({ testTimeout: ABSENCE_MS + 30_000 });

let redis: TestRedis;
let nodes: TestFanOut[];
let rooms: [TestRoom, TestRoom];

const join = (): void => {
  nodes = ["one", "two"].map((logId) => openTestFanOut(redis.url, logId));
  rooms = nodes.map(({ fanOut }) => joinTestRoom(fanOut, "canvas/outage")) as [TestRoom, TestRoom];
};
const states = (): string[] => nodes.map(({ fanOut }) => fanOut.state());

beforeEach(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  await Promise.all(nodes.map(({ fanOut }) => fanOut.close()));
  await redis.stop();
});

const editBoth = async (forMs: number): Promise<void> => {
  for (const end = performance.now() + forMs; performance.now() < end; await wait(20)) {
    for (const room of rooms) editAtRandom(room.doc);
  }
  for (const room of rooms) room.doc.getText("text").delete(0, room.doc.getText("text").length);
};

const untilHealed = (): Promise<void> =>
  eventually(() => {
    expectSame(rooms);
    expect(states()).toEqual(["ok", "ok"]);
    expect(rooms.map((room) => room.seen())).toEqual([['{"name":"Bo"}'], ['{"name":"Ada"}']]);
  }, HEAL_DEADLINE_MS);

const enter = (): void => {
  rooms[0].setPresence(1, { name: "Ada" });
  rooms[1].setPresence(2, { name: "Bo" });
};

it("goes on alone while Redis is killed, and exchanges everything when it is back", async () => {
  join();
  enter();
  await untilHealed();
  await redis.kill();
  await eventually(() => expect(states()).toEqual(["degraded", "degraded"]));
  await editBoth(ABSENCE_MS);
  expect(await nodes[0]?.count("dropped_total")).toBeGreaterThan(10);
  await redis.start();
  await untilHealed();
  const warnings = nodes[0]?.logLines.filter((line) => line.includes("fan-out-gone"));
  expect(warnings).toHaveLength(1);
});

it("starts without Redis and joins in when it comes", async () => {
  await redis.kill();
  join();
  enter();
  await editBoth(300);
  expect(states()).toEqual(["degraded", "degraded"]);
  await redis.start();
  await untilHealed();
});

it("notices a Redis that accepts and never answers, keeps little waiting for it, and heals when it thaws", async () => {
  join();
  enter();
  await untilHealed();
  const client = createClient({ socket: { path: redis.url.slice("unix:".length), tls: false } });
  await client.connect();
  const pid = Number(/process_id:(\d+)/.exec(await client.info("server"))?.[1]);
  client.destroy();
  process.kill(pid, "SIGSTOP");
  try {
    const large = { updates: [new Uint8Array(1_000_000)], commit: undefined, presence: [] };
    const readMs = startStopwatch();
    for (let edit = 0; edit < 40; edit++) rooms[0].channel.publish(large);
    expect(readMs()).toBeLessThan(1_000);
    await eventually(async () => expect(await nodes[0]?.count("dropped_total")).toBeGreaterThan(20));
    await eventually(() => expect(states()).toEqual(["degraded", "degraded"]));
    await editBoth(1_000);
  } finally {
    process.kill(pid, "SIGCONT");
  }
  await untilHealed();
});

it("drops the presence of a node that falls silent in less than ten seconds", async () => {
  join();
  enter();
  await untilHealed();
  await redis.kill();
  await eventually(() => expect(rooms.map((room) => room.seen())).toEqual([[], []]), 10_000);
});
