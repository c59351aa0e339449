import * as Y from "yjs";
import { describe, expect, it } from "vitest";
import { openCanvasDocument } from "@backlot/shared/canvas/document";
import { watchOwnStalls } from "../../../../tests/support/own-time.ts";
import { applyOperations, type Operation } from "./apply-operations.ts";

const addScenes = (count: number, prefix: string): Operation[] =>
  Array.from({ length: count }, (_, index) => ({
    op: "add-node",
    node: { id: `${prefix}-${index}`, type: "scene", x: index, y: 0 },
  }));

describe("applyOperations", () => {
  it("lets others be answered while it adds 1,000 scenes to 1,000, and sends one update", async () => {
    const canvas = openCanvasDocument(new Y.Doc());
    expect(await applyOperations(canvas, addScenes(1_000, "old"))).toMatchObject({ ok: true });
    const peer = new Y.Doc();
    Y.applyUpdate(peer, Y.encodeStateAsUpdate(canvas.doc));
    let updates = 0;
    canvas.doc.on("update", (update: Uint8Array) => {
      updates += 1;
      Y.applyUpdate(peer, update);
    });
    const stalls = watchOwnStalls();
    expect(await applyOperations(canvas, addScenes(1_000, "new"))).toMatchObject({ ok: true });
    expect(stalls.stop()).toBeLessThan(250);
    expect(updates).toBe(1);
    expect(openCanvasDocument(peer).nodes.size).toBe(2_000);
  }, 60_000);

  it("changes nothing when the last one is refused", async () => {
    const canvas = openCanvasDocument(new Y.Doc());
    const refused = await applyOperations(canvas, [
      ...addScenes(3, "s"),
      { op: "remove-node", id: "nobody" },
    ]);
    expect(refused).toMatchObject({ ok: false, error: { path: "operations.3.id" } });
    expect(canvas.nodes.size).toBe(0);
  });

  it("writes under one client id, whatever came between, and leaves the document its own", async () => {
    const canvas = openCanvasDocument(new Y.Doc());
    const ownId = canvas.doc.clientID;
    for (const prefix of ["a", "b", "c"]) {
      await applyOperations(canvas, addScenes(2, prefix));
      await applyOperations(canvas, [...addScenes(1, "never"), { op: "remove-node", id: "nobody" }]);
      canvas.meta.set("title", prefix);
    }
    expect(canvas.nodes.size).toBe(6);
    expect(canvas.doc.clientID).toBe(ownId);
    expect(Y.decodeStateVector(Y.encodeStateVector(canvas.doc)).size).toBe(2);
  });

  it("takes requests of one canvas in turn, and edits made meanwhile stay", async () => {
    const canvas = openCanvasDocument(new Y.Doc());
    const both = Promise.all([
      applyOperations(canvas, addScenes(200, "s")),
      applyOperations(canvas, addScenes(1, "s")),
    ]);
    canvas.meta.set("title", "meanwhile");
    const [first, second] = await both;
    expect([first.ok, second.ok]).toEqual([true, false]);
    expect([canvas.nodes.size, canvas.meta.get("title")]).toEqual([200, "meanwhile"]);
  });
});
