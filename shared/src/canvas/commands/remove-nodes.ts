import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { parseEdgeId } from "../edges.ts";
import { LOCAL_EDIT } from "../origins.ts";
import type { CommandResult } from "./command-result.ts";

/** Fields of other nodes that name a node. */
const REFERENCE_FIELDS = ["scene", "location"] as const;

/** Removes nodes with their edges, and the references that others hold to them. Those already gone are passed over. */
export const removeNodes = (
  canvas: CanvasDocument,
  ids: readonly string[],
  origin: unknown = LOCAL_EDIT,
): CommandResult<{ removed: string[] }> => {
  const gone = new Set(ids.filter((id) => canvas.nodes.has(id)));
  if (gone.size === 0) return { ok: true, removed: [] };
  canvas.doc.transact(() => {
    for (const id of gone) canvas.nodes.delete(id);
    for (const edgeId of [...canvas.edges.keys()]) {
      const edge = parseEdgeId(edgeId);
      if (edge && (gone.has(edge.source) || gone.has(edge.target))) canvas.edges.delete(edgeId);
    }
    for (const node of canvas.nodes.values()) {
      if (!(node instanceof Y.Map)) continue;
      const parent = node.get("parent");
      if (typeof parent === "string" && gone.has(parent)) node.delete("parent");
      const data = node.get("data");
      if (!(data instanceof Y.Map)) continue;
      for (const field of REFERENCE_FIELDS) {
        const reference: unknown = data.get(field);
        if (typeof reference === "string" && gone.has(reference)) data.delete(field);
      }
    }
  }, origin);
  return { ok: true, removed: [...gone] };
};
