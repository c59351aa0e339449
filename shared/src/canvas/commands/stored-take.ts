import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { takeSchema, type Take } from "../takes.ts";
import { refuse, type Refused } from "./command-result.ts";

interface FoundTake {
  ok: true;
  node: Y.Map<unknown>;
  takes: Y.Map<unknown>;
  take: Take;
}

/** A take that nobody has deleted, with where it stands. */
export const findTake = (
  canvas: CanvasDocument,
  { nodeId, takeId }: { nodeId: string; takeId: string },
): FoundTake | Refused => {
  const node = canvas.nodes.get(nodeId);
  const takes = node?.get("takes");
  if (!node || !(takes instanceof Y.Map)) return refuse("node-missing", "There is no such node.");
  const take = takeSchema.safeParse(takes.get(takeId));
  if (!take.success || take.data.deletedAt !== undefined)
    return refuse("take-missing", "There is no such take.");
  return { ok: true, node, takes, take: take.data };
};
