import type { CanvasNode } from "./read-node.ts";

/**
 * The act a node belongs to: by its own `parent`, a shot also through its scene. An act is never inside an act, so
 * that a cycle of parents cannot arise.
 */
export const actOf = (
  node: CanvasNode,
  nodeById: (id: string) => CanvasNode | undefined,
): string | undefined => {
  if (node.type === "act") return undefined;
  if (node.parent !== undefined) return nodeById(node.parent)?.type === "act" ? node.parent : undefined;
  const sceneId = node.type === "shot" ? node.data["scene"] : undefined;
  const scene = typeof sceneId === "string" ? nodeById(sceneId) : undefined;
  return scene?.type === "scene" ? actOf(scene, nodeById) : undefined;
};
