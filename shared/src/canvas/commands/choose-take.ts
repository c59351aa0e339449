import type { CanvasDocument } from "../document.ts";
import { LOCAL_EDIT } from "../origins.ts";
import type { CommandResult } from "./command-result.ts";
import { findTake } from "./stored-take.ts";

/** A person makes a take the active one; from then on finished takes no longer replace it. */
export const chooseTake = (
  canvas: CanvasDocument,
  { nodeId, takeId }: { nodeId: string; takeId: string },
  origin: unknown = LOCAL_EDIT,
): CommandResult => {
  const found = findTake(canvas, { nodeId, takeId });
  if (!found.ok) return found;
  canvas.doc.transact(() => {
    found.node.set("activeTake", takeId);
    found.node.set("activeTakeChosenBy", "hand");
  }, origin);
  return { ok: true };
};
