import type { CanvasDocument } from "../document.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { isCoordinate } from "../queries/read-node.ts";
import { refuse, type CommandResult } from "./command-result.ts";

export interface NodeMove {
  id: string;
  /** World px, absolute. */
  x: number;
  y: number;
}

/** The drop of a drag: one transaction for all. Nodes that a colleague has deleted meanwhile are passed over. */
export const moveNodes = (
  canvas: CanvasDocument,
  moves: readonly NodeMove[],
  origin: unknown = LOCAL_EDIT,
): CommandResult<{ moved: string[] }> => {
  if (!moves.every(({ x, y }) => isCoordinate(x) && isCoordinate(y))) {
    return refuse("position-invalid", "x and y must be finite numbers.");
  }
  const moved: string[] = [];
  canvas.doc.transact(() => {
    for (const { id, x, y } of moves) {
      const node = canvas.nodes.get(id);
      if (!node) continue;
      if (node.get("x") !== x) node.set("x", x);
      if (node.get("y") !== y) node.set("y", y);
      moved.push(id);
    }
  }, origin);
  return { ok: true, moved };
};
