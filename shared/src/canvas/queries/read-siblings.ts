import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import type { Ordered } from "../order.ts";

/** What a place in the running order is among: the scenes of the film, or the shots of one scene. */
export type Row = { type: "scene" } | { type: "shot"; scene: string };

/**
 * The nodes of one row with their orders and nothing else. Reading whole nodes here would make a thousand commands
 * on a thousand nodes cost minutes.
 */
export const readSiblings = (canvas: CanvasDocument, row: Row): Ordered[] => {
  const siblings: Ordered[] = [];
  for (const [id, node] of canvas.nodes.entries()) {
    if (!(node instanceof Y.Map) || node.get("type") !== row.type) continue;
    if (row.type === "shot" && sceneFieldOf(node) !== row.scene) continue;
    const order = node.get("order");
    siblings.push(typeof order === "string" ? { id, order } : { id });
  }
  return siblings;
};

/** The row a node stands in; undefined for other nodes and for a shot in no scene. */
export const readRowOf = (canvas: CanvasDocument, id: string): Row | undefined => {
  const node = canvas.nodes.get(id);
  if (!(node instanceof Y.Map)) return undefined;
  if (node.get("type") === "scene") return { type: "scene" };
  const scene = node.get("type") === "shot" ? sceneFieldOf(node) : undefined;
  return typeof scene === "string" ? { type: "shot", scene } : undefined;
};

const sceneFieldOf = (node: Y.Map<unknown>): unknown => {
  const data = node.get("data");
  return data instanceof Y.Map ? data.get("scene") : undefined;
};
