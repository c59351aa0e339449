import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { openCanvasDocument, type CanvasDocument } from "../document.ts";
import { findingIdOf, type Finding } from "../findings.ts";
import { shotPositionOf } from "../layout.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { readCanvas } from "../queries/read-canvas.ts";
import { readNode } from "../queries/read-node.ts";
import { addNode } from "./add-node.ts";
import { moveNodes } from "./move-nodes.ts";
import { muteFinding } from "./mute-finding.ts";
import { proposeShots } from "./propose-shots.ts";
import { updateNode } from "./update-node.ts";
import { MAX_FINDING_NOTES, writeFindings } from "./write-findings.ts";

const SCENE = { x: 296, y: 100 };
const RULES = ["jump-cut", "no-shots"];
const about = (rule: string, nodeIds: string[], text = "Words."): Finding => ({ rule, nodeIds, text });
const JUMP = about("jump-cut", ["first", "second"], "They frame alike.");
const JUMP_ID = findingIdOf(JUMP);

let canvas: CanvasDocument;
let runs = 0;
const write = (findings: Finding[], rules = RULES, jobId = `job-${runs++}`) =>
  writeFindings(canvas, { jobId, rules, findings });
const counts = (findings: number, muted = 0, resolved = 0, leftOut = 0) => ({
  ok: true,
  counts: { findings, muted, resolved, leftOut },
});
const noteIds = () => [...canvas.nodes.keys()].filter((id) => id.startsWith("finding-")).sort();

beforeEach(() => {
  canvas = openCanvasDocument(new Y.Doc());
  addNode(canvas, { id: "scene", type: "scene", ...SCENE });
  for (const [index, id] of ["first", "second"].entries()) {
    addNode(canvas, { id, type: "shot", ...shotPositionOf(SCENE, index), data: { scene: "scene" } });
  }
});

describe("writeFindings", () => {
  it("pins a note in the row of the scene, with edges to what it is about", () => {
    expect(write([JUMP])).toEqual(counts(1));
    expect(readNode(canvas, JUMP_ID)).toMatchObject({
      type: "note",
      ...shotPositionOf(SCENE, 2),
      data: { text: "They frame alike.", finding: { rule: "jump-cut", nodeIds: ["first", "second"] } },
    });
    expect([...canvas.edges.keys()].sort()).toEqual([
      `refers-to:${JUMP_ID}:first`,
      `refers-to:${JUMP_ID}:second`,
    ]);
  });

  it("writes nothing the second time", () => {
    write([JUMP, about("no-shots", ["scene"])]);
    const before = readCanvas(canvas);
    expect(write([JUMP, about("no-shots", ["scene"])])).toEqual(counts(2));
    expect(readCanvas(canvas)).toEqual(before);
    write([JUMP], RULES, "again");
    const vector = Y.encodeStateVector(canvas.doc);
    write([], RULES, "again");
    expect(Y.encodeStateVector(canvas.doc)).toEqual(vector);
  });

  it("takes away what is resolved, and only among the rules that were checked", () => {
    write([JUMP, about("no-shots", ["scene"])]);
    expect(write([], ["jump-cut"])).toEqual(counts(0, 0, 1));
    expect(noteIds()).toEqual([findingIdOf({ rule: "no-shots", nodeIds: ["scene"] })]);
    expect([...canvas.edges.keys()]).toHaveLength(1);
  });

  it("keeps a muted one muted and says so", () => {
    write([JUMP]);
    muteFinding(canvas, { ids: [JUMP_ID], muted: true });
    expect(write([{ ...JUMP, text: "New words." }])).toEqual(counts(1, 1));
    expect(readNode(canvas, JUMP_ID)?.data).toMatchObject({ muted: true, text: "New words." });
  });

  it("leaves a person's words and a person's place alone", () => {
    write([JUMP]);
    updateNode(canvas, { id: JUMP_ID, data: { text: "We want this one." } });
    moveNodes(canvas, [{ id: JUMP_ID, x: 5, y: 6 }]);
    write([{ ...JUMP, text: "New words." }]);
    write([{ ...JUMP, text: "Newer words." }]);
    expect(readNode(canvas, JUMP_ID)).toMatchObject({ x: 5, y: 6, data: { text: "We want this one." } });
  });

  it("makes an ordinary note of a resolved one that holds a person's words", () => {
    write([JUMP]);
    updateNode(canvas, { id: JUMP_ID, data: { text: "Ask Mei about this." } });
    expect(write([])).toEqual(counts(0, 0, 1));
    expect(readNode(canvas, JUMP_ID)?.data).toEqual({ text: "Ask Mei about this." });
  });

  it("moves a note that nobody placed out of the way of what has come", () => {
    write([JUMP]);
    addNode(canvas, { id: "third", type: "shot", ...shotPositionOf(SCENE, 2), data: { scene: "scene" } });
    write([JUMP]);
    expect(readNode(canvas, JUMP_ID)).toMatchObject(shotPositionOf(SCENE, 3));
  });

  it("makes way for proposed shots", () => {
    addNode(canvas, { id: "empty", type: "scene", x: SCENE.x, y: 900 });
    const noShots = about("no-shots", ["empty"]);
    write([noShots]);
    expect(readNode(canvas, findingIdOf(noShots))).toMatchObject(shotPositionOf({ x: SCENE.x, y: 900 }, 0));
    const shots = [1, 2].map(() => ({ data: { size: "MS" as const }, cast: [] }));
    proposeShots(canvas, { jobId: "cover", sceneId: "empty", shots });
    expect(readNode(canvas, "cover-shot-1")).toMatchObject(shotPositionOf({ x: SCENE.x, y: 900 }, 0));
    expect(readNode(canvas, findingIdOf(noShots))).toMatchObject(shotPositionOf({ x: SCENE.x, y: 900 }, 2));
    expect(write([])).toEqual(counts(0, 0, 1));
  });

  it("follows its scene, and puts each note on a place of its own", () => {
    const findings = [JUMP, about("no-shots", ["scene"])];
    write(findings);
    moveNodes(canvas, [{ id: "scene", x: SCENE.x, y: 2_000 }]);
    write(findings);
    const places = noteIds().map((id) => [readNode(canvas, id)?.x, readNode(canvas, id)?.y]);
    expect(places.map(([, y]) => y)).toEqual([2_000, 2_000]);
    expect(new Set(places.map(([x]) => x)).size).toBe(2);
  });

  it("stops at a bound and counts the rest; what stands there keeps its place", () => {
    const many = Array.from({ length: MAX_FINDING_NOTES + 30 }, (_, index) =>
      about("no-shots", [`s${index}`, "scene"]),
    );
    for (const [index] of many.entries())
      addNode(canvas, { id: `s${index}`, type: "note", x: 0, y: index * 300 });
    expect(write(many.slice(30))).toEqual(counts(MAX_FINDING_NOTES));
    const before = noteIds();
    expect(write(many)).toEqual(counts(MAX_FINDING_NOTES, 0, 0, 30));
    expect(noteIds()).toEqual(before);
  });

  it("skips what is malformed, and a copy of a finding is its owner's note", () => {
    write([JUMP]);
    const finding = readNode(canvas, JUMP_ID)?.data["finding"];
    addNode(canvas, { id: "copy", type: "note", x: 0, y: 0, data: { text: "They frame alike.", finding } });
    canvas.nodes.set("finding-broken", new Y.Map<unknown>([["type", "note"]]));
    expect(write([])).toEqual(counts(0, 0, 1));
    expect(readNode(canvas, "copy")?.data["finding"]).toEqual(finding);
    expect(write([about("no-shots", ["nobody"])])).toEqual(counts(0));
  });
});

describe("muteFinding", () => {
  it("folds a finding away and back, passes others over, and can be undone", () => {
    write([JUMP]);
    addNode(canvas, { id: "mine", type: "note", x: 0, y: 0 });
    const history = new Y.UndoManager([canvas.nodes], { trackedOrigins: new Set([LOCAL_EDIT]) });
    const ids = [JUMP_ID, "mine", "scene", "gone"];
    expect(muteFinding(canvas, { ids, muted: true })).toEqual({ ok: true, changed: [JUMP_ID] });
    expect(muteFinding(canvas, { ids, muted: true })).toEqual({ ok: true, changed: [] });
    expect(readNode(canvas, JUMP_ID)?.data["muted"]).toBe(true);
    history.undo();
    expect(readNode(canvas, JUMP_ID)?.data["muted"]).toBeUndefined();
    muteFinding(canvas, { ids, muted: true });
    expect(muteFinding(canvas, { ids, muted: false })).toEqual({ ok: true, changed: [JUMP_ID] });
    expect(readNode(canvas, JUMP_ID)?.data["muted"]).toBeUndefined();
  });
});
