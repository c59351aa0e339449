import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { openCanvasDocument } from "../document.ts";
import { readNode } from "../queries/read-node.ts";
import { addNode } from "./add-node.ts";
import { groupNodes } from "./group-nodes.ts";
import { moveNodes } from "./move-nodes.ts";
import { removeNodes } from "./remove-nodes.ts";
import { connect } from "./connect.ts";
import { SCHEMA_VERSION } from "../schema-version.ts";
import { nameCanvas } from "./name-canvas.ts";
import { setMeta } from "./set-meta.ts";
import { updateNode } from "./update-node.ts";
import { readCanvas } from "../queries/read-canvas.ts";

const newCanvas = () => openCanvasDocument(new Y.Doc());

describe("addNode", () => {
  it("creates the data map, the takes map and every text with the node", () => {
    const canvas = newCanvas();
    const added = addNode(canvas, {
      id: "s1",
      type: "shot",
      x: 1,
      y: 2,
      data: { size: "MS", description: "A pier" },
    });
    expect(added).toEqual({ ok: true, id: "s1" });
    const data = canvas.nodes.get("s1")?.get("data") as Y.Map<unknown>;
    expect(data.get("description")).toBeInstanceOf(Y.Text);
    expect(data.get("notes")).toBeInstanceOf(Y.Text);
    expect(canvas.nodes.get("s1")?.get("takes")).toBeInstanceOf(Y.Map);
    expect(readNode(canvas, "s1")?.data).toEqual({ size: "MS", description: "A pier", notes: "" });
  });

  it("drops unknown fields and never stores them", () => {
    const canvas = newCanvas();
    addNode(canvas, { id: "s1", type: "shot", x: 0, y: 0, data: { owner: "me", size: "CU" } });
    expect((canvas.nodes.get("s1")?.get("data") as Y.Map<unknown>).has("owner")).toBe(false);
  });

  it.each([
    [{ type: "castle", x: 0, y: 0 }, "type-unknown"],
    [{ type: "shot", x: Number.NaN, y: 0 }, "position-invalid"],
    [{ type: "shot", x: 0, y: 1e99 }, "position-invalid"],
    [{ id: "a b", type: "shot", x: 0, y: 0 }, "id-invalid"],
    [{ type: "shot", x: 0, y: 0, data: { size: "HUGE" } }, "field-invalid"],
    [{ type: "shot", x: 0, y: 0, data: { lensMm: -3 } }, "field-invalid"],
  ])("refuses %j as %s and changes nothing", (node, reason) => {
    const canvas = newCanvas();
    expect(addNode(canvas, node)).toMatchObject({ ok: false, reason });
    expect(canvas.nodes.size).toBe(0);
  });

  it("refuses an id that is taken", () => {
    const canvas = newCanvas();
    addNode(canvas, { id: "a", type: "note", x: 0, y: 0 });
    expect(addNode(canvas, { id: "a", type: "note", x: 5, y: 5 })).toMatchObject({
      ok: false,
      reason: "id-taken",
    });
  });

  it("puts scenes and shots at the end of their running order", () => {
    const canvas = newCanvas();
    for (const id of ["sc1", "sc2"]) addNode(canvas, { id, type: "scene", x: 0, y: 0 });
    for (const id of ["a", "b"]) addNode(canvas, { id, type: "shot", x: 0, y: 0, data: { scene: "sc1" } });
    const next = readCanvas(canvas).edges.filter((edge) => edge.type === "next");
    expect(next.map((edge) => edge.id).sort()).toEqual(["next:a:b", "next:sc1:sc2"]);
  });
});

describe("updateNode", () => {
  it("sets fields, removes those that are null, and names the path of a bad one", () => {
    const canvas = newCanvas();
    addNode(canvas, { id: "s", type: "shot", x: 0, y: 0, data: { size: "MS", lensMm: 35 } });
    expect(updateNode(canvas, { id: "s", data: { lensMm: null, angle: "low" }, x: 9 })).toEqual({ ok: true });
    expect(readNode(canvas, "s")).toMatchObject({ x: 9, data: { size: "MS", angle: "low" } });
    expect(readNode(canvas, "s")?.data).not.toHaveProperty("lensMm");
    expect(updateNode(canvas, { id: "s", data: { angle: "sideways" } })).toMatchObject({
      path: "data.angle",
    });
  });

  it("changes a text by the smallest edit, so that a colleague's words survive", () => {
    const canvas = newCanvas();
    addNode(canvas, { id: "s", type: "shot", x: 0, y: 0, data: { description: "She waits." } });
    const other = openCanvasDocument(new Y.Doc());
    Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(canvas.doc));
    updateNode(canvas, { id: "s", data: { description: "She waits. It rains." } });
    updateNode(other, { id: "s", data: { description: "Wren! She waits." } });
    Y.applyUpdate(canvas.doc, Y.encodeStateAsUpdate(other.doc));
    expect(readNode(canvas, "s")?.data["description"]).toBe("Wren! She waits. It rains.");
  });

  it("keeps surrogate pairs whole", () => {
    const canvas = newCanvas();
    addNode(canvas, { id: "s", type: "shot", x: 0, y: 0, data: { description: "🎬🎥" } });
    updateNode(canvas, { id: "s", data: { description: "🎬🎞" } });
    expect(readNode(canvas, "s")?.data["description"]).toBe("🎬🎞");
  });

  it("refuses a node that is gone", () => {
    expect(updateNode(newCanvas(), { id: "x", x: 1 })).toMatchObject({ ok: false, reason: "node-missing" });
  });
});

describe("moveNodes", () => {
  it("writes one update for the whole drop and passes over deleted nodes", () => {
    const canvas = newCanvas();
    for (const id of ["a", "b"]) addNode(canvas, { id, type: "note", x: 0, y: 0 });
    let updates = 0;
    canvas.doc.on("update", () => updates++);
    const moves = ["a", "b", "gone"].map((id) => ({ id, x: 5, y: 6 }));
    expect(moveNodes(canvas, moves)).toEqual({ ok: true, moved: ["a", "b"] });
    expect(updates).toBe(1);
    expect(moveNodes(canvas, [{ id: "a", x: Infinity, y: 0 }])).toMatchObject({ reason: "position-invalid" });
  });
});

describe("removeNodes", () => {
  it("takes its edges and the references to it along, and undo brings all back", () => {
    const canvas = newCanvas();
    addNode(canvas, { id: "ines", type: "character", x: 0, y: 0 });
    addNode(canvas, { id: "scene", type: "scene", x: 0, y: 0 });
    addNode(canvas, { id: "shot", type: "shot", x: 0, y: 0 });
    connect(canvas, { source: "ines", target: "scene" });
    connect(canvas, { source: "scene", target: "shot" });
    const undo = new Y.UndoManager([canvas.nodes, canvas.edges], { trackedOrigins: new Set(["me"]) });
    expect(removeNodes(canvas, ["scene", "nobody"], "me")).toEqual({ ok: true, removed: ["scene"] });
    expect(readCanvas(canvas).edges).toEqual([]);
    expect(readNode(canvas, "shot")?.data).not.toHaveProperty("scene");
    undo.undo();
    expect(
      readCanvas(canvas)
        .edges.map((edge) => edge.type)
        .sort(),
    ).toEqual(["appears-in", "contains"]);
  });
});

describe("groupNodes", () => {
  it("puts nodes into a new act and passes over acts and the deleted", () => {
    const canvas = newCanvas();
    for (const id of ["a", "b"]) addNode(canvas, { id, type: "note", x: 4, y: 6 });
    const first = groupNodes(canvas, { ids: ["a", "b", "gone"], title: "One" });
    if (!first.ok) throw new Error(first.detail);
    expect(first.grouped).toEqual(["a", "b"]);
    expect(readNode(canvas, first.id)).toMatchObject({ type: "act", x: 4, y: 6, data: { title: "One" } });
    expect(readNode(canvas, "b")?.parent).toBe(first.id);
    const second = groupNodes(canvas, { ids: ["b", first.id] });
    expect(readNode(canvas, "b")?.parent).toBe(second.ok && second.id);
    expect(groupNodes(canvas, { ids: [first.id] })).toMatchObject({ ok: false, reason: "node-missing" });
  });
});

describe("setMeta", () => {
  it("keeps title and ratio and refuses what no film has", () => {
    const canvas = newCanvas();
    expect(setMeta(canvas, { title: "Board", aspectRatio: "2.39:1" })).toEqual({ ok: true });
    expect(readCanvas(canvas).meta).toEqual({
      title: "Board",
      aspectRatio: "2.39:1",
      schemaVersion: SCHEMA_VERSION,
    });
    expect(setMeta(canvas, { aspectRatio: "1:99" })).toMatchObject({ ok: false, path: "aspectRatio" });
    expect(setMeta(canvas, { title: "" })).toMatchObject({ ok: false, path: "title" });
  });
});

describe("nameCanvas", () => {
  it("gives the title to a canvas that nobody has written to, and changes nothing the next time", () => {
    const canvas = newCanvas();
    expect(nameCanvas(canvas, "")).toMatchObject({ ok: false, path: "title" });
    expect(readCanvas(canvas).meta).toEqual({});
    expect(nameCanvas(canvas, "Harbour")).toEqual({ ok: true });
    expect(readCanvas(canvas).meta).toEqual({ title: "Harbour", schemaVersion: SCHEMA_VERSION });
    let changes = 0;
    canvas.doc.on("update", () => (changes += 1));
    expect(nameCanvas(canvas, "Another")).toEqual({ ok: true });
    expect(changes).toBe(0);
  });

  it("leaves a title alone that somebody chose", () => {
    const canvas = newCanvas();
    setMeta(canvas, { title: "Chosen" });
    nameCanvas(canvas, "Harbour");
    expect(readCanvas(canvas).meta.title).toBe("Chosen");
  });
});
