import { aspectRatioOf } from "@backlot/shared/canvas/aspect-ratio";
import { nodeTypes } from "@backlot/shared/canvas/node-types/registry";
import type { CanvasMeta } from "@backlot/shared/canvas/queries/read-canvas";
import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";

/** World px. The box of a node at every zoom; only what is drawn inside it changes. */
export interface NodeGeometry {
  readonly id: string;
  readonly type: CanvasNode["type"];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The type edge takes 3 px at the left of a shot, the frame the rest. */
const SHOT_FRAME_WIDTH = nodeTypes.shot.box.width - 3;
const SHOT_CAPTION_HEIGHT = 88;

/** Height of a shot's frame: follows the canvas ratio, in steps of 4 so that the caption stays on the grid. */
export const shotFrameHeightOf = (meta: CanvasMeta): number => {
  const ratio = aspectRatioOf(meta.aspectRatio);
  return Math.ceil((SHOT_FRAME_WIDTH * ratio.height) / ratio.width / 4) * 4;
};

const NOTE = { lineHeight: 16, charactersPerLine: 30, padding: 24, foot: 24, least: 64, most: 320 };
/** A note of the continuity check has its rule as a head; muted, it is nothing but that. */
const FINDING = { head: 20, charactersPerLine: 26, muted: 40 };

export const boxOf = (node: CanvasNode, meta: CanvasMeta): { width: number; height: number } => {
  const { box } = nodeTypes[node.type];
  if (node.type === "shot") {
    return { width: box.width, height: shotFrameHeightOf(meta) + SHOT_CAPTION_HEIGHT };
  }
  if (node.type === "note") return { width: box.width, height: noteHeightOf(node) };
  return box;
};

/** Estimated from the text, not measured: every browser must reach the same box, and off-screen notes have none. */
const noteHeightOf = (node: CanvasNode): number => {
  const isFinding = node.data["finding"] !== undefined;
  if (isFinding && node.data["muted"] === true) return FINDING.muted;
  const text = typeof node.data["text"] === "string" ? node.data["text"] : "";
  const { charactersPerLine } = isFinding ? FINDING : NOTE;
  let lines = 0;
  for (const line of text.split("\n")) lines += Math.max(1, Math.ceil(line.length / charactersPerLine));
  const head = isFinding ? FINDING.head : 0;
  const height = NOTE.padding + head + lines * NOTE.lineHeight + NOTE.foot;
  return Math.min(NOTE.most, Math.max(NOTE.least, Math.ceil(height / 4) * 4));
};

/** `bus`: between the header and the first row, where the lines from a scene to its shots run. */
const ACT = { side: 32, header: 44, bus: 24, foot: 24 };

/** An act is as large as what it holds; an empty one keeps its own place. */
export const actBoxAround = (members: readonly NodeGeometry[]): Omit<NodeGeometry, "id" | "type"> => {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const box of members) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return {
    x: left - ACT.side,
    y: top - ACT.header - ACT.bus,
    width: right - left + 2 * ACT.side,
    height: bottom - top + ACT.header + ACT.bus + ACT.foot,
  };
};
