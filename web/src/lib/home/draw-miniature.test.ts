import { describe, expect, it } from "vitest";
import type { CanvasContent } from "@backlot/shared/canvas/queries/read-canvas";
import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";
import { picturesIn } from "./draw-miniature.ts";

const SIZE = { width: 350, height: 148 };

const shot = (id: string, x: number, y: number, thumbnail?: string): CanvasNode =>
  ({
    id,
    type: "shot",
    x,
    y,
    data: {},
    takes: thumbnail ? [{ id: `take-${id}`, thumbnail }] : [],
    activeTake: `take-${id}`,
  }) as unknown as CanvasNode;

const content = (...nodes: CanvasNode[]): CanvasContent => ({ meta: {}, nodes, edges: [] });

describe("picturesIn", () => {
  it("names the pictures that the miniature shows, each once", () => {
    const nodes = [shot("a", 0, 0, "hash-1"), shot("b", 240, 0, "hash-1"), shot("c", 480, 0, "hash-2")];
    expect(picturesIn(content(...nodes), SIZE)).toEqual(["hash-1", "hash-2"]);
  });

  it("leaves out what lies outside of it", () => {
    const nodes = [shot("a", 0, 0, "near"), shot("b", 0, 5000, "far")];
    expect(picturesIn(content(...nodes), SIZE)).toEqual(["near"]);
  });

  it("is empty for a canvas without takes, and for an empty one", () => {
    expect(picturesIn(content(shot("a", 0, 0)), SIZE)).toEqual([]);
    expect(picturesIn(content(), SIZE)).toEqual([]);
  });
});
