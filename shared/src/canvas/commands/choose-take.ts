import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { takeSchema } from "../takes.ts";
import { refuse, type CommandResult } from "./command-result.ts";

/** A person makes a take the active one; from then on finished takes no longer replace it. */
export const chooseTake = (
  canvas: CanvasDocument,
  { nodeId, takeId }: { nodeId: string; takeId: string },
  origin: unknown = LOCAL_EDIT,
): CommandResult => {
  const node = canvas.nodes.get(nodeId);
  const takes = node?.get("takes");
  if (!node || !(takes instanceof Y.Map)) return refuse("node-missing", "There is no such node.");
  const take = takeSchema.safeParse(takes.get(takeId));
  if (!take.success || take.data.deletedAt !== undefined)
    return refuse("take-missing", "There is no such take.");
  canvas.doc.transact(() => {
    node.set("activeTake", takeId);
    node.set("activeTakeChosenBy", "hand");
  }, origin);
  return { ok: true };
};
