import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { edgeIdOf } from "../edges.ts";

/** Stores the edge from a character to a scene or shot. Call inside a transaction. */
export const addAppearance = (canvas: CanvasDocument, source: string, target: string): void => {
  canvas.edges.set(
    edgeIdOf("appears-in", source, target),
    new Y.Map<unknown>([
      ["type", "appears-in"],
      ["source", source],
      ["target", target],
    ]),
  );
};
