import { setTimeout as wait } from "node:timers/promises";
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { createYDoc } from "@backlot/shared/canvas/y-doc";
import { openRawPeer, type RawPeer } from "../support/raw-peer.ts";
import { contentOf, describeDocument, holdSame } from "../support/same-document.ts";
import { signTestToken } from "../support/start-sync.ts";
import { findPassedOn, isSameInCopy, leavesOutNeighbour, newPartOf, wouldChange } from "./fuzz-model.ts";
import { addressOf, onWire, openFuzzSocket, updateFrame, type FuzzTarget, type Wire } from "./fuzz-socket.ts";
import { mutateFrame } from "./mutate-frame.ts";
import { frameAtRandom } from "./random-frame.ts";
import type { SeededRandom } from "./seeded-random.ts";

const DEAF_AFTER_MS = 1_500;
const COME_BACK_DEADLINE_MS = 10_000;
const AUTH = 2;
const CLOSE = 7;

export interface LaneCounts {
  accepted: number;
  duplicates: number;
  held: number;
  harmless: number;
  /** Never sent: the server lets them in knowingly, and Yjs may order them by chance. */
  leftOut: number;
  /** By close code; "deaf" = the session was ended by the frame and the socket stays open. */
  refused: Record<string, number>;
}

/**
 * Sends one mutated frame at a time, each followed by a marker (a small honest update), and keeps a model: the document
 * that the accepted updates alone give. After each frame an observer's document must be the model, with the frame's
 * update or without it: anything else is garbage that got in. A copy of it must be the same document, and an answer
 * "saved" must be true. Returns the model.
 */
export const runFuzzLane = async (parts: {
  port: number;
  wire: Wire;
  canvasId: string;
  random: SeededRandom;
  frames: number;
  otherClients: readonly number[];
  counts: LaneCounts;
}): Promise<Y.Doc> => {
  const { port, wire, canvasId, random, counts } = parts;
  const model = createYDoc();
  const target: FuzzTarget = {
    port,
    wire,
    canvasId,
    token: await signTestToken(canvasId, { actorId: "mallory" }),
  };
  const observer = openRawPeer(
    `ws://127.0.0.1:${port}/sync`,
    await signTestToken(canvasId, { actorId: "watcher", role: "viewer" }),
    addressOf(canvasId),
  );
  await observer.synced;
  const arrivals = watchMarkers(observer);
  let markers = 0;
  let socket = await openFuzzSocket(target);

  const makeMarker = (): { name: string; update: Uint8Array } => {
    const doc = new Y.Doc({ guid: "marker" });
    const name = `m${markers++}`;
    doc.getMap("markers").set(name, 1);
    return { name, update: Y.encodeStateAsUpdate(doc) };
  };
  const comeBack = async (before?: Uint8Array): Promise<void> => {
    const deadline = performance.now() + COME_BACK_DEADLINE_MS;
    for (;;) {
      socket.end();
      socket = await openFuzzSocket(target, before);
      const marker = makeMarker();
      const isThere = arrivals.wait(marker.name);
      socket.send(updateFrame(target, marker.update));
      const seen = await Promise.race([isThere, socket.closed, wait(DEAF_AFTER_MS)]);
      if (seen === "arrived") {
        Y.applyUpdate(model, marker.update);
        await socket.drain();
        return;
      }
      if (performance.now() > deadline)
        throw new Error(`The server does not take an honest update any more (${socket.closeCode ?? "open"})`);
      // Most likely too many connections or messages; such refusals pass.
      await wait(100);
    }
  };

  for (let index = 0; index < parts.frames; index++) {
    const world = {
      address: addressOf(canvasId),
      syncToken: target.token,
      otherClients: parts.otherClients,
      base: model,
    };
    const bytes = mutateFrame(onWire(wire, frameAtRandom(random, world)), random, parts.otherClients);
    const fail = (what: string): never => {
      throw new Error(
        `${what}: frame ${index} of ${canvasId}, ${Buffer.from(bytes).toString("hex").slice(0, 4_000)}`,
      );
    };
    const frame = readFrame(bytes, target);
    if (frame?.update && leavesOutNeighbour(model, frame.update)) {
      counts.leftOut += 1;
      continue;
    }
    const statusesBefore = socket.statuses.length;
    socket.send(bytes);
    const marker = makeMarker();
    const endsSession = frame?.type === AUTH || frame?.type === CLOSE;
    let outcome: unknown;
    if (!endsSession) {
      const isThere = arrivals.wait(marker.name);
      socket.send(updateFrame(target, marker.update));
      outcome = await Promise.race([isThere, socket.closed, wait(DEAF_AFTER_MS)]);
    }
    if (outcome !== "arrived") {
      const code = socket.closeCode ?? (endsSession ? "ended" : "deaf");
      if (code === "deaf") fail("The session went deaf");
      counts.refused[code] = (counts.refused[code] ?? 0) + 1;
      await comeBack().catch((error: unknown) => fail(String(error)));
    } else Y.applyUpdate(model, marker.update);

    if (observer.doc.store.pendingStructs) fail("Passed on without its predecessors");
    const changes = frame?.update !== undefined && wouldChange(model, frame.update);
    let accepted = false;
    if (!holdSame(model, observer.doc)) {
      const own = frame?.update ? [newPartOf(model, frame.update)] : [];
      // What came before a marker that arrived can only be the frame's.
      const passedOn = outcome === "arrived" ? own : findPassedOn(observer.doc, model, own, marker.update);
      for (const update of passedOn ?? []) Y.applyUpdate(model, update);
      if (!holdSame(model, observer.doc))
        fail(`Accepted garbage (${outcome === "arrived" ? "open" : socket.closeCode})`);
      accepted = own.some((update) => passedOn?.includes(update));
    }
    if (accepted && contentOf(model) !== contentOf(observer.doc)) fail("Passed on in another place");
    if (accepted && !isSameInCopy(model)) fail("A copy differs from the document of those who were there");
    if (outcome !== "arrived") continue;
    await socket.drain();
    const statuses = socket.statuses.slice(statusesBefore);
    const saved = statuses.filter((status) => status === 1).length;
    if (accepted || (frame?.update && !changes)) {
      if (wire === "hocuspocus" && saved !== 2) fail(`Saved, and answered with [${statuses.join()}]`);
      counts[accepted ? "accepted" : "duplicates"] += 1;
    } else if (frame?.update) {
      if (wire === "hocuspocus" && saved !== 1) fail(`Not saved, and answered with [${statuses.join()}]`);
      counts.held += 1;
      // What is held would join in later, when something closes its gap.
      await comeBack().catch((error: unknown) => fail(String(error)));
    } else counts.harmless += 1;
  }

  socket.end();
  observer.close();
  if (describeDocument(model) !== describeDocument(observer.doc))
    throw new Error(`${canvasId}: what was passed on differs from what was accepted`);
  return model;
};

/** What the frame says to this document's session, if it can be read at all. */
const readFrame = (
  bytes: Uint8Array,
  { wire, canvasId }: FuzzTarget,
): { type: number; update: Uint8Array | undefined } | undefined => {
  try {
    const decoder = decoding.createDecoder(bytes);
    if (wire === "hocuspocus" && decoding.readVarString(decoder) !== addressOf(canvasId)) return undefined;
    const type = decoding.readVarUint(decoder);
    if (type !== 0 && type !== 4) return { type, update: undefined };
    const isUpdate = decoding.readVarUint(decoder) !== 0;
    const payload = decoding.readVarUint8Array(decoder).slice();
    return { type, update: isUpdate && isApplicable(payload) ? payload : undefined };
  } catch {
    return undefined;
  }
};

const isApplicable = (update: Uint8Array): boolean => {
  try {
    Y.decodeUpdate(update);
    return true;
  } catch {
    return false;
  }
};

const watchMarkers = (observer: RawPeer) => {
  const map = observer.doc.getMap("markers");
  const waiting = new Map<string, () => void>();
  map.observe((event) => {
    for (const key of event.keysChanged) waiting.get(String(key))?.();
  });
  return {
    wait: (name: string): Promise<"arrived"> =>
      new Promise((resolve) => {
        waiting.set(name, () => {
          waiting.delete(name);
          // After the transaction, when the whole of its update is in.
          setImmediate(() => resolve("arrived"));
        });
      }),
  };
};
