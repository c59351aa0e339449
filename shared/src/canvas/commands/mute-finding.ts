import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { readNode } from "../queries/read-node.ts";
import type { CommandResult } from "./command-result.ts";

/** Folds findings away, or back out; the next check keeps them so. Other notes are passed over. */
export const muteFinding = (
  canvas: CanvasDocument,
  { ids, muted }: { ids: readonly string[]; muted: boolean },
  origin: unknown = LOCAL_EDIT,
): CommandResult<{ changed: string[] }> => {
  const changed = ids.filter((id) => {
    const data = readNode(canvas, id)?.data;
    return data?.["finding"] !== undefined && (data["muted"] === true) !== muted;
  });
  if (changed.length === 0) return { ok: true, changed };
  canvas.doc.transact(() => {
    for (const id of changed) {
      const data = canvas.nodes.get(id)?.get("data");
      if (!(data instanceof Y.Map)) continue;
      if (muted) data.set("muted", true);
      else data.delete("muted");
    }
  }, origin);
  return { ok: true, changed };
};
