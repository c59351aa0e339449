import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { WORKER_RESULT } from "../origins.ts";
import { takeSchema, type Take } from "../takes.ts";
import { refuse, type CommandResult } from "./command-result.ts";

/**
 * Stores a finished take. A take that is there already is left as it is: takes are never overwritten, and a job that
 * runs twice has one effect. The new take becomes active unless a person chose the active one by hand.
 */
export const addTake = (
  canvas: CanvasDocument,
  { nodeId, take }: { nodeId: string; take: Take },
  origin: unknown = WORKER_RESULT,
): CommandResult<{ added: boolean }> => {
  const node = canvas.nodes.get(nodeId);
  const takes = node?.get("takes");
  if (!node || !(takes instanceof Y.Map)) return refuse("node-missing", "The node was deleted.");
  const checked = takeSchema.safeParse(take);
  if (!checked.success) return refuse("field-invalid", checked.error.issues[0]?.message ?? "Not a take.");
  if (takes.has(take.id)) return { ok: true, added: false };
  canvas.doc.transact(() => {
    takes.set(take.id, checked.data);
    if (!isChosenByHand(node, takes)) node.set("activeTake", take.id);
  }, origin);
  return { ok: true, added: true };
};

const isChosenByHand = (node: Y.Map<unknown>, takes: Y.Map<unknown>): boolean => {
  const active = node.get("activeTake");
  if (node.get("activeTakeChosenBy") !== "hand" || typeof active !== "string") return false;
  const take = takeSchema.safeParse(takes.get(active));
  return take.success && take.data.deletedAt === undefined;
};
