import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { addNode } from "../canvas/commands/add-node.ts";
import { addTake } from "../canvas/commands/add-take.ts";
import { connect } from "../canvas/commands/connect.ts";
import { setMeta } from "../canvas/commands/set-meta.ts";
import { openCanvasDocument, type CanvasDocument } from "../canvas/document.ts";
import type { NodeType } from "../canvas/node-types/registry.ts";
import { readShotList } from "./read-shot-list.ts";
import {
  cameraInWords,
  columnOf,
  DEFAULT_SHOT_LIST_COLUMNS,
  SHOT_LIST_COLUMN_KEYS,
} from "./shot-list-columns.ts";

const newCanvas = (): CanvasDocument => openCanvasDocument(new Y.Doc());
const add = (
  canvas: CanvasDocument,
  type: NodeType,
  id: string,
  data: Record<string, unknown> = {},
): void => {
  expect(addNode(canvas, { id, type, x: 0, y: 0, data })).toMatchObject({ ok: true });
};

/** Two scenes on one pier, made in the wrong order, and a shot in none. */
const pier = (): CanvasDocument => {
  const canvas = newCanvas();
  setMeta(canvas, { title: "Night ferry", aspectRatio: "2:1" });
  add(canvas, "location", "pier", { name: "PIER 4" });
  add(canvas, "character", "wren", { name: "Wren" });
  add(canvas, "character", "ines", { name: "Ines" });
  add(canvas, "scene", "z", { setName: "PIER", interiorExterior: "EXT", timeOfDay: "NIGHT", pageEighths: 9 });
  add(canvas, "scene", "a", { timeOfDay: "CONTINUOUS", interiorExterior: "INT", location: "pier" });
  connect(canvas, { source: "z", target: "a" });
  add(canvas, "shot", "z1", {
    scene: "z",
    size: "WS",
    lensMm: 35,
    movement: "truck-right",
    durationSeconds: 4.5,
  });
  add(canvas, "shot", "a1", { scene: "a", number: "12C" });
  add(canvas, "shot", "alone", { description: "A gull." });
  connect(canvas, { source: "wren", target: "z1" });
  connect(canvas, { source: "ines", target: "z1" });
  return canvas;
};

describe("the shot list", () => {
  it("groups shots by scene in script order, with numbers, running time of day and cast", () => {
    const list = readShotList(pier());
    expect(list).toMatchObject({ title: "Night ferry", ratio: { width: 2, height: 1 } });
    expect(
      list.scenes.map(({ number, slugline, tone, timeOfDay }) => [number, slugline, tone, timeOfDay]),
    ).toEqual([
      ["1", "EXT. PIER – NIGHT", "night-ext", "NIGHT"],
      ["2", "INT. PIER 4 – CONTINUOUS", "night-int", "NIGHT"],
      ["", "Shots in no scene", "day-int", undefined],
    ]);
    expect(list.scenes.map(({ shots }) => shots.map(({ number }) => number))).toEqual([
      ["1A"],
      ["12C"],
      [""],
    ]);
    expect(list.scenes[0]?.shots[0]?.cast).toEqual(["Ines", "Wren"]);
  });

  it("takes only the scenes asked for, with the numbers they have in the whole film", () => {
    const { scenes } = readShotList(pier(), ["a", "gone"]);
    expect(scenes.map(({ id, number }) => [id, number])).toEqual([["a", "2"]]);
  });

  it("shows the active take's picture, and none when there is no take", () => {
    const canvas = pier();
    const take = { id: "job", function: "storyboard", functionVersion: 1, asset: "f".repeat(64) };
    const author = { id: "ada", name: "Ada" };
    addTake(canvas, {
      nodeId: "z1",
      take: { ...take, createdAt: 1, durationMs: 1, author, parameters: {}, inputHash: "0" },
    });
    const [first, second] = readShotList(canvas).scenes.flatMap(({ shots }) => shots);
    expect(first?.picture).toEqual({ asset: "f".repeat(64), thumbnail: "f".repeat(64) });
    expect(second?.picture).toBeUndefined();
  });

  it("leaves out proposed shots and the shots of an omitted scene", () => {
    const canvas = pier();
    add(canvas, "scene", "cut", { omitted: true, number: "9" });
    add(canvas, "shot", "cut1", { scene: "cut" });
    add(canvas, "shot", "maybe", { scene: "z", proposal: "job" });
    add(canvas, "shot", "maybe-alone", { proposal: "job" });
    const { scenes } = readShotList(canvas);
    expect(scenes.flatMap(({ shots }) => shots.map(({ id }) => id))).toEqual(["z1", "a1", "alone"]);
    expect(scenes.find(({ id }) => id === "cut")).toMatchObject({ number: "9", omitted: true, shots: [] });
  });

  it("is empty for an empty or malformed canvas", () => {
    const canvas = newCanvas();
    canvas.nodes.set("broken", new Y.Map([["type", "shot"]]));
    expect(readShotList(canvas)).toEqual({
      title: "Untitled canvas",
      ratio: { width: 16, height: 9 },
      scenes: [],
    });
  });
});

describe("the columns", () => {
  it("are the trade's twenty-two, the first eight shown until somebody chooses", () => {
    expect(SHOT_LIST_COLUMN_KEYS).toHaveLength(22);
    expect(DEFAULT_SHOT_LIST_COLUMNS).toEqual([
      "scene",
      "shot",
      "setup",
      "description",
      "size",
      "angle",
      "movement",
      "lensMm",
    ]);
  });

  it("give codes to a spreadsheet and words to people", () => {
    const [scene] = readShotList(pier()).scenes;
    const [shot] = scene?.shots ?? [];
    if (!scene || !shot) throw new Error("The shot is missing");
    const read = (kind: "value" | "words") =>
      SHOT_LIST_COLUMN_KEYS.map((key) => (columnOf(key)[kind] ?? columnOf(key).value)(shot, scene)).filter(
        (text) => text !== "",
      );
    expect(read("value").join("|")).toBe("1|1A|WS|truck-right|35|Ines; Wren|PIER|EXT|NIGHT|4.5|no-take");
    expect(read("words").join("|")).toBe("1|1A|WS|Truck right|35|Ines, Wren|PIER|EXT.|NIGHT|4.5 s|No take");
    expect(cameraInWords(shot)).toBe("WS · 35mm · Truck right");
  });
});
