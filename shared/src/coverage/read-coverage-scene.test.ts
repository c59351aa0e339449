import { expect, it } from "vitest";
import * as Y from "yjs";
import { addNode } from "../canvas/commands/add-node.ts";
import { connect } from "../canvas/commands/connect.ts";
import { openCanvasDocument } from "../canvas/document.ts";
import { readCoverageScene } from "./read-coverage-scene.ts";

it("a scene is read with its own cast first and its real shots only", () => {
  const canvas = openCanvasDocument(new Y.Doc());
  const add = (id: string, type: string, data = {}) => addNode(canvas, { id, type, x: 0, y: 0, data });
  add("a", "character", { name: "HALE" });
  add("z", "character", { name: "INES" });
  add("nameless", "character");
  add("pier", "location", { name: "PIER 4" });
  add("scene", "scene", { script: "She waits.", location: "pier", pageEighths: 3 });
  add("real", "shot", { scene: "scene", size: "MS" });
  add("proposed", "shot", { scene: "scene", proposal: "job" });
  add("elsewhere", "shot", { scene: "other" });
  connect(canvas, { source: "z", target: "scene" });
  connect(canvas, { source: "z", target: "real" });
  canvas.nodes.set("broken", new Y.Map<unknown>([["type", "shot"]]));
  canvas.edges.set("appears-in:nobody:scene", new Y.Map());
  expect(readCoverageScene(canvas, "scene")).toEqual({
    script: "She waits.",
    synopsis: "",
    setName: "PIER 4",
    pageEighths: 3,
    characters: [
      { id: "z", name: "INES" },
      { id: "a", name: "HALE" },
    ],
    cast: ["z"],
    shots: [{ size: "MS", description: "", cast: ["z"] }],
  });
  expect(readCoverageScene(canvas, "pier")).toBeUndefined();
  expect(readCoverageScene(canvas, "gone")).toBeUndefined();
});
