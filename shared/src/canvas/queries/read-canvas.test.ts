import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { aspectRatioOf, parseAspectRatio } from "../aspect-ratio.ts";
import { addNode } from "../commands/add-node.ts";
import { openCanvasDocument } from "../document.ts";
import { orderAtEnd, orderBehind } from "../order.ts";
import { actOf } from "./act-of.ts";
import { nodeTitleOf, sluglineOf } from "./node-title.ts";
import { readCanvas, readNodes } from "./read-canvas.ts";
import type { CanvasNode } from "./read-node.ts";

const newCanvas = () => openCanvasDocument(new Y.Doc());

describe("readCanvas over what any peer may have written", () => {
  it("skips malformed nodes, unknown types, dangling and self-made edges", () => {
    const canvas = newCanvas();
    addNode(canvas, { id: "good", type: "note", x: 0, y: 0 });
    canvas.doc.transact(() => {
      canvas.nodes.set("no-type", new Y.Map<unknown>([["x", 1]]));
      canvas.nodes.set("castle", new Y.Map<unknown>([["type", "castle"]]));
      canvas.nodes.set("text", "not a map" as unknown as Y.Map<unknown>);
      canvas.nodes.set("far", new Y.Map<unknown>(Object.entries({ type: "note", x: Infinity, y: 0 })));
      canvas.edges.set(
        "refers-to:good:gone",
        new Y.Map<unknown>(Object.entries({ type: "refers-to", source: "good", target: "gone" })),
      );
      canvas.edges.set(
        "wrong-id",
        new Y.Map<unknown>(Object.entries({ type: "refers-to", source: "good", target: "good" })),
      );
    });
    expect(readCanvas(canvas).nodes.map((node) => node.id)).toEqual(["good"]);
    expect(readCanvas(canvas).edges).toEqual([]);
  });

  it("is safe for keys like __proto__ and constructor", () => {
    const canvas = newCanvas();
    for (const id of ["__proto__", "constructor"]) addNode(canvas, { id, type: "shot", x: 0, y: 0 });
    expect(readNodes(canvas).map((node) => node.id)).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  it("drops single fields that are malformed and keeps the rest", () => {
    const canvas = newCanvas();
    addNode(canvas, { id: "s", type: "shot", x: 0, y: 0, data: { size: "MS" } });
    (canvas.nodes.get("s")?.get("data") as Y.Map<unknown>).set("lensMm", "very long");
    expect(readNodes(canvas)[0]?.data).toEqual({ size: "MS", description: "", notes: "" });
  });
});

describe("order", () => {
  it("survives equal and foreign keys", () => {
    const siblings = [
      { id: "a", order: "a0" },
      { id: "b", order: "a0" },
      { id: "c", order: "!!" },
    ];
    expect(orderBehind(siblings[0]!, siblings) > "a0").toBe(true);
    expect(typeof orderBehind(siblings[2]!, siblings)).toBe("string");
    expect(orderAtEnd([])).toBe("a0");
  });
});

describe("titles", () => {
  const scene = (data: Record<string, unknown>): CanvasNode => ({
    id: "s",
    type: "scene",
    x: 0,
    y: 0,
    data,
    takes: [],
  });
  it("read like a script", () => {
    const data = { interiorExterior: "INT", setName: "WHEELHOUSE", timeOfDay: "NIGHT" };
    expect(sluglineOf(scene(data))).toBe("INT. WHEELHOUSE – NIGHT");
    expect(sluglineOf(scene({}))).toBe("Untitled scene");
    expect(sluglineOf(scene({ interiorExterior: "EXT" }), "PIER 4")).toBe("EXT. PIER 4");
    expect(nodeTitleOf(scene({}), new Map([["s", "7"]]))).toBe("Scene 7");
    expect(nodeTitleOf({ ...scene({ name: "INES" }), type: "character" }, new Map())).toBe("INES");
    expect(nodeTitleOf({ ...scene({}), type: "act" }, new Map())).toBe("Untitled act");
  });
});

describe("acts", () => {
  it("hold their nodes and the shots of their scenes", () => {
    const canvas = newCanvas();
    addNode(canvas, { id: "act", type: "act", x: 7, y: 8 });
    addNode(canvas, { id: "scene", type: "scene", x: 100, y: 100, parent: "act" });
    addNode(canvas, { id: "shot", type: "shot", x: 400, y: 100, data: { scene: "scene" } });
    addNode(canvas, { id: "loose", type: "shot", x: 400, y: 100, data: { scene: "gone" } });
    const byId = new Map(readNodes(canvas).map((node) => [node.id, node]));
    const actIdOf = (id: string) => actOf(byId.get(id)!, (other) => byId.get(other));
    expect(["act", "scene", "shot", "loose"].map(actIdOf)).toEqual([undefined, "act", "act", undefined]);
  });
});

describe("aspect ratios", () => {
  it("are rationals, and nonsense falls back", () => {
    expect(parseAspectRatio("2.39:1")).toEqual({ width: 2.39, height: 1 });
    expect(parseAspectRatio("0:1")).toBeUndefined();
    expect(aspectRatioOf("1000:1")).toEqual({ width: 16, height: 9 });
  });
});
