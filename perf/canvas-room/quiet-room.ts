import { setTimeout as wait } from "node:timers/promises";
import { newCanvasId } from "@backlot/shared/canvas/ids";
import { percentile } from "../report.ts";
import { DIALECTS } from "./dialects.ts";
import { createObserver, type Observer } from "./observer.ts";
import { joinRoom, type Peer, type Room } from "./peer.ts";
import { randomClientId, seedRoom } from "./replicas.ts";
import { seedUpdate } from "./room-document.ts";

export interface QuietPlan {
  readonly port: number;
  readonly dialect: keyof typeof DIALECTS;
  readonly secret: string;
  readonly edits: number;
}

export interface QuietResult {
  editP50Ms: number;
  editP99Ms: number;
  ackP50Ms: number;
  ackP99Ms: number;
}

const JOIN_DEADLINE_MS = 10_000;
const WARM_UP_EDITS = 20;
const SHORTEST_PAUSE_MS = 40;
const LONGEST_PAUSE_MS = 120;

/** One person edits, two watch, nothing else happens: how long an edit takes when nobody is in its way. */
export const runQuietRoom = async (plan: QuietPlan): Promise<QuietResult> => {
  const room: Room = {
    port: plan.port,
    secret: plan.secret,
    canvasId: newCanvasId(),
    dialect: DIALECTS[plan.dialect],
  };
  const seed = seedUpdate();
  const seeder = await seedRoom(room, seed);
  const editors: Peer[] = [];
  const window = { fromMs: Infinity, toMs: Infinity };
  const join = async (index: number, observer: Observer | undefined): Promise<Peer> => {
    const options = {
      index,
      clientId: randomClientId(),
      wantsDelta: false,
      seed: observer ? undefined : seed,
      hear: observer?.hear,
    };
    return joinRoom(room, options, JOIN_DEADLINE_MS);
  };
  const observers = [1, 2].map(() => createObserver({ editors, window }));
  const editor = await join(0, undefined);
  editors.push(editor);
  const watchers = await Promise.all(observers.map((observer, i) => join(i + 1, observer)));

  for (let i = 0; i < WARM_UP_EDITS + plan.edits; i++) {
    await wait(SHORTEST_PAUSE_MS + Math.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS));
    if (i === WARM_UP_EDITS) window.fromMs = performance.now();
    editor.edit();
  }
  await wait(LONGEST_PAUSE_MS);
  for (const peer of [seeder, editor, ...watchers]) peer?.close();

  const latencies = observers.flatMap(({ editLatenciesMs }) => editLatenciesMs);
  if (latencies.length !== plan.edits * observers.length)
    throw new Error(`${latencies.length} arrivals of ${plan.edits} edits at ${observers.length} observers`);
  const acknowledgements = editor.acknowledgedAt
    .map((at, i) => at - (editor.editSentAt[i] ?? at))
    .slice(WARM_UP_EDITS);
  return {
    editP50Ms: percentile(latencies, 50),
    editP99Ms: percentile(latencies, 99),
    ackP50Ms: percentile(acknowledgements, 50),
    ackP99Ms: percentile(acknowledgements, 99),
  };
};
