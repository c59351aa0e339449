import * as Y from "yjs";
import type { CanvasNode } from "./read-node.ts";

/**
 * A shot that coverage proposed and nobody has accepted yet. It stands on the canvas and in its scene, but has no
 * number and counts in no total, order, list, storyboard or animatic.
 */
export const isProposal = (node: Pick<CanvasNode, "type" | "data">): boolean =>
  node.type === "shot" && node.data["proposal"] !== undefined;

/** The open proposals among these nodes, or all of one scene, as ids; reads two fields of each node. */
export const listProposals = (
  nodes: Y.Map<Y.Map<unknown>>,
  among: { ids: readonly string[] } | { scene: string },
): string[] => {
  if ("ids" in among) return among.ids.filter((id) => proposalOf(nodes.get(id)) !== undefined);
  const found: string[] = [];
  for (const [id, node] of nodes.entries()) if (proposalOf(node)?.scene === among.scene) found.push(id);
  return found.sort();
};

const proposalOf = (node: unknown): { scene: unknown } | undefined => {
  if (!(node instanceof Y.Map) || node.get("type") !== "shot") return undefined;
  const data: unknown = node.get("data");
  if (!(data instanceof Y.Map) || typeof data.get("proposal") !== "string") return undefined;
  return { scene: data.get("scene") };
};
