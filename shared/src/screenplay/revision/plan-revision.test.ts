import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { addNode } from "../../canvas/commands/add-node.ts";
import { applyBreakdown } from "../../canvas/commands/apply-breakdown.ts";
import { applyRevision } from "../../canvas/commands/apply-revision.ts";
import { connect } from "../../canvas/commands/connect.ts";
import { disconnect } from "../../canvas/commands/disconnect.ts";
import { removeNodes } from "../../canvas/commands/remove-nodes.ts";
import { updateNode } from "../../canvas/commands/update-node.ts";
import { openCanvasDocument, type CanvasDocument } from "../../canvas/document.ts";
import { compareOrder } from "../../canvas/order.ts";
import { readNodes } from "../../canvas/queries/read-canvas.ts";
import { readNode, type CanvasNode } from "../../canvas/queries/read-node.ts";
import { readRevisionFacts } from "../../canvas/queries/read-revision-facts.ts";
import { breakdownScreenplay, type ScreenplayBreakdown } from "../breakdown.ts";
import { describeRevision, type RevisionDiff } from "./describe-revision.ts";
import { planRevision } from "./plan-revision.ts";

const read = (...scenes: string[]): ScreenplayBreakdown => {
  const breakdown = breakdownScreenplay(scenes.join("\n\n"));
  if (!breakdown.ok) throw new Error(breakdown.reason);
  return breakdown;
};

const PIER =
  "EXT. PIER - DAY\n\nThe green ferry takes on crates while gulls argue over bread.\n\nWREN\nWhat time is it?";
const KITCHEN =
  "INT. KITCHEN - NIGHT\n\nA kettle begins to whistle. Nobody gets up to turn it off.\n\nINES\nLeave it.";
const TOWER =
  "INT. TOWER - NIGHT\n\nMoonlight falls through the dial upon a wheel that does not turn.\n\nINES\nNow.";
const STREET = "EXT. STREET - DAWN\n\nShutters open one after another along the steep and silent street.";
const numbered = (scene: string, number: string): string => scene.replace("\n", ` #${number}#\n`);

const imported = (...scenes: string[]): CanvasDocument => {
  const canvas = openCanvasDocument(new Y.Doc());
  applyBreakdown(canvas, { jobId: "one", breakdown: read(...scenes) });
  return canvas;
};
const diffOf = (canvas: CanvasDocument, ...scenes: string[]): RevisionDiff => {
  const facts = readRevisionFacts(canvas);
  return describeRevision(facts, planRevision(facts, read(...scenes)));
};
let jobs = 0;
const revise = (canvas: CanvasDocument, scenes: string[], omitted: "keep" | "remove" = "keep") => {
  const result = applyRevision(canvas, { jobId: `revision-${++jobs}`, breakdown: read(...scenes), omitted });
  if (!result.ok) throw new Error(result.reason);
  return result.counts;
};
const scenesOf = (canvas: CanvasDocument): CanvasNode[] =>
  readNodes(canvas)
    .filter(({ type }) => type === "scene")
    .sort(compareOrder);
const setsOf = (canvas: CanvasDocument): unknown[] => scenesOf(canvas).map(({ data }) => data["setName"]);
const sceneId = (index: number): string => `one-scene-${index}`;
const NOTHING = { changed: [], moved: [], added: [], omitted: [] };

describe("a revised screenplay", () => {
  it("that says the same changes nothing, whatever people have done with the board", () => {
    const canvas = imported(PIER, KITCHEN, TOWER);
    updateNode(canvas, { id: sceneId(1), data: { synopsis: "Ours.", setName: "HARBOR" }, x: 5000, y: -90 });
    connect(canvas, { source: sceneId(3), target: sceneId(1) });
    addNode(canvas, { id: "ours", type: "scene", x: 0, y: 0, data: { setName: "CELLAR" } });
    disconnect(canvas, `appears-in:one-character-1:${sceneId(1)}`);
    const before = Y.encodeStateVector(canvas.doc);
    expect(diffOf(canvas, PIER, KITCHEN, TOWER)).toMatchObject({ ...NOTHING, unchanged: 3 });
    expect(revise(canvas, [PIER, KITCHEN, TOWER])).toMatchObject({ unchanged: 3, changed: 0, moved: 0 });
    const update = Y.encodeStateAsUpdate(canvas.doc, before);
    // Only that the job was applied.
    expect(update.byteLength).toBeLessThan(60);
  });

  it("changes the text, the length and the cast of the scene it rewrites, and keeps its shots", () => {
    const canvas = imported(PIER, KITCHEN);
    addNode(canvas, { id: "shot", type: "shot", x: 900, y: 0, data: { scene: sceneId(1), size: "CU" } });
    const rewritten = `${PIER}\n\nTOMAS\nFerry time. Get on board, all of you, before the gate closes.`;
    expect(diffOf(canvas, rewritten, KITCHEN)).toMatchObject({
      ...NOTHING,
      unchanged: 1,
      changed: [
        {
          id: sceneId(1),
          number: "1",
          heading: "EXT. PIER – DAY",
          changes: ["Text", "Length: 1/8 → 2/8", "Cast: + TOMAS"],
          kept: [],
        },
      ],
      characters: { added: ["TOMAS"], gone: [] },
    });
    revise(canvas, [rewritten, KITCHEN]);
    expect(readNode(canvas, sceneId(1))?.data["script"]).toContain("Ferry time.");
    expect(readNode(canvas, "shot")?.data).toMatchObject({ scene: sceneId(1), size: "CU" });
    expect(diffOf(canvas, rewritten, KITCHEN)).toMatchObject({ ...NOTHING, unchanged: 2 });
  });

  it("keeps a field that a person has edited, and says so only when the screenplay changes it too", () => {
    const canvas = imported(PIER, KITCHEN);
    updateNode(canvas, { id: sceneId(1), data: { timeOfDay: "DUSK" } });
    const atNight = PIER.replace("DAY", "NIGHT");
    expect(diffOf(canvas, atNight, KITCHEN).changed).toMatchObject([{ changes: [], kept: ["heading"] }]);
    revise(canvas, [atNight, KITCHEN]);
    expect(readNode(canvas, sceneId(1))?.data["timeOfDay"]).toBe("DUSK");
    expect(diffOf(canvas, atNight, KITCHEN).changed).toEqual([]);
  });

  it("finds a scene under a new heading by its words", () => {
    const canvas = imported(PIER, KITCHEN, TOWER);
    const renamed = KITCHEN.replace("KITCHEN - NIGHT", "GALLEY - NIGHT").replace("Nobody", "No one at all");
    expect(diffOf(canvas, PIER, renamed, TOWER)).toMatchObject({
      unchanged: 2,
      changed: [
        {
          id: sceneId(2),
          changes: ["Heading: INT. KITCHEN – NIGHT → INT. GALLEY – NIGHT", "Text", "Synopsis"],
        },
      ],
      locations: { added: ["GALLEY"], gone: ["KITCHEN"] },
    });
  });

  it("finds a rewritten scene by its number where both drafts print one", () => {
    const canvas = imported(numbered(PIER, "1"), numbered(KITCHEN, "2"), numbered(TOWER, "3"));
    const diff = diffOf(canvas, numbered(PIER, "1"), numbered(STREET, "2"), numbered(TOWER, "3"));
    expect(diff).toMatchObject({ unchanged: 2, added: [], omitted: [], changed: [{ id: sceneId(2) }] });
  });

  it("trusts the words and not the numbers when the whole draft was renumbered", () => {
    const canvas = imported(numbered(PIER, "1"), numbered(KITCHEN, "2"), numbered(TOWER, "3"));
    revise(canvas, [
      numbered(STREET, "1"),
      numbered(PIER, "2"),
      numbered(KITCHEN, "3"),
      numbered(TOWER, "4"),
    ]);
    expect(scenesOf(canvas).map(({ id, data }) => [id, data["number"], data["setName"]])).toEqual([
      [`revision-${jobs}-scene-1`, "1", "STREET"],
      [sceneId(1), "2", "PIER"],
      [sceneId(2), "3", "KITCHEN"],
      [sceneId(3), "4", "TOWER"],
    ]);
  });

  it("moves a scene to its new place and leaves a place chosen by hand", () => {
    const canvas = imported(PIER, KITCHEN, TOWER, STREET);
    expect(diffOf(canvas, KITCHEN, TOWER, PIER, STREET)).toMatchObject({
      ...NOTHING,
      moved: [{ id: sceneId(1), behind: "3 INT. TOWER – NIGHT" }],
    });
    // STREET by hand to the start.
    updateNode(canvas, { id: sceneId(4), x: 1, y: 2 });
    connect(canvas, { source: sceneId(4), target: sceneId(1) });
    canvas.nodes.get(sceneId(4))?.set("order", "Zz");
    revise(canvas, [KITCHEN, TOWER, PIER, STREET]);
    expect(setsOf(canvas)).toEqual(["STREET", "KITCHEN", "TOWER", "PIER"]);
    expect(readNode(canvas, sceneId(4))).toMatchObject({ x: 1, y: 2 });
  });
});

describe("an inserted scene", () => {
  it("gets a number between its neighbors once numbers are printed", () => {
    const canvas = imported(numbered(PIER, "12"), numbered(TOWER, "13"));
    const draft = [numbered(PIER, "12"), KITCHEN, numbered(TOWER, "13"), STREET];
    expect(diffOf(canvas, ...draft).added).toMatchObject([
      { number: "12A", heading: "INT. KITCHEN – NIGHT", behind: "12 EXT. PIER – DAY" },
      { number: "14", heading: "EXT. STREET – DAWN" },
    ]);
    revise(canvas, draft);
    expect(scenesOf(canvas).map(({ data }) => data["number"])).toEqual(["12", "12A", "13", "14"]);
    expect(diffOf(canvas, ...draft)).toMatchObject({ ...NOTHING, unchanged: 4 });
    // The next draft prints another number: it is the script's to say.
    revise(canvas, [
      numbered(PIER, "12"),
      numbered(KITCHEN, "12B"),
      numbered(TOWER, "13"),
      numbered(STREET, "14"),
    ]);
    expect(scenesOf(canvas).map(({ data }) => data["number"])).toEqual(["12", "12B", "13", "14"]);
  });

  it("covers nothing that stands on the board and moves nobody's node", () => {
    const canvas = imported(PIER, TOWER);
    addNode(canvas, { id: "shot", type: "shot", x: 608, y: 0, data: { scene: sceneId(1) } });
    const before = readNodes(canvas).map(({ id, x, y }) => ({ id, x, y }));
    revise(canvas, [PIER, KITCHEN, TOWER, STREET]);
    const after = readNodes(canvas);
    expect(
      after.filter(({ id }) => before.some((one) => one.id === id)).map(({ id, x, y }) => ({ id, x, y })),
    ).toEqual(before);
    const places = after.map(({ x, y }) => `${x}/${y}`);
    expect(new Set(places).size).toBe(places.length);
    expect(setsOf(canvas)).toEqual(["PIER", "KITCHEN", "TOWER", "STREET"]);
  });

  it("is also one that somebody has deleted from the board", () => {
    const canvas = imported(PIER, KITCHEN);
    removeNodes(canvas, [sceneId(2), "one-location-1"]);
    revise(canvas, [PIER, KITCHEN]);
    expect(setsOf(canvas)).toEqual(["PIER", "KITCHEN"]);
    const [pier] = scenesOf(canvas);
    expect(readNode(canvas, String(pier?.data["location"]))?.data["name"]).toBe("PIER");
  });
});

describe("a scene that the new draft lacks", () => {
  const withWork = (): CanvasDocument => {
    const canvas = imported(numbered(PIER, "1"), numbered(KITCHEN, "2"), numbered(TOWER, "3"));
    addNode(canvas, { id: "shot", type: "shot", x: 0, y: 0, data: { scene: sceneId(1) } });
    return canvas;
  };

  it("stays as omitted with its number and its shots", () => {
    const canvas = withWork();
    expect(diffOf(canvas, numbered(TOWER, "3")).omitted).toEqual([
      { id: sceneId(1), number: "1", heading: "EXT. PIER – DAY", shots: 1, removable: false },
      { id: sceneId(2), number: "2", heading: "INT. KITCHEN – NIGHT", shots: 0, removable: true },
    ]);
    expect(revise(canvas, [numbered(TOWER, "3")])).toMatchObject({ omitted: 2, removed: 0 });
    expect(scenesOf(canvas).map(({ data }) => [data["number"], data["omitted"] ?? false])).toEqual([
      ["1", true],
      ["2", true],
      ["3", false],
    ]);
    expect(readNode(canvas, "shot")?.data["scene"]).toBe(sceneId(1));
    expect(diffOf(canvas, numbered(TOWER, "3")).omitted).toEqual([]);
  });

  it("is removed when that is wanted and nothing was made of it", () => {
    const canvas = withWork();
    expect(revise(canvas, [numbered(TOWER, "3")], "remove")).toMatchObject({ omitted: 1, removed: 1 });
    expect(scenesOf(canvas).map(({ id }) => id)).toEqual([sceneId(1), sceneId(3)]);
  });

  it("comes back when a later draft has it again", () => {
    const canvas = withWork();
    revise(canvas, [numbered(TOWER, "3")]);
    const draft = [numbered(PIER, "1"), numbered(TOWER, "3")];
    expect(diffOf(canvas, ...draft)).toMatchObject({
      added: [],
      changed: [{ id: sceneId(1), changes: ["Back in the screenplay"] }],
    });
    revise(canvas, draft);
    expect(readNode(canvas, sceneId(1))?.data["omitted"]).toBeUndefined();
  });

  it("is left alone when no screenplay ever had it", () => {
    const canvas = imported(PIER);
    addNode(canvas, { id: "ours", type: "scene", x: 0, y: 0, data: { setName: "CELLAR" } });
    expect(revise(canvas, [PIER, TOWER], "remove")).toMatchObject({ added: 1, omitted: 0, removed: 0 });
    expect(readNode(canvas, "ours")?.data["omitted"]).toBeUndefined();
  });
});

describe("names", () => {
  it("that a person has given stay, and the nodes are found by the names of the screenplay", () => {
    const canvas = imported(PIER, KITCHEN);
    updateNode(canvas, { id: "one-character-1", data: { name: "Wren Aldous", hat: "beanie" } });
    updateNode(canvas, { id: "one-location-1", data: { name: "Pier 4, Oslo" } });
    const draft = [PIER.replace("crates", "mail"), KITCHEN];
    expect(diffOf(canvas, ...draft)).toMatchObject({
      characters: { added: [], gone: [] },
      locations: { added: [] },
    });
    revise(canvas, draft);
    expect(readNode(canvas, "one-character-1")?.data).toMatchObject({ name: "Wren Aldous", hat: "beanie" });
    expect(readNodes(canvas).filter(({ type }) => type !== "scene")).toHaveLength(4);
  });

  it("of acts carry scenes over, and a draft without acts leaves them", () => {
    const canvas = imported("# One", PIER, "# Two", TOWER);
    revise(canvas, ["# One", PIER, TOWER, "# Three", STREET]);
    const acts = (): unknown[] =>
      scenesOf(canvas).map(({ parent }) => parent && readNode(canvas, parent)?.data["title"]);
    expect(acts()).toEqual(["One", "One", "Three"]);
    revise(canvas, [PIER, TOWER, STREET]);
    expect(acts()).toEqual(["One", "One", "Three"]);
  });
});
