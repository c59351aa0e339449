import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { edgeIdOf, type EdgeType } from "../edges.ts";
import { orderAtEnd, orderBehind, type Ordered } from "../order.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { checkConnection } from "../queries/check-connection.ts";
import { readRowOf, readSiblings } from "../queries/read-siblings.ts";
import { refuse, type CommandResult } from "./command-result.ts";
import { putEdge } from "./stored-edge.ts";

export interface NewEdge {
  source: string;
  target: string;
  /** Must be the one the two types allow; absent = that one. */
  type?: string;
}

/**
 * Draws an edge. `appears-in` and `refers-to` are stored; `contains` and `set-in` set the child's field (and so take the
 * child away from its former scene or location); `next` moves the target behind the source. Connecting twice is fine.
 */
export const connect = (
  canvas: CanvasDocument,
  edge: NewEdge,
  origin: unknown = LOCAL_EDIT,
): CommandResult<{ id: string; type: EdgeType }> => {
  if (!canvas.nodes.has(edge.source))
    return refuse("node-missing", "The source is not on the canvas.", "source");
  if (!canvas.nodes.has(edge.target))
    return refuse("node-missing", "The target is not on the canvas.", "target");
  const check = checkConnection(canvas, edge.source, edge.target);
  if (!check.ok) return refuse("connection-refused", `${check.title}. ${check.hint}`);
  if (edge.type !== undefined && edge.type !== check.type) {
    return refuse("connection-refused", `These two connect by "${check.type}".`, "type");
  }
  const id = edgeIdOf(check.type, edge.source, edge.target);
  if (!check.connected)
    canvas.doc.transact(() => writeConnection(canvas, check.type, edge.source, edge.target), origin);
  return { ok: true, id, type: check.type };
};

const writeConnection = (canvas: CanvasDocument, type: EdgeType, source: string, target: string): void => {
  switch (type) {
    case "appears-in":
    case "refers-to":
      putEdge(canvas, type, source, target);
      return;
    case "set-in":
      dataOf(canvas, target)?.set("location", source);
      return;
    case "contains": {
      const siblings = readSiblings(canvas, { type: "shot", scene: source });
      dataOf(canvas, target)?.set("scene", source);
      canvas.nodes.get(target)?.set("order", orderAtEnd(siblings));
      return;
    }
    case "next":
      placeBehind(canvas, source, target);
  }
};

const placeBehind = (canvas: CanvasDocument, sourceId: string, targetId: string): void => {
  const row = readRowOf(canvas, sourceId);
  if (!row) return;
  const others = readSiblings(canvas, row).filter(({ id }) => id !== targetId);
  let before: Ordered = others.find(({ id }) => id === sourceId) ?? { id: sourceId };
  if (before.order === undefined) {
    // A source outside the running order enters it first, else "behind it" would mean nothing.
    before = { id: sourceId, order: orderAtEnd(others) };
    canvas.nodes.get(sourceId)?.set("order", before.order);
  }
  if (row.type === "shot") dataOf(canvas, targetId)?.set("scene", row.scene);
  canvas.nodes.get(targetId)?.set("order", orderBehind(before, others));
};

const dataOf = (canvas: CanvasDocument, id: string): Y.Map<unknown> | undefined => {
  const data = canvas.nodes.get(id)?.get("data");
  return data instanceof Y.Map ? data : undefined;
};
