import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { listProposals } from "../queries/is-proposal.ts";
import type { CommandResult } from "./command-result.ts";

/**
 * Makes proposed shots real ones, in the place and order in which they were proposed. What is no open proposal any
 * more is passed over: a colleague was faster. Where another drops what one accepts, the drop wins, as every removal
 * does; undone, it is a proposal again.
 */
export const acceptProposals = (
  canvas: CanvasDocument,
  ids: readonly string[],
  origin: unknown = LOCAL_EDIT,
): CommandResult<{ accepted: string[] }> => {
  const accepted = listProposals(canvas.nodes, { ids });
  if (accepted.length === 0) return { ok: true, accepted };
  canvas.doc.transact(() => {
    for (const id of accepted) {
      const data = canvas.nodes.get(id)?.get("data");
      if (data instanceof Y.Map) data.delete("proposal");
    }
  }, origin);
  return { ok: true, accepted };
};
