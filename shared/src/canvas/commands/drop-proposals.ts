import type { CanvasDocument } from "../document.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { listProposals } from "../queries/is-proposal.ts";
import type { CommandResult } from "./command-result.ts";
import { removeNodes } from "./remove-nodes.ts";

/** Takes proposed shots off the canvas. Never a real shot: what a colleague has accepted meanwhile stays. */
export const dropProposals = (
  canvas: CanvasDocument,
  ids: readonly string[],
  origin: unknown = LOCAL_EDIT,
): CommandResult<{ dropped: string[] }> => {
  const dropped = listProposals(canvas.nodes, { ids });
  removeNodes(canvas, dropped, origin);
  return { ok: true, dropped };
};
