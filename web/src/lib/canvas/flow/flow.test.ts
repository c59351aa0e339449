import { afterEach, describe, expect, it } from "vitest";
import { addNode } from "@backlot/shared/canvas/commands/add-node";
import { connect } from "@backlot/shared/canvas/commands/connect";
import { moveNodes } from "@backlot/shared/canvas/commands/move-nodes";
import { removeNodes } from "@backlot/shared/canvas/commands/remove-nodes";
import { Person } from "#lib/presence/person.svelte.ts";
import { toasts } from "#lib/ui/toasts.svelte.ts";
import { createCanvasSession, type CanvasSession } from "../canvas-session.svelte.ts";
import type { CanvasGrant } from "../session/canvas-grant.ts";
import { createFlowEvents } from "./flow-events.ts";
import { FlowView } from "./flow-view.svelte.ts";

const open: { session: CanvasSession; flow: FlowView }[] = [];
/** A session of an editor whose sync-server is not there: all of it works except the wire. */
const openCanvas = () => {
  const session = createCanvasSession({
    canvasId: "board",
    requestGrant: () => Promise.resolve({ ok: false, reason: "unreachable" }),
  });
  session.grant = {
    role: "editor",
    actor: { id: "me", name: "Me", kind: "person", colorIndex: 1 },
  } as CanvasGrant;
  const flow = new FlowView(session.model);
  open.push({ session, flow });
  return { session, flow, events: createFlowEvents(session, flow) };
};
afterEach(() => {
  for (const { session, flow } of open.splice(0)) {
    flow.destroy();
    session.destroy();
  }
  for (const { id } of toasts.shown) toasts.dismiss(id);
});

const at = (flow: FlowView, id: string) => flow.nodes.find((node) => node.id === id)?.position;
const mei = () => new Person(7, { id: "mei", name: "Mei Tanaka", kind: "person", colorIndex: 2 });

describe("document to flow", () => {
  it("gives Svelte Flow boxes with measured sizes and handles, and no content", () => {
    const { session, flow } = openCanvas();
    addNode(session.canvas, { id: "s", type: "scene", x: 10, y: 20, data: { synopsis: "A pier." } });
    addNode(session.canvas, { id: "a", type: "act", x: 0, y: 0 });
    session.model.flush();
    const [scene, act] = ["s", "a"].map((id) => flow.nodes.find((node) => node.id === id));
    expect(scene).toMatchObject({ type: "scene", position: { x: 10, y: 20 }, data: {}, zIndex: 0 });
    expect(scene?.measured).toEqual({ width: 248, height: 112 });
    expect(scene?.handles).toHaveLength(2);
    expect(act?.zIndex).toBe(-1);
  });

  it("replaces only the node that moved", () => {
    const { session, flow } = openCanvas();
    for (const id of ["a", "b"]) addNode(session.canvas, { id, type: "note", x: 0, y: 0 });
    session.model.flush();
    const before = flow.nodes;
    moveNodes(session.canvas, [{ id: "b", x: 50, y: 0 }]);
    session.model.flush();
    expect(flow.nodes[0]).toBe(before[0]);
    expect(at(flow, "b")).toEqual({ x: 50, y: 0 });
  });

  it("does not throw a dragged node back when a colleague edits it", () => {
    const { session, flow } = openCanvas();
    addNode(session.canvas, { id: "a", type: "note", x: 0, y: 0 });
    session.model.flush();
    flow.place(new Map([["a", { x: 33, y: 44 }]]));
    moveNodes(session.canvas, [{ id: "a", x: 500, y: 500 }]);
    session.model.flush();
    expect(at(flow, "a")).toEqual({ x: 33, y: 44 });
    expect(flow.boxOf("a")).toMatchObject({ x: 33, y: 44 });
  });

  it("shows a colleague's drag as an offset and its drop once", () => {
    const { session, flow } = openCanvas();
    addNode(session.canvas, { id: "a", type: "note", x: 0, y: 0 });
    session.model.flush();
    const person = mei();
    person.drag = { ids: ["a"], dx: 30, dy: 0 };
    flow.followRemoteDrags([person]);
    expect(at(flow, "a")).toEqual({ x: 30, y: 0 });
    moveNodes(session.canvas, [{ id: "a", x: 30, y: 0 }]);
    session.model.flush();
    expect(at(flow, "a")).toEqual({ x: 30, y: 0 });
    flow.followRemoteDrags([person]);
    expect(at(flow, "a")).toEqual({ x: 30, y: 0 });
    person.drag = null;
    flow.followRemoteDrags([person]);
    expect(at(flow, "a")).toEqual({ x: 30, y: 0 });
  });

  it("puts a node back when a colleague lets go without a drop", () => {
    const { session, flow } = openCanvas();
    addNode(session.canvas, { id: "a", type: "note", x: 0, y: 0 });
    session.model.flush();
    const person = mei();
    person.drag = { ids: ["a"], dx: 30, dy: 0 };
    flow.followRemoteDrags([person]);
    flow.followRemoteDrags([]);
    expect(at(flow, "a")).toEqual({ x: 0, y: 0 });
  });

  it("makes only the edges of what is touched real", () => {
    const { session, flow } = openCanvas();
    addNode(session.canvas, { id: "ines", type: "character", x: 0, y: 0 });
    for (const id of ["s1", "s2"]) addNode(session.canvas, { id, type: "scene", x: 0, y: 0 });
    connect(session.canvas, { source: "ines", target: "s1" });
    session.model.flush();
    const litIds = () => flow.edges.map(({ id }) => id).sort();
    flow.lightEdges([]);
    expect(litIds()).toEqual([]);
    flow.lightEdges(["ines"]);
    expect(litIds()).toEqual(["appears-in:ines:s1"]);
    const kept = flow.edges[0];
    flow.hoveredEdge = "next:s1:s2";
    flow.lightEdges(["ines"]);
    expect(litIds()).toEqual(["appears-in:ines:s1", "next:s1:s2"]);
    expect(flow.edges.find(({ id }) => id === kept?.id)).toBe(kept);
    flow.selectedEdge = "next:s1:s2";
    removeNodes(session.canvas, ["s2"]);
    session.model.flush();
    expect(flow.selectedEdge).toBeUndefined();
    expect(flow.hoveredEdge).toBeUndefined();
  });

  it("marks what is selected", () => {
    const { session, flow } = openCanvas();
    for (const id of ["a", "b"]) addNode(session.canvas, { id, type: "note", x: 0, y: 0 });
    session.model.flush();
    flow.applySelection(["b"]);
    expect(flow.nodes.map(({ selected }) => selected)).toEqual([false, true]);
  });
});

describe("flow to commands", () => {
  it("writes a drag once, at the drop, as one step of undo", () => {
    const { session, flow, events } = openCanvas();
    for (const id of ["a", "b"]) addNode(session.canvas, { id, type: "note", x: 0, y: 0 });
    session.model.flush();
    let updates = 0;
    session.doc.on("update", () => (updates += 1));
    events.dragStarted(flow.nodes);
    flow.place(new Map(["a", "b"].map((id) => [id, { x: 12.4, y: 7 }])));
    events.dragged(flow.nodes);
    expect(updates).toBe(0);
    events.dropped(flow.nodes);
    expect(updates).toBe(1);
    expect([at(flow, "a"), at(flow, "b")]).toEqual([
      { x: 12, y: 7 },
      { x: 12, y: 7 },
    ]);
    expect(flow.nodes.some(({ dragging }) => dragging)).toBe(false);
    session.undo();
    session.model.flush();
    expect(at(flow, "b")).toEqual({ x: 0, y: 0 });
    session.redo();
    session.model.flush();
    expect(at(flow, "b")).toEqual({ x: 12, y: 7 });
  });

  it("takes an act's members along", () => {
    const { session, flow, events } = openCanvas();
    addNode(session.canvas, { id: "act", type: "act", x: 0, y: 0 });
    addNode(session.canvas, { id: "s", type: "scene", x: 100, y: 100, parent: "act" });
    session.model.flush();
    const act = () => flow.nodes.filter(({ id }) => id === "act");
    const start = at(flow, "act") ?? { x: 0, y: 0 };
    events.dragStarted(act());
    flow.place(new Map([["act", { x: start.x + 40, y: start.y }]]));
    events.dragged(act());
    expect(at(flow, "s")).toEqual({ x: 140, y: 100 });
    events.dropped(act());
    expect(session.model.geometry.get("s")).toMatchObject({ x: 140, y: 100 });
    expect(at(flow, "act")).toEqual({ x: start.x + 40, y: start.y });
  });

  it("deletes what is selected and offers to undo it in words", () => {
    const { session, events } = openCanvas();
    addNode(session.canvas, { id: "s", type: "scene", x: 0, y: 0 });
    for (const id of ["h1", "h2"])
      addNode(session.canvas, { id, type: "shot", x: 0, y: 0, data: { scene: "s" } });
    session.model.flush();
    session.select(["s", "h1", "h2"]);
    events.removeSelection();
    session.model.flush();
    expect(session.model.views.size).toBe(0);
    expect(session.selection).toEqual([]);
    expect(toasts.shown.at(-1)?.text).toBe("Scene 1 and 2 shots deleted");
    toasts.shown.at(-1)?.action?.run();
    session.model.flush();
    expect(session.model.views.size).toBe(3);
    expect(session.model.edges.has("contains:s:h1")).toBe(true);
  });

  it("removes a selected edge", () => {
    const { session, flow, events } = openCanvas();
    for (const id of ["s1", "s2"]) addNode(session.canvas, { id, type: "scene", x: 0, y: 0 });
    session.model.flush();
    flow.selectedEdge = "next:s1:s2";
    events.removeSelection();
    session.model.flush();
    expect(session.model.edges.size).toBe(0);
  });

  it("changes nothing for those who may only look", () => {
    const { session, events } = openCanvas();
    addNode(session.canvas, { id: "a", type: "note", x: 0, y: 0 });
    session.model.flush();
    session.grant = { ...session.grant, role: "viewer" } as CanvasGrant;
    session.select(["a"]);
    events.removeSelection();
    expect(session.canvas.nodes.has("a")).toBe(true);
  });

  it("says why a connection is refused", () => {
    const { session, events } = openCanvas();
    addNode(session.canvas, { id: "l", type: "location", x: 0, y: 0 });
    addNode(session.canvas, { id: "h", type: "shot", x: 0, y: 0 });
    session.model.flush();
    events.connect("l", "h");
    expect(toasts.shown.at(-1)?.text).toMatch(/^A location cannot connect to a shot/);
  });

  it("moves the selection by keys", () => {
    const { session, events } = openCanvas();
    addNode(session.canvas, { id: "a", type: "note", x: 0, y: 0 });
    session.model.flush();
    session.select(["a"]);
    events.moveSelection({ x: 16, y: 0 });
    session.model.flush();
    expect(session.model.geometry.get("a")?.x).toBe(16);
  });
});
