import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { addNode } from "@backlot/shared/canvas/commands/add-node";
import { connect } from "@backlot/shared/canvas/commands/connect";
import { disconnect } from "@backlot/shared/canvas/commands/disconnect";
import { moveNodes } from "@backlot/shared/canvas/commands/move-nodes";
import { removeNodes } from "@backlot/shared/canvas/commands/remove-nodes";
import { setMeta } from "@backlot/shared/canvas/commands/set-meta";
import { updateNode } from "@backlot/shared/canvas/commands/update-node";
import { openCanvasDocument, type CanvasDocument } from "@backlot/shared/canvas/document";
import { NODE_TYPES } from "@backlot/shared/canvas/node-types/registry";
import { readCanvas } from "@backlot/shared/canvas/queries/read-canvas";
import { CanvasModel, type CanvasChange } from "./canvas-model.ts";

const models: CanvasModel[] = [];
const open = (canvas: CanvasDocument = openCanvasDocument(new Y.Doc())) => {
  const model = new CanvasModel(canvas);
  models.push(model);
  return { canvas, model };
};
afterEach(() => {
  for (const model of models.splice(0)) model.destroy();
});

const contentOf = (model: CanvasModel) => ({
  nodes: [...model.views.values()].map(({ node }) => node).sort((a, b) => (a.id < b.id ? -1 : 1)),
  edges: [...model.edges.values()].map(({ id }) => id).sort(),
});
const readContent = (canvas: CanvasDocument) => {
  const { nodes, edges } = readCanvas(canvas);
  return { nodes, edges: edges.map(({ id }) => id).sort() };
};

const id = fc.constantFrom("a", "b", "c", "d", "e", "f");
const coordinate = fc.integer({ min: -500, max: 500 });
const step = fc.oneof(
  fc.record({ act: fc.constant("add" as const), id, type: fc.constantFrom(...NODE_TYPES), x: coordinate }),
  fc.record({ act: fc.constant("move" as const), id, x: coordinate }),
  fc.record({ act: fc.constant("text" as const), id, text: fc.string({ maxLength: 20 }) }),
  fc.record({ act: fc.constant("connect" as const), id, to: id }),
  fc.record({ act: fc.constant("disconnect" as const), id, to: id }),
  fc.record({ act: fc.constant("remove" as const), id }),
  fc.record({ act: fc.constant("flush" as const) }),
);

describe("the canvas model", () => {
  it("equals the document after any edits on two replicas", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), step), { maxLength: 40 }), (steps) => {
        const local = open();
        const remote = openCanvasDocument(new Y.Doc());
        const exchange = () => {
          Y.applyUpdate(local.canvas.doc, Y.encodeStateAsUpdate(remote.doc));
          Y.applyUpdate(remote.doc, Y.encodeStateAsUpdate(local.canvas.doc));
        };
        for (const [here, edit] of steps) {
          const canvas = here ? local.canvas : remote;
          switch (edit.act) {
            case "add":
              addNode(canvas, { id: edit.id, type: edit.type, x: edit.x, y: 0 });
              break;
            case "move":
              moveNodes(canvas, [{ id: edit.id, x: edit.x, y: 1 }]);
              break;
            case "text":
              updateNode(canvas, { id: edit.id, data: { description: edit.text } });
              break;
            case "connect":
              connect(canvas, { source: edit.id, target: edit.to });
              break;
            case "disconnect":
              for (const edge of readCanvas(canvas).edges) {
                if (edge.source === edit.id && edge.target === edit.to) disconnect(canvas, edge.id);
              }
              break;
            case "remove":
              removeNodes(canvas, [edit.id]);
              break;
            case "flush":
              exchange();
              local.model.flush();
          }
        }
        exchange();
        local.model.flush();
        expect(contentOf(local.model)).toEqual(readContent(local.canvas));
        const fresh = open(local.canvas).model;
        expect([...local.model.geometry.values()].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
          [...fresh.geometry.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
        );
        for (const [nodeId, view] of fresh.views) {
          expect(local.model.views.get(nodeId)?.facts).toEqual(view.facts);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("leaves geometry, edges and other nodes alone when a text changes", () => {
    const { canvas, model } = open();
    addNode(canvas, { id: "scene", type: "scene", x: 0, y: 0 });
    addNode(canvas, { id: "shot", type: "shot", x: 0, y: 0, data: { scene: "scene" } });
    model.flush();
    const changes: CanvasChange[] = [];
    model.onChange((change) => changes.push(change));
    const before = {
      box: model.geometry.get("shot"),
      edges: model.edges,
      scene: model.views.get("scene")?.node,
      facts: model.views.get("shot")?.facts,
    };
    updateNode(canvas, { id: "shot", data: { description: "Rain." } });
    model.flush();
    expect(changes).toEqual([]);
    expect(model.views.get("shot")?.node.data["description"]).toBe("Rain.");
    expect(model.geometry.get("shot")).toBe(before.box);
    expect(model.edges).toBe(before.edges);
    expect(model.views.get("scene")?.node).toBe(before.scene);
    expect(model.views.get("shot")?.facts).toBe(before.facts);
  });

  it("returns the same edge object as long as the edge is there", () => {
    const { canvas, model } = open();
    addNode(canvas, { id: "ines", type: "character", x: 0, y: 0 });
    addNode(canvas, { id: "scene", type: "scene", x: 0, y: 0 });
    connect(canvas, { source: "ines", target: "scene" });
    model.flush();
    const edge = model.edges.get("appears-in:ines:scene");
    expect(edge).toBeDefined();
    addNode(canvas, { id: "other", type: "scene", x: 0, y: 0 });
    model.flush();
    expect(model.edges.get("appears-in:ines:scene")).toBe(edge);
    expect(model.edgesOf("ines")).toEqual([edge]);
  });

  it("sizes an act by what it holds and says that it moved", () => {
    const { canvas, model } = open();
    addNode(canvas, { id: "act", type: "act", x: 5, y: 5 });
    addNode(canvas, { id: "scene", type: "scene", x: 100, y: 100, parent: "act" });
    model.flush();
    expect(model.geometry.get("act")).toMatchObject({ x: 68, y: 32, width: 312, height: 204 });
    const changes: CanvasChange[] = [];
    model.onChange((change) => changes.push(change));
    moveNodes(canvas, [{ id: "scene", x: 200, y: 100 }]);
    model.flush();
    expect([...(changes[0]?.geometry ?? [])].sort()).toEqual(["act", "scene"]);
    addNode(canvas, { id: "shot", type: "shot", x: 600, y: 100, data: { scene: "scene" } });
    model.flush();
    expect(model.geometry.get("act")).toMatchObject({ x: 168, width: 672 });
    expect(model.membersOf("act")).toEqual(["scene", "shot"]);
    removeNodes(canvas, ["scene", "shot"]);
    model.flush();
    expect(model.geometry.get("act")).toMatchObject({ x: 5, y: 5, width: 448 });
  });

  it("gives shots a frame of the canvas ratio", () => {
    const { canvas, model } = open();
    addNode(canvas, { id: "shot", type: "shot", x: 0, y: 0 });
    model.flush();
    setMeta(canvas, { aspectRatio: "2:1" });
    model.flush();
    expect(model.geometry.get("shot")).toMatchObject({ width: 208, height: 192 });
  });

  it("tells what a scene, its cast and its shots say of each other", () => {
    const { canvas, model } = open();
    addNode(canvas, { id: "ines", type: "character", x: 0, y: 0, data: { name: "INES" } });
    addNode(canvas, { id: "pier", type: "location", x: 0, y: 0, data: { name: "PIER" } });
    addNode(canvas, { id: "scene", type: "scene", x: 0, y: 0, data: { location: "pier" } });
    addNode(canvas, { id: "note", type: "note", x: 0, y: 0 });
    addNode(canvas, { id: "one", type: "shot", x: 0, y: 0, data: { scene: "scene", durationSeconds: 4 } });
    addNode(canvas, { id: "two", type: "shot", x: 0, y: 0, data: { scene: "scene", durationSeconds: 2.5 } });
    connect(canvas, { source: "ines", target: "scene" });
    connect(canvas, { source: "note", target: "two" });
    model.flush();
    const facts = (nodeId: string) => model.views.get(nodeId)?.facts;
    expect(facts("scene")).toMatchObject({ number: "1", shots: 2, seconds: 6.5, placeName: "PIER" });
    expect(facts("scene")?.cast).toEqual([{ id: "ines", name: "INES" }]);
    expect(facts("ines")?.scenes).toBe(1);
    expect(facts("pier")?.scenes).toBe(1);
    expect(facts("two")).toMatchObject({ number: "1B", sceneId: "scene" });
    expect(facts("note")?.refersTo).toEqual(["1B"]);
    expect(facts("one")?.ports).toEqual(["contains-target", "next-source"]);
  });

  it("counts a proposed shot only once it is accepted", () => {
    const { canvas, model } = open();
    addNode(canvas, { id: "scene", type: "scene", x: 0, y: 0, data: { number: "6" } });
    const data = { scene: "scene", durationSeconds: 4, proposal: "job" };
    addNode(canvas, { id: "shot", type: "shot", x: 0, y: 0, data });
    model.flush();
    expect(model.views.get("scene")?.facts).toMatchObject({ shots: 0, seconds: 0, proposals: ["shot"] });
    updateNode(canvas, { id: "shot", data: { proposal: null } });
    model.flush();
    expect(model.views.get("scene")?.facts).toMatchObject({ shots: 1, seconds: 4, proposals: [] });
    expect(model.views.get("shot")?.facts.number).toBe("6A");
  });

  it("flushes by itself soon after a change", async () => {
    const { canvas, model } = open();
    const seen = new Promise<CanvasChange>((resolve) => model.onChange(resolve));
    addNode(canvas, { id: "note", type: "note", x: 0, y: 0 });
    expect(model.views.has("note")).toBe(false);
    expect((await seen).structure).toBe(true);
    expect(model.views.has("note")).toBe(true);
  });

  it("skips what a peer wrote malformed and recovers when it is put right", () => {
    const { canvas, model } = open();
    addNode(canvas, { id: "shot", type: "shot", x: 1, y: 2 });
    model.flush();
    canvas.nodes.get("shot")?.set("x", "left");
    model.flush();
    expect(model.views.has("shot")).toBe(false);
    expect(model.geometry.has("shot")).toBe(false);
    canvas.nodes.get("shot")?.set("x", 7);
    model.flush();
    expect(model.geometry.get("shot")?.x).toBe(7);
  });

  it("badges a take that arrives while the canvas is open, not those that were there", () => {
    const { canvas, model } = open();
    addNode(canvas, { id: "shot", type: "shot", x: 1, y: 2 });
    const take = (takeId: string) => ({
      id: takeId,
      function: "storyboard",
      functionVersion: 1,
      createdAt: 1,
      durationMs: 1,
      author: { id: "u", name: "Mei" },
      parameters: {},
      inputHash: "h",
    });
    const takes = canvas.nodes.get("shot")?.get("takes") as Y.Map<unknown>;
    takes.set("one", take("one"));
    model.flush();
    expect(model.views.get("shot")?.newTake).toBeUndefined();
    takes.set("two", take("two"));
    model.flush();
    expect(model.views.get("shot")?.newTake).toBe(2);
  });
});
