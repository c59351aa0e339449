import { beforeEach, expect, it } from "vitest";
import * as Y from "yjs";
import { addNode } from "../commands/add-node.ts";
import { openCanvasDocument, type CanvasDocument } from "../document.ts";
import { isProposal, listProposals } from "./is-proposal.ts";
import { numberCanvas } from "./numbering.ts";
import { readCanvas, readNodes } from "./read-canvas.ts";
import { readNode } from "./read-node.ts";

let canvas: CanvasDocument;
const addShot = (id: string, data: Record<string, unknown> = {}) =>
  addNode(canvas, { id, type: "shot", x: 0, y: 0, data: { scene: "scene", ...data } });

beforeEach(() => {
  canvas = openCanvasDocument(new Y.Doc());
  addNode(canvas, { id: "scene", type: "scene", x: 0, y: 0, data: { number: "6" } });
  addShot("first");
  addShot("proposed", { proposal: "job", number: "6X" });
  addShot("second");
});

it("a proposed shot has no number and takes none from the others", () => {
  const numbers = numberCanvas(readNodes(canvas));
  expect([numbers.get("first"), numbers.get("proposed"), numbers.get("second")]).toEqual([
    "6A",
    undefined,
    "6B",
  ]);
});

it("a proposed shot is in its scene, but not in the running order", () => {
  const edges = readCanvas(canvas).edges.map(({ id }) => id);
  expect(edges).toContain("contains:scene:proposed");
  expect(edges).toContain("next:first:second");
  expect(edges.filter((id) => id.startsWith("next:"))).toHaveLength(1);
});

it("proposals are listed by id and by scene", () => {
  addShot("elsewhere", { scene: "other", proposal: "job" });
  expect(listProposals(canvas.nodes, { ids: ["second", "proposed", "gone", "elsewhere"] })).toEqual([
    "proposed",
    "elsewhere",
  ]);
  expect(listProposals(canvas.nodes, { scene: "scene" })).toEqual(["proposed"]);
});

it("what is malformed is no proposal", () => {
  const data = canvas.nodes.get("first")?.get("data") as Y.Map<unknown>;
  data.set("proposal", 7);
  canvas.nodes.set("broken", new Y.Map<unknown>([["type", "shot"]]));
  expect(listProposals(canvas.nodes, { ids: ["first", "broken"] })).toEqual([]);
  const first = readNode(canvas, "first");
  expect(first && isProposal(first)).toBe(false);
});
