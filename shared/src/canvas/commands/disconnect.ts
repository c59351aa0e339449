import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { parseEdgeId } from "../edges.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { refuse, type CommandResult } from "./command-result.ts";

/**
 * Removes an edge by id. A derived one clears the child's field; removing `next` takes the target out of the running
 * order, so that what followed it follows its predecessor.
 */
export const disconnect = (
  canvas: CanvasDocument,
  edgeId: string,
  origin: unknown = LOCAL_EDIT,
): CommandResult => {
  const edge = parseEdgeId(edgeId);
  const missing = refuse("edge-missing", "There is no such edge.", "id");
  if (!edge) return missing;
  if (edge.type === "appears-in" || edge.type === "refers-to") {
    if (!canvas.edges.has(edgeId)) return missing;
    canvas.doc.transact(() => canvas.edges.delete(edgeId), origin);
    return { ok: true };
  }
  const target = canvas.nodes.get(edge.target);
  const data = target?.get("data");
  if (!target || !(data instanceof Y.Map)) return missing;
  if (edge.type === "next") {
    if (target.get("order") === undefined || !canvas.nodes.has(edge.source)) return missing;
    canvas.doc.transact(() => target.delete("order"), origin);
    return { ok: true };
  }
  const field = edge.type === "contains" ? "scene" : "location";
  if (data.get(field) !== edge.source) return missing;
  canvas.doc.transact(() => {
    data.delete(field);
    if (edge.type === "contains") target.delete("order");
  }, origin);
  return { ok: true };
};
