import { makeNodeMap, type CanvasDocument, type NodeShell } from "../document.ts";
import { isId, newNodeId } from "../ids.ts";
import { isNodeType, type NodeType } from "../node-types/registry.ts";
import { orderAtEnd } from "../order.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { isCoordinate } from "../queries/read-node.ts";
import { readSiblings } from "../queries/read-siblings.ts";
import { refuse, type CommandResult } from "./command-result.ts";
import { checkFields } from "./node-fields.ts";

export interface NewNode {
  /** Made here when absent. */
  id?: string;
  type: string;
  /** World px, absolute. */
  x: number;
  y: number;
  data?: Readonly<Record<string, unknown>>;
  parent?: string;
}

export const addNode = (
  canvas: CanvasDocument,
  node: NewNode,
  origin: unknown = LOCAL_EDIT,
): CommandResult<{ id: string }> => {
  const id = node.id ?? newNodeId();
  if (!isId(id)) return refuse("id-invalid", "An id has 1 to 64 letters, digits, - or _.", "id");
  if (canvas.nodes.has(id)) return refuse("id-taken", "A node with this id exists.", "id");
  if (!isNodeType(node.type))
    return refuse("type-unknown", `There is no node type "${node.type.slice(0, 40)}".`, "type");
  if (!isCoordinate(node.x)) return refuse("position-invalid", "x must be a finite number.", "x");
  if (!isCoordinate(node.y)) return refuse("position-invalid", "y must be a finite number.", "y");
  const checked = checkFields(node.type, node.data ?? {});
  if (!checked.ok) return checked;
  const shell: NodeShell = { type: node.type, x: node.x, y: node.y };
  if (node.parent !== undefined && canvas.nodes.get(node.parent)?.get("type") === "act")
    shell.parent = node.parent;
  const order = firstOrder(canvas, node.type, checked.fields["scene"]);
  if (order !== undefined) shell.order = order;
  canvas.doc.transact(() => canvas.nodes.set(id, makeNodeMap(shell, checked.fields)), origin);
  return { ok: true, id };
};

/** A scene goes to the end of the film, a shot to the end of its scene; nothing else has an order. */
const firstOrder = (canvas: CanvasDocument, type: NodeType, sceneId: unknown): string | undefined => {
  if (type === "scene") return orderAtEnd(readSiblings(canvas, { type: "scene" }));
  if (type === "shot" && typeof sceneId === "string") {
    return orderAtEnd(readSiblings(canvas, { type: "shot", scene: sceneId }));
  }
  return undefined;
};
