import { percentile } from "../report.ts";
import type { Observer, SamplingWindow } from "./observer.ts";
import type { Peer } from "./peer.ts";
import { cpuSecondsOf, residentMiBOf } from "./process-usage.ts";

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

export interface Counters {
  atMs: number;
  atMicros: number;
  serverCpuSeconds: number;
  generatorCpuSeconds: number;
  serverMiB: number;
  received: ReadonlyMap<Peer, { bytes: number; frames: number }>;
  messages: ReadonlyMap<number, number>;
}

export const takeCounters = (
  serverPid: number,
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

export const summarizeRoom = (run: {
  plannedPeers: number;
  before: Counters;
  after: Counters;
  window: SamplingWindow;
  peers: readonly Peer[];
  editors: readonly Peer[];
  observers: readonly Observer[];
}): Omit<RoomResult, "hasConverged"> => {
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
    lost: peers.filter((peer) => peer.lostWith() !== undefined).length + run.plannedPeers - peers.length,
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
