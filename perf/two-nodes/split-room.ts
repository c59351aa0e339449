import { setTimeout as wait } from "node:timers/promises";
import { newCanvasId } from "@backlot/shared/canvas/ids";
import { DIALECTS } from "../canvas-room/dialects.ts";
import { createObserver, type Observer, type SamplingWindow } from "../canvas-room/observer.ts";
import { joinRoom, type Peer, type Room } from "../canvas-room/peer.ts";
import { cpuSecondsOf } from "../canvas-room/process-usage.ts";
import { haveConverged, randomClientId, seedRoom } from "../canvas-room/replicas.ts";
import { seedUpdate } from "../canvas-room/room-document.ts";
import { keepSending } from "../canvas-room/send-schedule.ts";
import { percentile } from "../report.ts";
import { watchRedis } from "./redis-usage.ts";

export interface SplitRoomPlan {
  readonly ports: readonly [number, number];
  readonly pids: readonly [number, number];
  readonly redisPath: string;
  readonly secret: string;
  /** Half of them at each node. */
  readonly peers: number;
  readonly seconds: number;
  /** One editor, nobody's presence, one edit at a time; `seconds` long. */
  readonly isQuiet: boolean;
}

/** Latencies are of what crosses from one node to the other. */
export interface SplitRoomResult {
  editP50Ms: number;
  editP95Ms: number;
  editP99Ms: number;
  presenceP50Ms: number;
  presenceP99Ms: number;
  /** Of a core, both nodes together, over the steady part. */
  nodesCpu: number;
  redisCpu: number;
  generatorCpu: number;
  editsPerSecond: number;
  publishesPerEdit: number;
  publishesPerSecond: number;
  redisKibibytesPerSecond: number;
  /** Arrivals of edits at observers of the other node, of those that should be: 1 = all. */
  delivered: number;
  hasConverged: boolean;
  lost: number;
}

const EDITOR_SHARE = 0.1;
const EDITS_PER_SECOND = 20;
const QUIET_EDITS_PER_SECOND = 10;
const PRESENCE_PER_SECOND = 10;
const OBSERVERS_PER_NODE = 4;
/** Of the observers, one at each node: decoding what everyone shows is most of a generator's work. */
const PRESENCE_READERS = 2;
const JOINS_PER_SECOND = 100;
const JOIN_DEADLINE_MS = 30_000;
const SETTLE_MS = 2_000;
const DRAIN_DEADLINE_MS = 15_000;
const POLL_MS = 20;

/** The canvas room with its people split over two nodes. */
export const runSplitRoom = async (plan: SplitRoomPlan): Promise<SplitRoomResult> => {
  const canvasId = newCanvasId();
  const rooms = plan.ports.map((port): Room => {
    return { port, secret: plan.secret, canvasId, dialect: DIALECTS.hocuspocus };
  });
  const seed = seedUpdate();
  const window: SamplingWindow = { fromMs: Infinity, toMs: Infinity };
  // By node; observers sample what the other node's people do.
  const people = [new Map<number, Peer>(), new Map<number, Peer>()] as const;
  const editors: readonly [Peer[], Peer[]] = [[], []];
  const observers: readonly [Observer[], Observer[]] = [[], []];
  const editorCount = plan.isQuiet ? 1 : Math.round(plan.peers * EDITOR_SHARE);
  const redis = await watchRedis(plan.redisPath);
  const seeder = await seedRoom(rooms[0] as Room, seed);
  const schedule = keepSending();

  const joinPeer = async (index: number): Promise<void> => {
    const at = index % 2 === 0 ? 0 : 1;
    const other = at === 0 ? 1 : 0;
    const isObserver = index < 2 * OBSERVERS_PER_NODE;
    const isEditor = !isObserver && index < 2 * OBSERVERS_PER_NODE + editorCount;
    const observer = isObserver
      ? createObserver({
          peers: people[other],
          editors: editors[other],
          window,
          readsPresence: index < PRESENCE_READERS,
        })
      : undefined;
    const peer = await joinRoom(
      rooms[at] as Room,
      {
        index,
        clientId: randomClientId(),
        wantsDelta: false,
        seed: isEditor ? seed : undefined,
        hear: observer?.hear,
      },
      JOIN_DEADLINE_MS,
    );
    people[at].set(peer.clientId, peer);
    if (observer) observers[at].push(observer);
    if (!plan.isQuiet) schedule.add(1000 / PRESENCE_PER_SECOND, () => peer.sendPresence());
    if (!isEditor) return;
    editors[at].push(peer);
    schedule.add(1000 / (plan.isQuiet ? QUIET_EDITS_PER_SECOND : EDITS_PER_SECOND), () => peer.edit());
  };
  const joins: Promise<void>[] = [];
  for (let index = 0; index < plan.peers; index++) {
    joins.push(joinPeer(index).catch(() => undefined));
    await wait(1000 / JOINS_PER_SECOND);
  }
  await Promise.all(joins);
  const everyone = [...people[0].values(), ...people[1].values()];
  const takeCounters = async () => ({
    atMs: performance.now(),
    redis: await redis.usage(),
    nodes: plan.pids.map(cpuSecondsOf).reduce((sum, seconds) => sum + seconds),
    generator: cpuSecondsOf(process.pid),
    edits: [...editors[0], ...editors[1]].reduce((sum, { editSentAt }) => sum + editSentAt.length, 0),
  });

  await wait(SETTLE_MS);
  const before = await takeCounters();
  window.fromMs = performance.now();
  await wait(plan.seconds * 1000);
  window.toMs = performance.now();
  const after = await takeCounters();
  schedule.stop();

  const arrivals = (): { seen: number; expected: number } => {
    let [seen, expected] = [0, 0];
    for (const [at, other] of [
      [0, 1],
      [1, 0],
    ] as const) {
      for (const observer of observers[at]) {
        for (const { clientId, editSentAt } of editors[other]) {
          seen += observer.seenEditsOf(clientId);
          expected += editSentAt.length;
        }
      }
    }
    return { seen, expected };
  };
  const drainUntil = performance.now() + DRAIN_DEADLINE_MS;
  while (arrivals().seen < arrivals().expected && performance.now() < drainUntil) await wait(POLL_MS);
  const { seen, expected } = arrivals();
  const converged = [
    await haveConverged(rooms[0] as Room, [...observers[0].slice(0, 1), ...observers[1].slice(0, 1)]),
    await haveConverged(rooms[1] as Room, [...observers[1].slice(0, 1), ...observers[0].slice(0, 1)]),
  ];
  const lost = everyone.filter((peer) => peer.lostWith() !== undefined).length + plan.peers - everyone.length;
  for (const peer of [seeder, ...everyone]) peer?.close();
  redis.close();

  const all = [...observers[0], ...observers[1]];
  const editLatencies = all.flatMap(({ editLatenciesMs }) => editLatenciesMs);
  const presenceLatencies = all.flatMap(({ presenceLatenciesMs }) => presenceLatenciesMs);
  const seconds = (after.atMs - before.atMs) / 1000;
  const publishes = after.redis.publishes - before.redis.publishes;
  const edits = after.edits - before.edits;
  return {
    editP50Ms: percentile(editLatencies, 50),
    editP95Ms: percentile(editLatencies, 95),
    editP99Ms: percentile(editLatencies, 99),
    presenceP50Ms: percentile(presenceLatencies, 50),
    presenceP99Ms: percentile(presenceLatencies, 99),
    nodesCpu: (after.nodes - before.nodes) / seconds,
    redisCpu: (after.redis.cpuSeconds - before.redis.cpuSeconds) / seconds,
    generatorCpu: (after.generator - before.generator) / seconds,
    editsPerSecond: edits / seconds,
    publishesPerEdit: publishes / edits,
    publishesPerSecond: publishes / seconds,
    redisKibibytesPerSecond: (after.redis.bytes - before.redis.bytes) / 1024 / seconds,
    delivered: seen / expected,
    hasConverged: converged.every(Boolean),
    lost,
  };
};
