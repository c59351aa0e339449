import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { readNodeMap } from "../queries/read-node.ts";
import { takeSchema } from "../takes.ts";
import { refuse, type CommandResult } from "./command-result.ts";

/**
 * Takes a take out of sight. Its record stays with a mark, so that undo brings it back, the others keep their numbers,
 * and a job that runs again does not make it again. Was it the active one, the newest of the others takes its place.
 */
export const deleteTake = (
  canvas: CanvasDocument,
  { nodeId, takeId, deletedAt = Date.now() }: { nodeId: string; takeId: string; deletedAt?: number },
  origin: unknown = LOCAL_EDIT,
): CommandResult => {
  const node = canvas.nodes.get(nodeId);
  const takes = node?.get("takes");
  if (!node || !(takes instanceof Y.Map)) return refuse("node-missing", "There is no such node.");
  const take = takeSchema.safeParse(takes.get(takeId));
  if (!take.success || take.data.deletedAt !== undefined)
    return refuse("take-missing", "There is no such take.");
  canvas.doc.transact(() => {
    takes.set(takeId, { ...take.data, deletedAt });
    if (node.get("activeTake") !== takeId) return;
    const newest = readNodeMap(nodeId, node)?.takes.at(-1);
    if (newest) node.set("activeTake", newest.id);
    else node.delete("activeTake");
    node.delete("activeTakeChosenBy");
  }, origin);
  return { ok: true };
};
