import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { openCanvasDocument, type CanvasDocument } from "../document.ts";
import { edgeTypeBetween } from "../edges.ts";
import { NODE_TYPES, type NodeType } from "../node-types/registry.ts";
import { checkConnection } from "../queries/check-connection.ts";
import { numberCanvas } from "../queries/numbering.ts";
import { readCanvas, readNodes } from "../queries/read-canvas.ts";
import { readNode } from "../queries/read-node.ts";
import { addNode } from "./add-node.ts";
import { connect } from "./connect.ts";
import { disconnect } from "./disconnect.ts";

let canvas: CanvasDocument;
const add = (id: string, type: NodeType, data: Record<string, unknown> = {}) =>
  addNode(canvas, { id, type, x: 0, y: 0, data });
const shotOrder = () =>
  readNodes(canvas)
    .filter((node) => node.type === "shot")
    .sort((a, b) => ((a.order ?? "~") < (b.order ?? "~") ? -1 : 1))
    .map((node) => node.id);

beforeEach(() => {
  canvas = openCanvasDocument(new Y.Doc());
  add("ines", "character", { name: "INES" });
  add("pier", "location", { name: "PIER 4" });
  add("sc1", "scene", { number: "7" });
  add("sc2", "scene");
  for (const id of ["a", "b", "c"]) add(id, "shot", { scene: "sc1" });
});

describe("connect", () => {
  it("is idempotent and gives each edge a deterministic id", () => {
    const first = connect(canvas, { source: "ines", target: "sc1" });
    expect(first).toEqual({ ok: true, id: "appears-in:ines:sc1", type: "appears-in" });
    expect(connect(canvas, { source: "ines", target: "sc1" })).toEqual(first);
    expect(canvas.edges.size).toBe(1);
  });

  it("sets the child's field for relations of which there can be only one", () => {
    connect(canvas, { source: "pier", target: "sc1" });
    connect(canvas, { source: "sc2", target: "a" });
    expect(canvas.edges.size).toBe(0);
    expect(readNode(canvas, "sc1")?.data["location"]).toBe("pier");
    expect(readNode(canvas, "a")?.data["scene"]).toBe("sc2");
  });

  it("moves the target behind the source for next, into the source's scene if need be", () => {
    connect(canvas, { source: "c", target: "a" });
    expect(shotOrder()).toEqual(["b", "c", "a"]);
    add("far", "shot", { scene: "sc2" });
    connect(canvas, { source: "b", target: "far" });
    expect(shotOrder()).toEqual(["b", "far", "c", "a"]);
    expect(readNode(canvas, "far")?.data["scene"]).toBe("sc1");
  });

  it("draws exactly what the rules allow, for every pair of types", () => {
    for (const from of NODE_TYPES) {
      for (const to of NODE_TYPES) {
        const source = `from-${from}-${to}`;
        const target = `to-${from}-${to}`;
        add(source, from, from === "shot" ? { scene: "sc2" } : {});
        add(target, to);
        const type = edgeTypeBetween(from, to);
        const result = connect(canvas, { source, target });
        if (type === undefined) expect(result).toMatchObject({ ok: false, reason: "connection-refused" });
        else expect(result).toMatchObject({ ok: true, type });
        expect(
          readCanvas(canvas).edges.some((edge) => edge.source === source && edge.target === target),
        ).toBe(type !== undefined);
      }
    }
  });

  it("refuses another type than the two allow, missing ends and self-edges", () => {
    expect(connect(canvas, { source: "ines", target: "sc1", type: "next" })).toMatchObject({ path: "type" });
    expect(connect(canvas, { source: "nobody", target: "sc1" })).toMatchObject({ reason: "node-missing" });
    expect(connect(canvas, { source: "sc1", target: "sc1" })).toMatchObject({ reason: "connection-refused" });
  });
});

describe("disconnect", () => {
  it("clears stored and derived edges alike", () => {
    connect(canvas, { source: "ines", target: "sc1" });
    connect(canvas, { source: "pier", target: "sc1" });
    for (const { id } of readCanvas(canvas).edges) disconnect(canvas, id);
    expect(readCanvas(canvas).edges).toEqual([]);
    expect(disconnect(canvas, "appears-in:ines:sc1")).toMatchObject({ reason: "edge-missing" });
    expect(disconnect(canvas, "nonsense")).toMatchObject({ reason: "edge-missing" });
  });

  it("lets the follower of a shot that leaves the running order follow its predecessor", () => {
    disconnect(canvas, "next:a:b");
    const next = readCanvas(canvas).edges.filter((edge) => edge.type === "next" && edge.source === "a");
    expect(next.map((edge) => edge.target)).toEqual(["c"]);
  });
});

describe("checkConnection", () => {
  it("says why, and where to drop instead", () => {
    expect(checkConnection(canvas, "pier", "a")).toEqual({
      ok: false,
      title: "A location cannot connect to a shot",
      hint: "Shots take their location from the scene. Drop on Scene 7 instead.",
      insteadId: "sc1",
    });
    expect(checkConnection(canvas, "sc1", "ines")).toMatchObject({
      hint: "Draw it the other way: start at the character.",
    });
    expect(checkConnection(canvas, "pier", "ines")).toMatchObject({ hint: "Locations connect to scenes." });
  });

  it("knows what is connected already", () => {
    connect(canvas, { source: "ines", target: "sc1" });
    expect(checkConnection(canvas, "ines", "sc1")).toEqual({ ok: true, type: "appears-in", connected: true });
    expect(checkConnection(canvas, "ines", "sc2")).toMatchObject({ connected: false });
    expect(checkConnection(canvas, "a", "b")).toMatchObject({ connected: true });
    expect(checkConnection(canvas, "a", "c")).toMatchObject({ connected: false });
  });
});

describe("numberCanvas", () => {
  it("letters shots by running order, skipping I and O, and keeps fixed numbers", () => {
    for (let i = 0; i < 12; i++) add(`more-${String(i).padStart(2, "0")}`, "shot", { scene: "sc1" });
    add("fixed", "shot", { scene: "sc2", number: "12A-PU" });
    const numbers = numberCanvas(readNodes(canvas));
    expect(numbers.get("a")).toBe("7A");
    expect(numbers.get("more-05")).toBe("7J");
    expect([...numbers.values()]).not.toContain("7I");
    expect(numbers.get("sc2")).toBe("2");
    expect(numbers.get("fixed")).toBe("12A-PU");
  });
});
