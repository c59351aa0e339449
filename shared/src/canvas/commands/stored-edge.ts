import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { edgeIdOf, type StoredEdgeType } from "../edges.ts";

/** Stores an edge under its deterministic id; drawing it twice makes one. Call inside a transaction. */
export const putEdge = (
  { edges }: CanvasDocument,
  type: StoredEdgeType,
  source: string,
  target: string,
): void => {
  edges.set(
    edgeIdOf(type, source, target),
    new Y.Map<unknown>([
      ["type", type],
      ["source", source],
      ["target", target],
    ]),
  );
};
