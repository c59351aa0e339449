import { afterEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { addNode } from "@backlot/shared/canvas/commands/add-node";
import { openCanvasDocument } from "@backlot/shared/canvas/document";
import type { NodeType } from "@backlot/shared/canvas/node-types/registry";
import { CanvasModel } from "#lib/canvas/model/canvas-model.ts";
import { nameOfNode, refusedByServer, runTargetOf, withoutRefused } from "./run-target.ts";
import type { RunnableFunction } from "./runnable-functions.svelte.ts";

const models: CanvasModel[] = [];
afterEach(() => {
  for (const model of models.splice(0)) model.destroy();
});

/** Two scenes of an act; the second scene's shots stand first on the canvas. */
const openModel = (idea?: Record<string, unknown>): CanvasModel => {
  const canvas = openCanvasDocument(new Y.Doc());
  const add = (id: string, type: NodeType, data: Record<string, unknown>, parent?: string): void => {
    const result = addNode(canvas, { id, type, x: 0, y: 0, data, ...(parent && { parent }) });
    expect(result.ok).toBe(true);
  };
  add("act", "act", { title: "Act two" });
  add("six", "scene", { number: "6", setName: "WHEELHOUSE" }, "act");
  add("seven", "scene", { number: "7", setName: "DECK" });
  add("7a", "shot", { scene: "seven" });
  add("6a", "shot", { scene: "six" });
  add("6b", "shot", { scene: "six" });
  add("ines", "character", { name: "INES" });
  if (idea) add("idea", "shot", { scene: "six", ...idea });
  const model = new CanvasModel(canvas);
  models.push(model);
  return model;
};

const runnable = (nodeTypes: NodeType[], target: "node" | "canvas" = "node"): RunnableFunction => ({
  name: "storyboard",
  title: "Storyboard",
  description: "",
  icon: "pencil-ruler",
  target,
  nodeTypes,
  options: {},
});

describe("what a function runs on", () => {
  it("is every node of its types in film order, with nothing selected", () => {
    expect(runTargetOf(openModel(), [], runnable(["shot"]))).toEqual({
      ids: ["6a", "6b", "7a"],
      words: "all 3 shots",
      refused: [],
    });
  });

  it("is what is selected of its types", () => {
    expect(runTargetOf(openModel(), ["7a", "6a"], runnable(["shot"]))).toMatchObject({
      ids: ["6a", "7a"],
      words: "2 selected shots",
    });
  });

  it("is what lies in the selected scenes and acts", () => {
    expect(runTargetOf(openModel(), ["six"], runnable(["shot"]))).toMatchObject({
      ids: ["6a", "6b"],
      words: "2 shots inside the selection",
    });
    expect(runTargetOf(openModel(), ["act"], runnable(["scene"])).ids).toEqual(["six"]);
    expect(runTargetOf(openModel(), ["act"], runnable(["shot"])).ids).toEqual(["6a", "6b"]);
  });

  it("says of a mixed selection which nodes do not fit, and why", () => {
    const target = runTargetOf(openModel(), ["ines", "6a", "seven"], runnable(["shot"]));
    expect(target.ids).toEqual(["6a"]);
    expect(target.refused).toEqual([
      { id: "ines", name: "INES", reason: "is left out; this runs on shots" },
      { id: "seven", name: "Scene 7", reason: "is left out; this runs on shots" },
    ]);
  });

  it("leaves proposed shots out until somebody accepts them", () => {
    const model = openModel({ proposal: "job-1" });
    expect(runTargetOf(model, [], runnable(["shot"])).words).toBe("all 3 shots");
    expect(runTargetOf(model, ["6a", "idea"], runnable(["shot"])).refused).toMatchObject([
      { id: "idea", reason: "is proposed; accept it first" },
    ]);
  });

  it("is nothing where nothing fits, with the reason", () => {
    expect(runTargetOf(openModel(), ["ines"], runnable(["shot"])).obstacle).toBe(
      "Runs on shots; none is selected.",
    );
    expect(runTargetOf(openModel(), [], runnable(["note"])).obstacle).toBe(
      "There is no note on this canvas yet.",
    );
  });

  it("is the whole canvas for a canvas function, whatever is selected", () => {
    expect(runTargetOf(openModel(), ["ines"], runnable([], "canvas"))).toEqual({
      ids: [],
      words: "the whole canvas",
      refused: [],
    });
  });

  it("shrinks by what the server refuses, each with the server's words", () => {
    const model = openModel();
    const target = runTargetOf(model, ["6a", "6b"], runnable(["shot"]));
    const refused = refusedByServer(model, target.ids, {
      "nodeIds.1": "There is no such node.",
      options: "x",
    });
    expect(refused).toEqual([{ id: "6b", name: "Shot 6B", reason: "There is no such node." }]);
    expect(withoutRefused(target, refused)).toMatchObject({ ids: ["6a"], refused });
  });

  it("calls nodes as people do, the deleted ones too", () => {
    const { views } = openModel();
    expect(["6a", "seven", "ines", "act", "gone"].map((id) => nameOfNode(views.get(id)))).toEqual([
      "Shot 6A",
      "Scene 7",
      "INES",
      "Act two",
      "A deleted node",
    ]);
  });
});
