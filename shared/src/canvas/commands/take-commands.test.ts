import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { openCanvasDocument, type CanvasDocument } from "../document.ts";
import { readNode } from "../queries/read-node.ts";
import type { Take } from "../takes.ts";
import { addNode } from "./add-node.ts";
import { addTake } from "./add-take.ts";
import { chooseTake } from "./choose-take.ts";
import { deleteTake } from "./delete-take.ts";
import { LOCAL_EDIT } from "../origins.ts";

const take = (id: string, createdAt = 1): Take => ({
  id,
  function: "storyboard",
  functionVersion: 1,
  createdAt,
  durationMs: 12,
  author: { id: "u1", name: "Mei" },
  parameters: {},
  inputHash: "abc",
});

let canvas: CanvasDocument;
beforeEach(() => {
  canvas = openCanvasDocument(new Y.Doc());
  addNode(canvas, { id: "s", type: "shot", x: 0, y: 0 });
});

describe("addTake", () => {
  it("adds once, whatever the job does twice", () => {
    expect(addTake(canvas, { nodeId: "s", take: take("j1") })).toEqual({ ok: true, added: true });
    expect(addTake(canvas, { nodeId: "s", take: { ...take("j1"), durationMs: 99 } })).toEqual({
      ok: true,
      added: false,
    });
    expect(readNode(canvas, "s")?.takes).toEqual([{ ...take("j1"), number: 1 }]);
  });

  it("makes the newest take active until a person chooses one", () => {
    addTake(canvas, { nodeId: "s", take: take("j1", 1) });
    addTake(canvas, { nodeId: "s", take: take("j2", 2) });
    expect(readNode(canvas, "s")?.activeTake).toBe("j2");
    chooseTake(canvas, { nodeId: "s", takeId: "j1" });
    addTake(canvas, { nodeId: "s", take: take("j3", 3) });
    expect(readNode(canvas, "s")).toMatchObject({
      activeTake: "j1",
      takes: [{ id: "j1" }, { id: "j2" }, { id: "j3" }],
    });
  });

  it("refuses a deleted node and a malformed take", () => {
    expect(addTake(canvas, { nodeId: "gone", take: take("j") })).toMatchObject({ reason: "node-missing" });
    const malformed = { ...take("j"), createdAt: "now" } as unknown as Take;
    expect(addTake(canvas, { nodeId: "s", take: malformed })).toMatchObject({ reason: "field-invalid" });
  });
});

describe("chooseTake", () => {
  it("refuses a take that does not exist", () => {
    expect(chooseTake(canvas, { nodeId: "s", takeId: "none" })).toMatchObject({ reason: "take-missing" });
    expect(chooseTake(canvas, { nodeId: "gone", takeId: "none" })).toMatchObject({ reason: "node-missing" });
  });
});

describe("deleteTake", () => {
  const numbers = (): unknown => readNode(canvas, "s")?.takes.map(({ id, number }) => [id, number]);

  beforeEach(() => {
    for (const [index, id] of ["j1", "j2", "j3"].entries())
      addTake(canvas, { nodeId: "s", take: take(id, index) });
  });

  it("takes it out of sight; the others keep their numbers, and the newest of them becomes active", () => {
    expect(deleteTake(canvas, { nodeId: "s", takeId: "j3" })).toEqual({ ok: true });
    expect(numbers()).toEqual([
      ["j1", 1],
      ["j2", 2],
    ]);
    expect(readNode(canvas, "s")?.activeTake).toBe("j2");
    deleteTake(canvas, { nodeId: "s", takeId: "j1" });
    addTake(canvas, { nodeId: "s", take: take("j4", 9) });
    expect(numbers()).toEqual([
      ["j2", 2],
      ["j4", 4],
    ]);
    expect(readNode(canvas, "s")?.activeTake).toBe("j4");
  });

  it("is one step of undo", () => {
    const undo = new Y.UndoManager([canvas.nodes], { trackedOrigins: new Set([LOCAL_EDIT]) });
    chooseTake(canvas, { nodeId: "s", takeId: "j1" });
    undo.stopCapturing();
    deleteTake(canvas, { nodeId: "s", takeId: "j1" });
    expect(readNode(canvas, "s")).toMatchObject({ activeTake: "j3", takes: [{ id: "j2" }, { id: "j3" }] });
    undo.undo();
    expect(readNode(canvas, "s")?.activeTake).toBe("j1");
    addTake(canvas, { nodeId: "s", take: take("j4", 9) });
    expect(readNode(canvas, "s")?.activeTake).toBe("j1");
    expect(numbers()).toHaveLength(4);
  });

  it("is not brought back by its job, cannot be chosen, and is deleted once", () => {
    deleteTake(canvas, { nodeId: "s", takeId: "j2" });
    expect(addTake(canvas, { nodeId: "s", take: take("j2") })).toEqual({ ok: true, added: false });
    expect(chooseTake(canvas, { nodeId: "s", takeId: "j2" })).toMatchObject({ reason: "take-missing" });
    expect(deleteTake(canvas, { nodeId: "s", takeId: "j2" })).toMatchObject({ reason: "take-missing" });
    expect(numbers()).toHaveLength(2);
  });

  it("leaves a node without an active take when none is left", () => {
    for (const takeId of ["j1", "j2", "j3"]) deleteTake(canvas, { nodeId: "s", takeId });
    expect(readNode(canvas, "s")).toMatchObject({ takes: [] });
    expect(readNode(canvas, "s")?.activeTake).toBeUndefined();
  });
});
