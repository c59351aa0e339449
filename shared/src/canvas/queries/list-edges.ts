import { edgeIdOf, edgeTypeBetween, type Edge } from "../edges.ts";
import { compareOrder } from "../order.ts";
import { isProposal } from "./is-proposal.ts";
import type { CanvasNode } from "./read-node.ts";

/**
 * All edges of a canvas: the stored ones whose ends exist and whose types allow them, and those that follow from
 * fields: `contains` (a shot's scene), `set-in` (a scene's location), `next` (order among siblings).
 */
export const listEdges = (nodes: readonly CanvasNode[], storedEdges: readonly Edge[]): Edge[] => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const stored = storedEdges.filter(({ type, source, target }) => {
    const from = byId.get(source);
    const to = byId.get(target);
    return (
      from !== undefined &&
      to !== undefined &&
      source !== target &&
      edgeTypeBetween(from.type, to.type) === type
    );
  });
  return [...stored, ...fieldEdges(nodes, byId), ...orderEdges(nodes, byId)];
};

const fieldEdges = (nodes: readonly CanvasNode[], byId: ReadonlyMap<string, CanvasNode>): Edge[] => {
  const edges: Edge[] = [];
  for (const node of nodes) {
    const sceneId = sceneOf(node, byId);
    if (sceneId !== undefined) edges.push(makeEdge("contains", sceneId, node.id));
    const location = node.type === "scene" ? node.data["location"] : undefined;
    if (typeof location === "string" && byId.get(location)?.type === "location") {
      edges.push(makeEdge("set-in", location, node.id));
    }
  }
  return edges;
};

const orderEdges = (nodes: readonly CanvasNode[], byId: ReadonlyMap<string, CanvasNode>): Edge[] => {
  const edges: Edge[] = [];
  const rows = [nodes.filter((node) => node.type === "scene"), ...shotsByScene(nodes, byId).values()];
  for (const row of rows) {
    const ordered = row.filter((node) => node.order !== undefined).sort(compareOrder);
    for (let i = 1; i < ordered.length; i++) {
      const before = ordered[i - 1];
      const node = ordered[i];
      if (before && node) edges.push(makeEdge("next", before.id, node.id));
    }
  }
  return edges;
};

/** The scene a shot belongs to, if that scene exists. */
export const sceneOf = (node: CanvasNode, byId: ReadonlyMap<string, CanvasNode>): string | undefined => {
  const scene = node.type === "shot" ? node.data["scene"] : undefined;
  return typeof scene === "string" && byId.get(scene)?.type === "scene" ? scene : undefined;
};

/** Scene id → its shots in running order, without those that are only proposed. */
export const shotsByScene = (
  nodes: readonly CanvasNode[],
  byId: ReadonlyMap<string, CanvasNode>,
): Map<string, CanvasNode[]> => {
  const rows = new Map<string, CanvasNode[]>();
  for (const node of nodes) {
    const scene = isProposal(node) ? undefined : sceneOf(node, byId);
    if (scene === undefined) continue;
    const row = rows.get(scene);
    if (row) row.push(node);
    else rows.set(scene, [node]);
  }
  for (const row of rows.values()) row.sort(compareOrder);
  return rows;
};

const makeEdge = (type: Edge["type"], source: string, target: string): Edge => ({
  id: edgeIdOf(type, source, target),
  type,
  source,
  target,
});
