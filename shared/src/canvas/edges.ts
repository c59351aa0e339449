import type { NodeType } from "./node-types/registry.ts";

/**
 * `appears-in` and `refers-to` are stored edges (a node may have many); `contains`, `set-in` and `next`
 * are derived from a field of the child or from its order, so that concurrent edits cannot make two.
 */
export const EDGE_TYPES = ["appears-in", "set-in", "contains", "next", "refers-to"] as const;
export type EdgeType = (typeof EDGE_TYPES)[number];
export const STORED_EDGE_TYPES = ["appears-in", "refers-to"] as const;
export type StoredEdgeType = (typeof STORED_EDGE_TYPES)[number];

export interface Edge {
  id: string;
  type: EdgeType;
  source: string;
  target: string;
}

/** Deterministic, so that two people drawing one edge make one edge. */
export const edgeIdOf = (type: EdgeType, source: string, target: string): string =>
  `${type}:${source}:${target}`;

export const isStoredEdgeType = (type: unknown): type is StoredEdgeType =>
  (STORED_EDGE_TYPES as readonly unknown[]).includes(type);
export const isEdgeType = (type: unknown): type is EdgeType =>
  (EDGE_TYPES as readonly unknown[]).includes(type);

export const parseEdgeId = (id: string): { type: EdgeType; source: string; target: string } | undefined => {
  const [type, source, target, ...rest] = id.split(":");
  if (!isEdgeType(type) || !source || !target || rest.length > 0) return undefined;
  return { type, source, target };
};

const ANYTHING: readonly NodeType[] = ["character", "location", "scene", "shot", "note", "act"];

/** Which type of edge may run from which node type to which: the one rule for people, the API and the worker. */
const EDGE_RULES: Readonly<Record<EdgeType, readonly { from: NodeType; to: readonly NodeType[] }[]>> = {
  "appears-in": [{ from: "character", to: ["scene", "shot"] }],
  "set-in": [{ from: "location", to: ["scene"] }],
  contains: [{ from: "scene", to: ["shot"] }],
  next: [
    { from: "shot", to: ["shot"] },
    { from: "scene", to: ["scene"] },
  ],
  "refers-to": [{ from: "note", to: ANYTHING }],
};

/** The edge type that two node types allow; each pair allows at most one. */
export const edgeTypeBetween = (from: NodeType, to: NodeType): EdgeType | undefined =>
  EDGE_TYPES.find((type) => EDGE_RULES[type].some((rule) => rule.from === from && rule.to.includes(to)));
