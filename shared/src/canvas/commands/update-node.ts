import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { isNodeType } from "../node-types/registry.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { isCoordinate } from "../queries/read-node.ts";
import { refuse, type CommandResult } from "./command-result.ts";
import { checkFields, writeFields } from "./node-fields.ts";

export interface NodeUpdate {
  id: string;
  /** Only the fields to change; null removes one. */
  data?: Readonly<Record<string, unknown>>;
  /** World px, absolute. */
  x?: number;
  y?: number;
}

export const updateNode = (
  canvas: CanvasDocument,
  update: NodeUpdate,
  origin: unknown = LOCAL_EDIT,
): CommandResult => {
  const node = canvas.nodes.get(update.id);
  const type = node?.get("type");
  const data = node?.get("data");
  if (!node || !isNodeType(type) || !(data instanceof Y.Map)) {
    return refuse("node-missing", "There is no such node.", "id");
  }
  if (update.x !== undefined && !isCoordinate(update.x))
    return refuse("position-invalid", "x must be a finite number.", "x");
  if (update.y !== undefined && !isCoordinate(update.y))
    return refuse("position-invalid", "y must be a finite number.", "y");
  const checked = checkFields(type, update.data ?? {});
  if (!checked.ok) return checked;
  canvas.doc.transact(() => {
    writeFields(type, data, checked.fields);
    if (update.x !== undefined) node.set("x", update.x);
    if (update.y !== undefined) node.set("y", update.y);
  }, origin);
  return { ok: true };
};
