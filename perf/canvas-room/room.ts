import { setTimeout as wait } from "node:timers/promises";
import { newCanvasId } from "@backlot/shared/canvas/ids";
import { DIALECTS } from "./dialects.ts";
import { createObserver, type Observer, type SamplingWindow } from "./observer.ts";
import { joinRoom, type Peer, type Room } from "./peer.ts";
import { haveConverged, randomClientId, seedRoom } from "./replicas.ts";
import { seedUpdate } from "./room-document.ts";
import { summarizeRoom, takeCounters, type RoomResult } from "./room-result.ts";
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

const OBSERVERS = 8;
/** Of the observers: to decode 10,000 states a second eight times over takes half a core. */
const PRESENCE_READERS = 2;
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
      ? createObserver({
          seed: dialect.keepsDocument ? undefined : seed,
          peers,
          editors,
          window,
          readsPresence: index < PRESENCE_READERS,
        })
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
  const before = takeCounters(plan.serverPid, peers.values(), observers);
  window.fromMs = performance.now();
  await wait(plan.seconds * 1000);
  window.toMs = performance.now();
  const after = takeCounters(plan.serverPid, peers.values(), observers);
  schedule.stop();

  const isDrained = (): boolean =>
    editors.every(
      (editor) =>
        (!dialect.acknowledges || editor.acknowledgedAt.length >= editor.editSentAt.length) &&
        observers.every((observer) => observer.seenEditsOf(editor.clientId) === editor.editSentAt.length),
    );
  const drainUntil = performance.now() + DRAIN_DEADLINE_MS;
  while (!isDrained() && performance.now() < drainUntil) await wait(POLL_MS);
  const hasConverged = await haveConverged(room, observers);

  const result = summarizeRoom({
    plannedPeers: plan.peers,
    before,
    after,
    window,
    peers: [...peers.values()],
    editors,
    observers,
  });
  for (const peer of [seeder, ...peers.values()]) peer?.close();
  return { ...result, hasConverged };
};
