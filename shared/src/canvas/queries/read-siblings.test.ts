import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { addNode } from "../commands/add-node.ts";
import { connect } from "../commands/connect.ts";
import { openCanvasDocument } from "../document.ts";
import { compareOrder } from "../order.ts";
import { checkConnection } from "./check-connection.ts";
import { readRowOf, readSiblings } from "./read-siblings.ts";

const film = () => {
  const canvas = openCanvasDocument(new Y.Doc());
  for (const id of ["one", "two"]) addNode(canvas, { id, type: "scene", x: 0, y: 0 });
  for (const id of ["a", "b", "c"]) addNode(canvas, { id, type: "shot", x: 0, y: 0, data: { scene: "one" } });
  addNode(canvas, { id: "loose", type: "shot", x: 0, y: 0 });
  return canvas;
};
const idsOf = (row: { id: string; order?: string }[]): string[] => row.sort(compareOrder).map(({ id }) => id);

describe("readSiblings", () => {
  it("finds the scenes of the film and the shots of one scene, in order", () => {
    const canvas = film();
    expect(idsOf(readSiblings(canvas, { type: "scene" }))).toEqual(["one", "two"]);
    expect(idsOf(readSiblings(canvas, { type: "shot", scene: "one" }))).toEqual(["a", "b", "c"]);
    expect(readSiblings(canvas, { type: "shot", scene: "two" })).toEqual([]);
  });

  it("passes over what a stranger has broken", () => {
    const canvas = film();
    canvas.nodes.set("broken", "text" as unknown as Y.Map<unknown>);
    canvas.nodes.set("bare", new Y.Map<unknown>([["type", "shot"]]));
    canvas.nodes.get("a")?.set("order", 7);
    expect(idsOf(readSiblings(canvas, { type: "shot", scene: "one" }))).toEqual(["b", "c", "a"]);
    expect(readRowOf(canvas, "broken")).toBeUndefined();
    expect(readRowOf(canvas, "bare")).toBeUndefined();
  });
});

describe("readRowOf", () => {
  it("knows the row of scenes and of shots in a scene", () => {
    const canvas = film();
    expect(readRowOf(canvas, "two")).toEqual({ type: "scene" });
    expect(readRowOf(canvas, "b")).toEqual({ type: "shot", scene: "one" });
    expect(readRowOf(canvas, "loose")).toBeUndefined();
    expect(readRowOf(canvas, "nobody")).toBeUndefined();
  });

  it("lets a connection tell neighbors from others", () => {
    const canvas = film();
    const connected = (source: string, target: string): boolean => {
      const check = checkConnection(canvas, source, target);
      return check.ok && check.connected;
    };
    expect([connected("a", "b"), connected("a", "c"), connected("b", "a")]).toEqual([true, false, false]);
    connect(canvas, { source: "a", target: "c" });
    expect(idsOf(readSiblings(canvas, { type: "shot", scene: "one" }))).toEqual(["a", "c", "b"]);
    expect([connected("a", "b"), connected("a", "c")]).toEqual([false, true]);
  });
});
