import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { openCanvasDocument, type CanvasDocument } from "../document.ts";
import { shotPositionOf } from "../layout.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { isProposal } from "../queries/is-proposal.ts";
import { numberCanvas } from "../queries/numbering.ts";
import { readCanvas, readNodes } from "../queries/read-canvas.ts";
import { acceptProposals } from "./accept-proposals.ts";
import { addNode } from "./add-node.ts";
import { dropProposals } from "./drop-proposals.ts";
import { proposeShots, type ShotProposal } from "./propose-shots.ts";

const SCENE = { x: 296, y: 100 };
let canvas: CanvasDocument;
const shot = (description: string, cast: string[] = []): ShotProposal => ({
  data: { size: "CU", description, durationSeconds: 3 },
  cast,
});
const propose = (jobId: string, shots: ShotProposal[], on = canvas) =>
  proposeShots(on, { jobId, sceneId: "scene", shots });
const proposals = (on = canvas) =>
  readNodes(on)
    .filter(isProposal)
    .map(({ id }) => id);
const shots = (on = canvas) =>
  readNodes(on)
    .filter((node) => node.type === "shot")
    .map(({ id }) => id);

beforeEach(() => {
  canvas = openCanvasDocument(new Y.Doc());
  addNode(canvas, { id: "scene", type: "scene", ...SCENE, data: { number: "6" } });
  addNode(canvas, { id: "ines", type: "character", x: 0, y: 0, data: { name: "INES" } });
});

describe("proposeShots", () => {
  it("lays proposals out in the scene's row, in order, with their cast", () => {
    expect(propose("job", [shot("one", ["ines", "gone"]), shot("two")])).toEqual({ ok: true, proposed: 2 });
    const { nodes, edges } = readCanvas(canvas);
    const [one, two] = nodes.filter(isProposal);
    expect(one).toMatchObject({
      id: "job-shot-1",
      ...shotPositionOf(SCENE, 0),
      data: { scene: "scene", proposal: "job", description: "one", size: "CU" },
    });
    expect(two).toMatchObject(shotPositionOf(SCENE, 1));
    expect((one?.order ?? "") < (two?.order ?? "")).toBe(true);
    expect(edges.filter(({ type }) => type === "appears-in").map(({ id }) => id)).toEqual([
      "appears-in:ines:job-shot-1",
    ]);
  });

  it("stands behind the shots that are there and on nobody's place", () => {
    addNode(canvas, { id: "real", type: "shot", ...shotPositionOf(SCENE, 1), data: { scene: "scene" } });
    addNode(canvas, { id: "note", type: "note", ...shotPositionOf(SCENE, 2) });
    propose("job", [shot("one")]);
    expect(readNodes(canvas).find(isProposal)).toMatchObject(shotPositionOf(SCENE, 3));
  });

  it("has one effect however often its job runs", () => {
    propose("job", [shot("one")]);
    dropProposals(canvas, ["job-shot-1"]);
    const before = Y.encodeStateVector(canvas.doc);
    expect(propose("job", [shot("one")])).toEqual({ ok: true, proposed: 1 });
    expect(Y.encodeStateVector(canvas.doc)).toEqual(before);
    expect(proposals()).toEqual([]);
  });

  it("replaces the open proposals of its scene and keeps what was accepted and what is elsewhere", () => {
    addNode(canvas, { id: "other", type: "shot", x: 0, y: 900, data: { scene: "else", proposal: "x" } });
    propose("first", [shot("one"), shot("two")]);
    acceptProposals(canvas, ["first-shot-1"]);
    propose("second", [shot("three")]);
    expect(shots()).toEqual(["first-shot-1", "other", "second-shot-1"]);
    expect(proposals()).toEqual(["other", "second-shot-1"]);
  });

  it("is refused when the scene is gone", () => {
    expect(proposeShots(canvas, { jobId: "j", sceneId: "ines", shots: [] })).toMatchObject({
      ok: false,
      reason: "node-missing",
    });
  });
});

describe("acceptProposals and dropProposals", () => {
  it("make a real shot of a proposal, with a number", () => {
    propose("job", [shot("one"), shot("two")]);
    expect(acceptProposals(canvas, ["job-shot-2", "ines", "gone"])).toEqual({
      ok: true,
      accepted: ["job-shot-2"],
    });
    expect(numberCanvas(readNodes(canvas)).get("job-shot-2")).toBe("6A");
    expect(proposals()).toEqual(["job-shot-1"]);
  });

  it("never drop a shot that a colleague has accepted", () => {
    propose("job", [shot("one", ["ines"]), shot("two", ["ines"])]);
    acceptProposals(canvas, ["job-shot-1"]);
    expect(dropProposals(canvas, ["job-shot-1", "job-shot-2"])).toEqual({
      ok: true,
      dropped: ["job-shot-2"],
    });
    expect(shots()).toEqual(["job-shot-1"]);
    expect([...canvas.edges.keys()]).toEqual(["appears-in:ines:job-shot-1"]);
  });

  it("change nothing the second time", () => {
    propose("job", [shot("one")]);
    acceptProposals(canvas, ["job-shot-1"]);
    const before = Y.encodeStateVector(canvas.doc);
    expect(acceptProposals(canvas, ["job-shot-1"])).toEqual({ ok: true, accepted: [] });
    expect(dropProposals(canvas, ["job-shot-1"])).toEqual({ ok: true, dropped: [] });
    expect(Y.encodeStateVector(canvas.doc)).toEqual(before);
  });

  it("can be undone", () => {
    propose("job", [shot("one", ["ines"]), shot("two")]);
    const history = new Y.UndoManager([canvas.nodes, canvas.edges], {
      trackedOrigins: new Set([LOCAL_EDIT]),
      captureTimeout: 0,
    });
    const before = readCanvas(canvas);
    acceptProposals(canvas, ["job-shot-1", "job-shot-2"]);
    history.undo();
    expect(readCanvas(canvas)).toEqual(before);
    dropProposals(canvas, ["job-shot-1", "job-shot-2"]);
    expect(proposals()).toEqual([]);
    history.undo();
    expect(readCanvas(canvas)).toEqual(before);
  });

  it("end with the drop when two people decide at once; undoing it lets them decide again", () => {
    propose("job", [shot("one")]);
    const other = openCanvasDocument(new Y.Doc());
    Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(canvas.doc));
    const history = new Y.UndoManager([other.nodes, other.edges], { trackedOrigins: new Set([LOCAL_EDIT]) });
    acceptProposals(canvas, ["job-shot-1"]);
    dropProposals(other, ["job-shot-1"]);
    const exchange = () => {
      Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(canvas.doc));
      Y.applyUpdate(canvas.doc, Y.encodeStateAsUpdate(other.doc));
    };
    exchange();
    expect([shots(canvas), shots(other)]).toEqual([[], []]);
    history.undo();
    exchange();
    expect(readCanvas(canvas)).toEqual(readCanvas(other));
    expect([shots(), proposals()]).toEqual([["job-shot-1"], ["job-shot-1"]]);
  });
});
