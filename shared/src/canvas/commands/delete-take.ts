import type { CanvasDocument } from "../document.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { readNodeMap } from "../queries/read-node.ts";
import type { CommandResult } from "./command-result.ts";
import { findTake } from "./stored-take.ts";

/**
 * Takes a take out of sight. Its record stays with a mark, so that undo brings it back, the others keep their numbers,
 * and a job that runs again does not make it again. Was it the active one, the newest of the others takes its place.
 */
export const deleteTake = (
  canvas: CanvasDocument,
  { nodeId, takeId, deletedAt = Date.now() }: { nodeId: string; takeId: string; deletedAt?: number },
  origin: unknown = LOCAL_EDIT,
): CommandResult => {
  const found = findTake(canvas, { nodeId, takeId });
  if (!found.ok) return found;
  const { node, takes, take } = found;
  canvas.doc.transact(() => {
    takes.set(takeId, { ...take, deletedAt });
    if (node.get("activeTake") !== takeId) return;
    const newest = readNodeMap(nodeId, node)?.takes.at(-1);
    if (newest) node.set("activeTake", newest.id);
    else node.delete("activeTake");
    node.delete("activeTakeChosenBy");
  }, origin);
  return { ok: true };
};
