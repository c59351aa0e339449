import { nodeTypes } from "../node-types/registry.ts";
import type { CanvasNode } from "./read-node.ts";

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** World px around an act's content: 32 at the sides, a header and a foot (screens.md section 3). */
export const ACT_PADDING = { side: 32, header: 44, foot: 24 } as const;

/**
 * Who belongs to which act: a node by its `parent`, a shot also through its scene. Cycles cannot arise, because only
 * an act is a container and an act inside an act is not followed.
 */
export const actOf = (node: CanvasNode, byId: ReadonlyMap<string, CanvasNode>): string | undefined => {
  const own = node.parent;
  if (own !== undefined && node.type !== "act" && byId.get(own)?.type === "act") return own;
  const scene = node.type === "shot" ? node.data["scene"] : undefined;
  const sceneNode = typeof scene === "string" ? byId.get(scene) : undefined;
  return sceneNode?.type === "scene" ? actOf(sceneNode, byId) : undefined;
};

/** The act's box around the boxes of its members; an empty act has its own place and the default size. */
export const actBoxAround = (act: CanvasNode, members: readonly Box[]): Box => {
  if (members.length === 0) return { x: act.x, y: act.y, ...nodeTypes.act.box };
  const left = Math.min(...members.map((box) => box.x)) - ACT_PADDING.side;
  const top = Math.min(...members.map((box) => box.y)) - ACT_PADDING.header;
  const right = Math.max(...members.map((box) => box.x + box.width)) + ACT_PADDING.side;
  const bottom = Math.max(...members.map((box) => box.y + box.height)) + ACT_PADDING.foot;
  return { x: left, y: top, width: right - left, height: bottom - top };
};
