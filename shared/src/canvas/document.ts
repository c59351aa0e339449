import * as Y from "yjs";
import { nodeTypes, type NodeType } from "./node-types/registry.ts";
import type { Take } from "./takes.ts";

/**
 * THE schema of the canvas document:
 *
 *   meta     Y.Map  title, schemaVersion, aspectRatio
 *   nodes    Y.Map  id → Y.Map { type, x, y, parent?, order?, data: Y.Map, takes: Y.Map, activeTake?, activeTakeChosenBy? }
 *   edges    Y.Map  "type:source:target" → Y.Map { type, source, target }   (stored edge types only)
 *   applied  Y.Map  job id → true: jobs whose created nodes are already in the document
 *   imported Y.Map  node id → what the screenplay said of it at the last import (imported.ts), plain JSON
 *
 * Nested types (data, takes, every Y.Text) are made with the node in one transaction and never later:
 * two peers that each made one lazily would lose one of them.
 */
export interface CanvasDocument {
  readonly doc: Y.Doc;
  readonly meta: Y.Map<unknown>;
  readonly nodes: Y.Map<Y.Map<unknown>>;
  readonly edges: Y.Map<Y.Map<unknown>>;
  readonly applied: Y.Map<unknown>;
  readonly imported: Y.Map<unknown>;
}

export const openCanvasDocument = (doc: Y.Doc): CanvasDocument => ({
  doc,
  meta: doc.getMap("meta"),
  nodes: doc.getMap("nodes"),
  edges: doc.getMap("edges"),
  applied: doc.getMap("applied"),
  imported: doc.getMap("imported"),
});

/** `activeTakeChosenBy` is "hand" when a person chose the take; a finished take then does not replace it. */
export interface NodeShell {
  type: NodeType;
  x: number;
  y: number;
  parent?: string;
  order?: string;
}

/** The complete Y.Map of a new node. Call inside a transaction and set it into `nodes` in the same one. */
export const makeNodeMap = (shell: NodeShell, data: Readonly<Record<string, unknown>>): Y.Map<unknown> => {
  const textFields: readonly string[] = nodeTypes[shell.type].textFields;
  const dataMap = new Y.Map<unknown>();
  for (const [field, value] of Object.entries(data)) {
    if (value !== undefined && value !== null && !textFields.includes(field)) dataMap.set(field, value);
  }
  for (const field of textFields) {
    const text = data[field];
    dataMap.set(field, new Y.Text(typeof text === "string" ? text : ""));
  }
  const node = new Y.Map<unknown>();
  for (const [key, value] of Object.entries(shell)) if (value !== undefined) node.set(key, value);
  node.set("data", dataMap);
  node.set("takes", new Y.Map<Take>());
  return node;
};
