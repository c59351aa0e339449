import type { Edge as XyEdge, Node as XyNode } from "@xyflow/svelte";
import type { Edge } from "@backlot/shared/canvas/edges";
import type { NodeType } from "@backlot/shared/canvas/node-types/registry";
import type { NodeGeometry } from "../model/node-box.ts";

/**
 * The only place that knows Svelte Flow's shapes (with Canvas.svelte, which renders it). Nodes carry geometry and
 * nothing else: the component finds its `NodeView` by id, so an edit of content never touches the `nodes` array.
 */
export type FlowNode = XyNode<Record<string, never>, NodeType>;
export type FlowEdge = XyEdge<Record<string, never>, "lit">;

/** One object for all, so that it never compares as changed. */
const NO_DATA: Record<string, never> = {};

const BEHIND = -1;

export interface FlowState {
  selected?: boolean;
  dragging?: boolean;
}

export const makeFlowNode = (box: NodeGeometry, x: number, y: number, state: FlowState): FlowNode => ({
  id: box.id,
  type: box.type,
  position: { x, y },
  width: box.width,
  height: box.height,
  // Without these two Svelte Flow holds a node that is not mounted for uninitialised and drops its edges.
  measured: sizeOf(box),
  handles: handlesOf(box),
  data: NO_DATA,
  // An act lies below what it holds.
  zIndex: box.type === "act" ? BEHIND : 0,
  selected: state.selected ?? false,
  dragging: state.dragging ?? false,
});

/** Handles are anonymous: our own routes decide where an edge starts and ends. */
export const makeFlowEdge = (edge: Edge, selected: boolean): FlowEdge => ({
  id: edge.id,
  source: edge.source,
  target: edge.target,
  type: "lit",
  data: NO_DATA,
  selected,
});

type Handles = NonNullable<FlowNode["handles"]>;
const handlesBySize = new Map<string, Handles>();
const measuredBySize = new Map<string, { width: number; height: number }>();

const sizeOf = ({ width, height }: NodeGeometry): { width: number; height: number } => {
  const key = `${width}x${height}`;
  const known = measuredBySize.get(key) ?? { width, height };
  measuredBySize.set(key, known);
  return known;
};

const handlesOf = ({ width, height }: NodeGeometry): Handles => {
  const key = `${width}x${height}`;
  const known = handlesBySize.get(key);
  if (known) return known;
  // Agrees with the one element of class "source target" in NodeShell.svelte, which Svelte Flow measures on mount.
  const handles = (["source", "target"] as const).map((type) => ({
    type,
    id: null,
    position: "right",
    x: 0,
    y: 0,
    width,
    height,
  })) as Handles;
  handlesBySize.set(key, handles);
  return handles;
};
