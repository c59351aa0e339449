import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { addNode } from "@backlot/shared/canvas/commands/add-node";
import { connect } from "@backlot/shared/canvas/commands/connect";
import { setMeta } from "@backlot/shared/canvas/commands/set-meta";
import { updateNode } from "@backlot/shared/canvas/commands/update-node";
import { openCanvasDocument, type CanvasDocument } from "@backlot/shared/canvas/document";
import { hashCanonically } from "@backlot/shared/server/batches/canonical-hash";
import { storyboardOptionsSchema } from "@backlot/shared/functions/storyboard";
import { readPanelInput } from "./read-panel-input.ts";

const at = { x: 0, y: 0 };
const noMarks = storyboardOptionsSchema.parse({});

/** Two scenes on a pier; INES is in the second, TOMAS nowhere; the shot belongs to the second. */
const makeCanvas = (): CanvasDocument => {
  const canvas = openCanvasDocument(new Y.Doc());
  setMeta(canvas, { aspectRatio: "2.39:1" });
  addNode(canvas, { id: "pier", type: "location", ...at, data: { name: "PIER", kit: "pier" } });
  addNode(canvas, { id: "ines", type: "character", ...at, data: { name: "INES", hat: "beanie" } });
  addNode(canvas, { id: "tomas", type: "character", ...at, data: { name: "TOMAS" } });
  addNode(canvas, { id: "one", type: "scene", ...at, data: { timeOfDay: "NIGHT" } });
  addNode(canvas, {
    id: "two",
    type: "scene",
    ...at,
    data: { timeOfDay: "CONTINUOUS", interiorExterior: "EXT", setName: "PIER", location: "pier" },
  });
  const data = { scene: "two", size: "CU", lensMm: 85, description: "She turns.", props: "lantern" };
  addNode(canvas, { id: "shot", type: "shot", ...at, data });
  connect(canvas, { source: "ines", target: "two" });
  return canvas;
};

describe("what a panel is drawn from", () => {
  it("is the shot, its scene with the running time, its place and the scene's cast", () => {
    expect(readPanelInput(makeCanvas(), "shot", noMarks)).toEqual({
      ratio: { width: 2.39, height: 1 },
      shot: { id: "shot", size: "CU", lensMm: 85, description: "She turns." },
      scene: { interiorExterior: "EXT", setName: "PIER", timeOfDay: "NIGHT" },
      location: { id: "pier", name: "PIER", kit: "pier" },
      characters: [{ id: "ines", name: "INES", hat: "beanie" }],
      options: { marks: false },
    });
  });

  it("is the shot's own cast when it has one", () => {
    const canvas = makeCanvas();
    connect(canvas, { source: "tomas", target: "shot" });
    expect(readPanelInput(canvas, "shot", noMarks)?.characters).toEqual([{ id: "tomas", name: "TOMAS" }]);
  });

  it("names the printed number only when marks are wanted", () => {
    expect(readPanelInput(makeCanvas(), "shot", { ...noMarks, marks: true })?.shot.number).toBe("2A");
  });

  it("is nothing for a shot that is gone or a node of another type", () => {
    expect(readPanelInput(makeCanvas(), "gone", noMarks)).toBeUndefined();
    expect(readPanelInput(makeCanvas(), "one", noMarks)).toBeUndefined();
  });

  it("does without scene, place and cast, and skips what is malformed", () => {
    const canvas = openCanvasDocument(new Y.Doc());
    addNode(canvas, { id: "shot", type: "shot", ...at, data: { scene: "gone" } });
    canvas.edges.set("appears-in:nobody:shot", new Y.Map());
    canvas.edges.set("odd:shot", new Y.Map());
    canvas.nodes.set("broken", new Y.Map([["type", "scene"]]));
    expect(readPanelInput(canvas, "shot", noMarks)).toEqual({
      ratio: { width: 16, height: 9 },
      shot: { id: "shot", description: "" },
      characters: [],
      options: { marks: false },
    });
  });

  it("keeps an inheriting time that has nothing to inherit, and known times as they are", () => {
    const canvas = openCanvasDocument(new Y.Doc());
    addNode(canvas, { id: "first", type: "scene", ...at, data: { timeOfDay: "LATER" } });
    addNode(canvas, { id: "second", type: "scene", ...at, data: { timeOfDay: "DUSK" } });
    addNode(canvas, { id: "a", type: "shot", ...at, data: { scene: "first" } });
    addNode(canvas, { id: "b", type: "shot", ...at, data: { scene: "second" } });
    expect(readPanelInput(canvas, "a", noMarks)?.scene?.timeOfDay).toBe("LATER");
    expect(readPanelInput(canvas, "b", noMarks)?.scene?.timeOfDay).toBe("DUSK");
  });

  it("stays the same for 180 of 200 shots when 20 are changed, whatever else is edited", () => {
    const canvas = makeCanvas();
    const shots = Array.from({ length: 200 }, (_, shot) => `shot-${shot}`);
    for (const id of shots)
      addNode(canvas, { id, type: "shot", ...at, data: { scene: "two", size: "MS", lensMm: 35 } });
    const hashes = () => shots.map((id) => hashCanonically(readPanelInput(canvas, id, noMarks)));
    const before = hashes();
    for (const id of shots.slice(0, 20)) updateNode(canvas, { id, data: { size: "CU" } });
    // None of this is in the picture.
    for (const id of shots) updateNode(canvas, { id, x: 500, data: { durationSeconds: 4, sound: "wind" } });
    const after = hashes();
    expect(after.filter((hash, at) => hash === before[at])).toHaveLength(180);
  });
});
