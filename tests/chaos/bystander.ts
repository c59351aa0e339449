/**
 * A thread with an honest writer, an honest reader and a look at the server's health, so that the attack's own work does
 * not stand in its measurements. `workerData`: port and canvas. Says its client id after a calm while; on any message it
 * stops and answers.
 */
import { parentPort, workerData } from "node:worker_threads";
import { setTimeout as wait } from "node:timers/promises";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { openRawPeer } from "../support/raw-peer.ts";
import { signTestToken } from "../support/start-sync.ts";

const EDIT_INTERVAL_MS = 25;
const HEALTH_INTERVAL_MS = 50;
const DELIVERY_DEADLINE_MS = 10_000;
const CALM_MS = 1_500;

export interface BystanderReport {
  clientId: number;
  edits: number;
  /** From the edit to its appearance at the other honest peer. */
  deliveryMs: number[];
  /** The same before anybody attacked. */
  calmDeliveryMs: number[];
  acknowledgedMs: number[];
  healthMs: number[];
  rssBytes: number[];
  problems: string[];
}

const { port, canvasId } = workerData as { port: number; canvasId: string };

const readRss = async (): Promise<number> => {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (.+)$/m.exec(metrics)?.[1]);
};

const open = async (actorId: string, role: "editor" | "viewer") =>
  openRawPeer(
    `ws://127.0.0.1:${port}/sync`,
    await signTestToken(canvasId, { actorId, role }),
    documentNameOf("canvas", canvasId),
  );
const writer = await open("ada", "editor");
const reader = await open("ben", "viewer");
await Promise.all([writer.synced, reader.synced]);

const report: BystanderReport = {
  clientId: writer.doc.clientID,
  edits: 0,
  deliveryMs: [],
  calmDeliveryMs: [],
  acknowledgedMs: [],
  healthMs: [],
  rssBytes: [],
  problems: [],
};
let isStopping = false;
let isCalm = true;
for (const [name, peer] of Object.entries({ writer, reader }))
  void peer.closed.then(({ code }) => {
    if (!isStopping) report.problems.push(`the ${name} was closed with ${code}`);
  });

const sentAt = new Map<string, number>();
reader.doc.getMap("bystander").observe((event) => {
  for (const key of event.keysChanged) {
    const at = sentAt.get(String(key));
    if (at === undefined) continue;
    (isCalm ? report.calmDeliveryMs : report.deliveryMs).push(performance.now() - at);
    sentAt.delete(String(key));
  }
});
const edit = async (): Promise<void> => {
  const key = `e${report.edits++}`;
  const at = performance.now();
  sentAt.set(key, at);
  await writer.write((doc) => doc.getMap("bystander").set(key, 1));
  report.acknowledgedMs.push(performance.now() - at);
};
const say = (error: unknown): void => void report.problems.push(String(error));

const editing = (async () => {
  const open = new Set<Promise<void>>();
  while (!isStopping) {
    const one = edit().catch(say);
    open.add(one);
    void one.then(() => open.delete(one));
    await wait(EDIT_INTERVAL_MS);
  }
  await Promise.all(open);
})();
const looking = (async () => {
  for (let count = 0; !isStopping; count++) {
    const at = performance.now();
    try {
      await (await fetch(`http://127.0.0.1:${port}/healthz`)).text();
      report.healthMs.push(performance.now() - at);
      if (count % 10 === 0) report.rssBytes.push(await readRss());
    } catch (error) {
      say(error);
    }
    await wait(HEALTH_INTERVAL_MS);
  }
})();

parentPort?.on("message", () => {
  isStopping = true;
  void Promise.all([editing, looking]).then(async () => {
    const deadline = performance.now() + DELIVERY_DEADLINE_MS;
    while (sentAt.size > 0 && performance.now() < deadline) await wait(10);
    if (sentAt.size > 0) report.problems.push(`${sentAt.size} edits never arrived`);
    writer.close();
    reader.close();
    parentPort?.postMessage(report);
    parentPort?.close();
  });
});
await wait(CALM_MS);
isCalm = false;
parentPort?.postMessage({ clientId: writer.doc.clientID });
