import { setTimeout as wait } from "node:timers/promises";
import { newCanvasId } from "@backlot/shared/canvas/ids";
import * as Y from "yjs";
import { percentile } from "../report.ts";
import { DIALECTS } from "./dialects.ts";
import { createObserver, type Observer, type SamplingWindow } from "./observer.ts";
import { joinRoom, type Peer, type Room } from "./peer.ts";
import { cpuSecondsOf, residentMiBOf } from "./process-usage.ts";
import { readRoom, seedUpdate } from "./room-document.ts";
import { keepSending } from "./send-schedule.ts";

export interface RoomPlan {
  readonly port: number;
  readonly serverPid: number;
  readonly dialect: keyof typeof DIALECTS;
  /** Signs the tokens. */
  readonly secret: string;
  readonly peers: number;
  /** 0–1 */
  readonly editorShare: number;
  readonly editsPerSecond: number;
  readonly presencePerSecond: number;
  /** 0–1 */
  readonly deltaShare: number;
  /** Between the last join and the part that is measured. */
  readonly settleSeconds: number;
  readonly seconds: number;
}

export interface RoomResult {
  joined: number;
  joinP95Ms: number;
  editP50Ms: number;
  editP99Ms: number;
  presenceP50Ms: number;
  presenceP99Ms: number;
  ackP50Ms: number;
  ackP95Ms: number;
  /** Of a core, over the steady part. */
  serverCpu: number;
  generatorCpu: number;
  serverMiB: number;
  edits: number;
  bytesPerEdit: number;
  /** Arrivals of edits at observers of those that should be: 1 = all. */
  delivered: number;
  acknowledged: number;
  refused: number;
  /** Connections that ended by themselves. */
  lost: number;
  hasConverged: boolean;
  /** Per peer and second on the wire; undefined = no such peer. */
  stockBytes: number | undefined;
  deltaBytes: number | undefined;
  framesPerPeer: number;
  /** Messages of one observer per second, by type. */
  messagesPerSecond: Record<string, number>;
  /** Steady part on the clock that a CPU profile uses. */
  steadyMicros: [from: number, to: number];
}

const OBSERVERS = 8;
const JOINS_PER_SECOND = 200;
const JOIN_DEADLINE_MS = 30_000;
const DRAIN_DEADLINE_MS = 15_000;
const POLL_MS = 20;

/** The whole life of a room: seed, join, work, drain, compare. */
export const runRoom = async (plan: RoomPlan): Promise<RoomResult> => {
  const dialect = DIALECTS[plan.dialect];
  const room: Room = { port: plan.port, secret: plan.secret, canvasId: newCanvasId(), dialect };
  const seed = seedUpdate();
  const window: SamplingWindow = { fromMs: Infinity, toMs: Infinity };
  const peers = new Map<number, Peer>();
  const editors: Peer[] = [];
  const observers: Observer[] = [];

  const seeder = await seedRoom(room, seed);
  const schedule = keepSending();
  const editorCount = Math.round(plan.peers * plan.editorShare);
  const joinPeer = async (index: number): Promise<void> => {
    // Observers come first: a bare relay tells nobody what was before.
    const isObserver = index < OBSERVERS;
    const isEditor = !isObserver && index < OBSERVERS + editorCount;
    const observer = isObserver
      ? createObserver(dialect.keepsDocument ? undefined : seed, peers, editors, window)
      : undefined;
    const peer = await joinRoom(
      room,
      {
        index,
        clientId: randomClientId(),
        wantsDelta: Math.floor((index + 1) * plan.deltaShare) > Math.floor(index * plan.deltaShare),
        seed: isEditor ? seed : undefined,
        hear: observer?.hear,
      },
      JOIN_DEADLINE_MS,
    );
    peers.set(peer.clientId, peer);
    if (observer) observers.push(observer);
    schedule.add(1000 / plan.presencePerSecond, () => peer.sendPresence());
    if (!isEditor) return;
    editors.push(peer);
    schedule.add(1000 / plan.editsPerSecond, () => peer.edit());
  };
  const joins: Promise<void>[] = [];
  for (let index = 0; index < plan.peers; index++) {
    joins.push(joinPeer(index).catch(() => undefined));
    await wait(1000 / JOINS_PER_SECOND);
  }
  await Promise.all(joins);

  await wait(plan.settleSeconds * 1000);
  const before = takeCounters(plan, peers.values(), observers);
  window.fromMs = performance.now();
  await wait(plan.seconds * 1000);
  window.toMs = performance.now();
  const after = takeCounters(plan, peers.values(), observers);
  schedule.stop();

  const isDrained = (): boolean =>
    editors.every(
      (editor) =>
        (!dialect.acknowledges || editor.acknowledgedAt.length >= editor.editSentAt.length) &&
        observers.every((observer) => observer.seenEditsOf(editor.clientId) === editor.editSentAt.length),
    );
  const drainUntil = performance.now() + DRAIN_DEADLINE_MS;
  while (!isDrained() && performance.now() < drainUntil) await wait(POLL_MS);
  const hasConverged = await compareReplicas(room, observers);

  const result = summarize(plan, { before, after, window, peers: [...peers.values()], editors, observers });
  for (const peer of [seeder, ...peers.values()]) peer?.close();
  return { ...result, hasConverged };
};

/** Keeps its connection: a server without a store forgets a document that nobody has open. */
export const seedRoom = async (room: Room, seed: Uint8Array): Promise<Peer | undefined> => {
  if (!room.dialect.keepsDocument) return undefined;
  const options = { index: 9_999, clientId: randomClientId(), wantsDelta: false };
  const seeder = await joinRoom(room, options, JOIN_DEADLINE_MS);
  seeder.sendUpdate(seed);
  const expected = new Y.Doc();
  Y.applyUpdate(expected, seed);
  const deadline = performance.now() + JOIN_DEADLINE_MS;
  while (readRoom(await readFresh(room)) !== readRoom(expected)) {
    if (performance.now() > deadline) throw new Error("The room could not be seeded");
    await wait(POLL_MS);
  }
  return seeder;
};

/** The document as a newcomer gets it. */
const readFresh = async (room: Room): Promise<Y.Doc> => {
  const newcomer = createObserver(undefined, new Map(), [], { fromMs: Infinity, toMs: Infinity });
  const options = { index: 9_998, clientId: randomClientId(), wantsDelta: false, hear: newcomer.hear };
  (await joinRoom(room, options, JOIN_DEADLINE_MS)).close();
  return newcomer.doc;
};

const compareReplicas = async (room: Room, observers: readonly Observer[]): Promise<boolean> => {
  const docs = observers.slice(0, 2).map(({ doc }) => doc);
  if (room.dialect.keepsDocument) {
    const fresh = await readFresh(room).catch(() => undefined);
    if (!fresh) return false;
    docs.push(fresh);
  }
  return new Set(docs.map(readRoom)).size === 1;
};

export const randomClientId = (): number => 2 ** 30 + Math.floor(Math.random() * 2 ** 31);

interface Counters {
  atMs: number;
  atMicros: number;
  serverCpuSeconds: number;
  generatorCpuSeconds: number;
  serverMiB: number;
  received: ReadonlyMap<Peer, { bytes: number; frames: number }>;
  messages: ReadonlyMap<number, number>;
}

const takeCounters = (
  { serverPid }: RoomPlan,
  peers: Iterable<Peer>,
  observers: readonly Observer[],
): Counters => ({
  atMs: performance.now(),
  atMicros: Number(process.hrtime.bigint() / 1000n),
  serverCpuSeconds: cpuSecondsOf(serverPid),
  generatorCpuSeconds: cpuSecondsOf(process.pid),
  serverMiB: residentMiBOf(serverPid),
  received: new Map(Array.from(peers, (peer) => [peer, { ...peer.wire.received }])),
  messages: new Map(observers[0]?.messagesByType),
});

const summarize = (
  plan: RoomPlan,
  run: {
    before: Counters;
    after: Counters;
    window: SamplingWindow;
    peers: readonly Peer[];
    editors: readonly Peer[];
    observers: readonly Observer[];
  },
): Omit<RoomResult, "hasConverged"> => {
  const { before, after, window, peers, editors, observers } = run;
  const seconds = (after.atMs - before.atMs) / 1000;
  const rateOf = (some: readonly Peer[], what: "bytes" | "frames"): number | undefined =>
    some.length === 0
      ? undefined
      : some.reduce(
          (sum, peer) =>
            sum + (after.received.get(peer)?.[what] ?? 0) - (before.received.get(peer)?.[what] ?? 0),
          0,
        ) /
        some.length /
        seconds;
  const edits = sumOf(editors, ({ editSentAt }) => editSentAt.length);
  const arrivals = sumOf(observers, (observer) =>
    sumOf(editors, ({ clientId }) => observer.seenEditsOf(clientId)),
  );
  const editLatencies = observers.flatMap(({ editLatenciesMs }) => editLatenciesMs);
  const presenceLatencies = observers.flatMap(({ presenceLatenciesMs }) => presenceLatenciesMs);
  const acknowledgements = editors.flatMap(({ editSentAt, acknowledgedAt }) =>
    acknowledgedAt.flatMap((at, i) => {
      const sentAt = editSentAt[i] ?? Infinity;
      return sentAt >= window.fromMs && sentAt < window.toMs ? [at - sentAt] : [];
    }),
  );
  return {
    joined: peers.length,
    joinP95Ms: percentile(
      peers.map(({ joinedMs }) => joinedMs),
      95,
    ),
    editP50Ms: percentile(editLatencies, 50),
    editP99Ms: percentile(editLatencies, 99),
    presenceP50Ms: percentile(presenceLatencies, 50),
    presenceP99Ms: percentile(presenceLatencies, 99),
    ackP50Ms: percentile(acknowledgements, 50),
    ackP95Ms: percentile(acknowledgements, 95),
    serverCpu: (after.serverCpuSeconds - before.serverCpuSeconds) / seconds,
    generatorCpu: (after.generatorCpuSeconds - before.generatorCpuSeconds) / seconds,
    serverMiB: after.serverMiB,
    edits,
    bytesPerEdit: sumOf(editors, (editor) => editor.editBytes()) / edits,
    delivered: arrivals / (edits * observers.length),
    acknowledged: sumOf(editors, ({ acknowledgedAt }) => acknowledgedAt.length),
    refused: sumOf(editors, (editor) => editor.refusedCount()),
    lost: peers.filter((peer) => peer.lostWith() !== undefined).length + plan.peers - peers.length,
    stockBytes: rateOf(
      peers.filter(({ speaksDelta }) => !speaksDelta),
      "bytes",
    ),
    deltaBytes: rateOf(
      peers.filter(({ speaksDelta }) => speaksDelta),
      "bytes",
    ),
    framesPerPeer: rateOf(peers, "frames") ?? 0,
    messagesPerSecond: Object.fromEntries(
      Array.from(after.messages, ([type, count]) => [
        type,
        (count - (before.messages.get(type) ?? 0)) / seconds,
      ]),
    ),
    steadyMicros: [before.atMicros, after.atMicros],
  };
};

const sumOf = <T>(items: readonly T[], valueOf: (item: T) => number): number =>
  items.reduce((sum, item) => sum + valueOf(item), 0);
