import { makeNodeMap, type CanvasDocument } from "../document.ts";
import { newNodeId } from "../ids.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { refuse, type CommandResult } from "./command-result.ts";
import { checkFields } from "./node-fields.ts";

/**
 * Puts nodes into a new act, whose box then follows them; they leave the acts they were in. Acts among the ids and nodes
 * already gone are passed over.
 */
export const groupNodes = (
  canvas: CanvasDocument,
  { ids, title }: { ids: readonly string[]; title?: string },
  origin: unknown = LOCAL_EDIT,
): CommandResult<{ id: string; grouped: string[] }> => {
  const members = ids.flatMap((id) => {
    const node = canvas.nodes.get(id);
    return node && node.get("type") !== "act" ? [{ id, node }] : [];
  });
  const [first] = members;
  if (!first) return refuse("node-missing", "There is nothing to group.");
  const checked = checkFields("act", { title });
  if (!checked.ok) return checked;
  const id = newNodeId();
  const [x, y] = [first.node.get("x"), first.node.get("y")];
  canvas.doc.transact(() => {
    const shell = { type: "act" as const, x: Number(x) || 0, y: Number(y) || 0 };
    canvas.nodes.set(id, makeNodeMap(shell, checked.fields));
    for (const member of members) member.node.set("parent", id);
  }, origin);
  return { ok: true, id, grouped: members.map((member) => member.id) };
};
