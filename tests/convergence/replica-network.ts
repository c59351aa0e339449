import * as Y from "yjs";
import { openCanvasDocument, type CanvasDocument } from "@backlot/shared/canvas/document";

/** A seeded generator (mulberry32), so that a failing run is repeated by its seed. */
export const createRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

export interface ReplicaNetwork {
  replicas: CanvasDocument[];
  /** Delivers some waiting updates, in random order; some are lost, some come twice. */
  deliverSome(): void;
  /** Heals: every replica gets what it lacks, by state vector, as a reconnecting client does. */
  heal(): void;
}

/** Replicas over a network that loses, delays, repeats and reorders. */
export const createReplicaNetwork = (count: number, random: () => number): ReplicaNetwork => {
  const waiting: { to: number; update: Uint8Array }[] = [];
  const replicas = Array.from({ length: count }, (_, index) => {
    const doc = new Y.Doc();
    doc.clientID = index + 1;
    return openCanvasDocument(doc);
  });
  replicas.forEach(({ doc }, from) => {
    doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === "network") return;
      replicas.forEach((_, to) => {
        if (to !== from && random() > 0.2) waiting.push({ to, update });
      });
    });
  });
  return {
    replicas,
    deliverSome: () => {
      for (let rounds = Math.floor(random() * 4); rounds > 0 && waiting.length > 0; rounds--) {
        const index = Math.floor(random() * waiting.length);
        const message = random() < 0.1 ? waiting[index] : waiting.splice(index, 1)[0];
        if (message) Y.applyUpdate(replicas[message.to]!.doc, message.update, "network");
      }
    },
    heal: () => {
      for (let round = 0; round < 2; round++) {
        for (const from of replicas) {
          for (const to of replicas) {
            if (from === to) continue;
            Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), "network");
          }
        }
      }
    },
  };
};
