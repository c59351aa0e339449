import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { edgeIdOf, isStoredEdgeType, type Edge } from "../edges.ts";
import { listEdges } from "./list-edges.ts";
import { readNodeMap, type CanvasNode } from "./read-node.ts";

export interface CanvasMeta {
  title?: string;
  schemaVersion?: number;
  /** "16:9", "2:1", "2.39:1" … */
  aspectRatio?: string;
}

export interface CanvasContent {
  meta: CanvasMeta;
  nodes: CanvasNode[];
  edges: Edge[];
}

/** The whole graph as JSON, derived edges included. Malformed nodes, unknown types and dangling edges are skipped. */
export const readCanvas = (canvas: CanvasDocument): CanvasContent => {
  const nodes = readNodes(canvas);
  return { meta: readMeta(canvas), nodes, edges: listEdges(nodes, readStoredEdges(canvas)) };
};

export const readNodes = (canvas: CanvasDocument): CanvasNode[] => {
  const nodes: CanvasNode[] = [];
  for (const [id, map] of canvas.nodes.entries()) {
    const node = map instanceof Y.Map ? readNodeMap(id, map) : undefined;
    if (node) nodes.push(node);
  }
  return nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
};

export const readStoredEdges = (canvas: CanvasDocument): Edge[] => {
  const edges: Edge[] = [];
  for (const [id, map] of canvas.edges.entries()) {
    const edge = map instanceof Y.Map ? readEdgeMap(id, map) : undefined;
    if (edge) edges.push(edge);
  }
  return edges.sort((a, b) => (a.id < b.id ? -1 : 1));
};

export const readEdgeMap = (id: string, map: Y.Map<unknown>): Edge | undefined => {
  const type = map.get("type");
  const source = map.get("source");
  const target = map.get("target");
  if (!isStoredEdgeType(type) || typeof source !== "string" || typeof target !== "string") return undefined;
  return id === edgeIdOf(type, source, target) ? { id, type, source, target } : undefined;
};

export const readMeta = (canvas: CanvasDocument): CanvasMeta => {
  const meta: CanvasMeta = {};
  const title = canvas.meta.get("title");
  const schemaVersion = canvas.meta.get("schemaVersion");
  const aspectRatio = canvas.meta.get("aspectRatio");
  if (typeof title === "string") meta.title = title;
  if (typeof schemaVersion === "number") meta.schemaVersion = schemaVersion;
  if (typeof aspectRatio === "string") meta.aspectRatio = aspectRatio;
  return meta;
};
