import { afterEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { eventually } from "../../../tests/support/eventually.ts";
import type { Commit, DocumentStore } from "../document-store/document-store.ts";
import { createSyncMetrics } from "../metrics.ts";
import { walkUpdate } from "../update-check/walk-update.ts";
import { applyBatch } from "./apply-batch.ts";
import type { Arrival } from "./arrival.ts";
import { takeBatch } from "./batch.ts";
import { ClientBindings } from "./client-bindings.ts";
import { CommitLoop } from "./commit-loop.ts";
import { DocumentSize } from "./document-size.ts";

const metrics = createSyncMetrics({
  connections: () => 0,
  documents: () => 0,
  backlogBytes: () => 0,
  dependencies: () => ({}),
});

const arrivalOf = (update: Uint8Array, isLogged: boolean): Arrival => {
  const facts = walkUpdate(update);
  if (!facts) throw new Error("A valid update was called malformed");
  return { update, facts, session: undefined, isSyncStep2: false, isLogged };
};

/** Three updates of one client, each upon the one before. */
const threeEditsOf = (clientId: number): Uint8Array[] => {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  for (const value of [1, 2, 3]) doc.getMap("m").set(`by-${clientId}`, value);
  return updates;
};

/** A loop over a real document, and a store whose appends end when the test says so. */
const openLoop = () => {
  const document = new Y.Doc();
  const appends: (() => void)[] = [];
  const held: Arrival[] = [];
  const store = {
    append: () => new Promise<Commit>((resolve) => appends.push(() => resolve({ sequence: 1, previous: 0 }))),
  } as unknown as DocumentStore;
  const rules = {
    document,
    bindings: new ClientBindings(),
    size: new DocumentSize(document, 0, 1e6),
    hold: (arrival: Arrival) => void held.push(arrival),
    refuse: () => undefined,
  };
  const loop = new CommitLoop({
    document: "canvas/x",
    store,
    metrics,
    tickLength: { ms: 1 },
    takeBatch: (inbox) => takeBatch(inbox, rules),
    finish: (batch) => {
      if (batch.arrivals.length > 0) applyBatch(document, batch.arrivals, false);
    },
    broken: (error) => {
      throw error;
    },
  });
  loops.push(loop);
  return { loop, appends, held, read: () => document.getMap("m").toJSON() };
};

const loops: CommitLoop[] = [];
afterEach(() => {
  for (const loop of loops.splice(0)) loop.stop();
});

describe("what other nodes have logged", () => {
  it("is applied before our own commit ends, also what builds on what came beside our own", async () => {
    const { loop, appends, held, read } = openLoop();
    const [first, second, third] = threeEditsOf(7).map((update) => arrivalOf(update, true));
    const [own] = threeEditsOf(8).map((update) => arrivalOf(update, false));
    if (!first || !second || !third || !own) throw new Error("No edits");
    loop.receive(first);
    loop.receive(own);
    await eventually(() => expect(appends).toHaveLength(1));
    loop.receive(second);
    await eventually(() => expect(read()).toEqual({ "by-7": 2 }));
    expect(held).toEqual([]);
    appends[0]?.();
    await eventually(() => expect(read()).toEqual({ "by-7": 2, "by-8": 1 }));
    loop.receive(third);
    await eventually(() => expect(read()).toEqual({ "by-7": 3, "by-8": 1 }));
    expect(held).toEqual([]);
    await loop.settle();
  });
});
