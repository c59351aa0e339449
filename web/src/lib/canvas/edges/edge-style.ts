import type { Edge, EdgeType } from "@backlot/shared/canvas/edges";
import type { NodeGeometry } from "../model/node-box.ts";

/** How an edge type looks at rest. World px; `opacity` applies at rest only. */
export interface EdgeStyle {
  readonly color: `--edge-${EdgeType}`;
  readonly width: number;
  readonly opacity: number;
  readonly dash: readonly number[];
  readonly label: string;
}

export const EDGE_STYLES: Record<EdgeType, EdgeStyle> = {
  "appears-in": { color: "--edge-appears-in", width: 1.5, opacity: 0.65, dash: [], label: "appears in" },
  "set-in": { color: "--edge-set-in", width: 1.5, opacity: 0.8, dash: [], label: "set in" },
  contains: { color: "--edge-contains", width: 1.5, opacity: 1, dash: [], label: "contains" },
  next: { color: "--edge-next", width: 1.75, opacity: 1, dash: [], label: "next" },
  "refers-to": { color: "--edge-refers-to", width: 1.5, opacity: 0.8, dash: [2, 5], label: "refers to" },
};

/** A character's edges to shots appear only when one of the two is touched: at rest the scene shows the cast. */
export const isDrawnAtRest = (edge: Edge, target: NodeGeometry): boolean =>
  !(edge.type === "appears-in" && target.type === "shot");
