import { nodeTypes, type NodeType } from "@backlot/shared/canvas/node-types/registry";
import type { EdgeType } from "@backlot/shared/canvas/edges";
import type { CanvasContent } from "@backlot/shared/canvas/queries/read-canvas";
import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";

/** The colors a miniature needs, read from the tokens of the theme on screen. */
export interface MiniatureColors {
  node: string;
  line: string;
  frame: string;
  ofType: Readonly<Record<NodeType, string>>;
  ofEdge: Readonly<Record<EdgeType, string>>;
}

export interface MiniatureSize {
  width: number;
  height: number;
}

const MARGIN = 14;
/** A shot is then about 62 px wide: small, but its picture can be told. */
const LEAST_SCALE = 0.3;
const MOST_SCALE = 0.5;
const ACT_SIDE = 32;

/** Draws the upper left of a canvas, as large as its pictures need. `pictures` holds what has loaded, by hash. */
export const drawMiniature = (
  paper: CanvasRenderingContext2D,
  content: CanvasContent,
  size: MiniatureSize,
  colors: MiniatureColors,
  pictures: ReadonlyMap<string, CanvasImageSource>,
): void => {
  paper.clearRect(0, 0, size.width, size.height);
  if (content.nodes.length === 0) return;
  const view = viewOf(content.nodes, size);
  const boxes = new Map(content.nodes.map((node) => [node.id, boxOf(node, view)]));
  const acts = content.nodes.filter((node) => node.type === "act");
  for (const act of acts) drawAct(paper, content.nodes, act, boxes, view, colors);

  paper.lineWidth = 1;
  paper.globalAlpha = 0.65;
  for (const edge of content.edges) {
    // Cast of a shot is not drawn at rest, on the canvas neither.
    if (edge.type === "refers-to") continue;
    const from = boxes.get(edge.source);
    const to = boxes.get(edge.target);
    if (!from || !to || (edge.type === "appears-in" && isShot(content.nodes, edge.target))) continue;
    paper.strokeStyle = colors.ofEdge[edge.type];
    paper.stroke(wireOf(edge.type, from, to));
  }
  paper.globalAlpha = 1;
  for (const node of content.nodes) {
    const box = boxes.get(node.id);
    if (box && node.type !== "act" && box.x < size.width && box.y < size.height)
      drawNode(paper, node, box, colors, pictures);
  }
};

/** The hashes a miniature of this size shows, so that no others are fetched. */
export const picturesIn = (content: CanvasContent, size: MiniatureSize): string[] => {
  const view = viewOf(content.nodes, size);
  const hashes = content.nodes.flatMap((node) => {
    const box = boxOf(node, view);
    const hash = box.x < size.width && box.y < size.height ? pictureOf(node) : undefined;
    return hash ? [hash] : [];
  });
  return [...new Set(hashes)];
};

interface View {
  left: number;
  top: number;
  scale: number;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const viewOf = (nodes: readonly CanvasNode[], size: MiniatureSize): View => {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const node of nodes) {
    // Its box follows from the nodes it holds.
    if (node.type === "act") continue;
    const { box } = nodeTypes[node.type];
    left = Math.min(left, node.x);
    top = Math.min(top, node.y);
    right = Math.max(right, node.x + box.width);
    bottom = Math.max(bottom, node.y + box.height);
  }
  if (left === Infinity) return { left: 0, top: 0, scale: LEAST_SCALE };
  const fit = Math.min(
    (size.width - 2 * MARGIN) / Math.max(1, right - left),
    (size.height - 2 * MARGIN) / Math.max(1, bottom - top),
  );
  return { left, top, scale: Math.min(MOST_SCALE, Math.max(LEAST_SCALE, fit)) };
};

const boxOf = (node: CanvasNode, view: View): Box => {
  const { box } = nodeTypes[node.type];
  return {
    x: MARGIN + (node.x - view.left) * view.scale,
    y: MARGIN + (node.y - view.top) * view.scale,
    width: box.width * view.scale,
    height: box.height * view.scale,
  };
};

/** An act is as large as what it holds. */
const drawAct = (
  paper: CanvasRenderingContext2D,
  nodes: readonly CanvasNode[],
  act: CanvasNode,
  boxes: ReadonlyMap<string, Box>,
  view: View,
  colors: MiniatureColors,
): void => {
  const held = nodes.flatMap((node) => (node.parent === act.id ? (boxes.get(node.id) ?? []) : []));
  if (held.length === 0) return;
  const side = ACT_SIDE * view.scale;
  const left = Math.min(...held.map((box) => box.x)) - side;
  const top = Math.min(...held.map((box) => box.y)) - side;
  const right = Math.max(...held.map((box) => box.x + box.width)) + side;
  const bottom = Math.max(...held.map((box) => box.y + box.height)) + side;
  const outline = new Path2D();
  outline.roundRect(left, top, right - left, bottom - top, 4);
  paper.strokeStyle = colors.line;
  paper.stroke(outline);
};

const isShot = (nodes: readonly CanvasNode[], id: string): boolean =>
  nodes.some((node) => node.id === id && node.type === "shot");

const wireOf = (type: EdgeType, from: Box, to: Box): Path2D => {
  const wire = new Path2D();
  if (type === "contains") {
    const middle = to.x + to.width / 2;
    wire.moveTo(from.x + from.width, from.y + 8);
    wire.lineTo(from.x + from.width + 5, from.y + 8);
    wire.lineTo(from.x + from.width + 5, to.y - 5);
    wire.lineTo(middle, to.y - 5);
    wire.lineTo(middle, to.y);
    return wire;
  }
  if (type === "next" && Math.abs(from.x - to.x) < from.width / 2) {
    wire.moveTo(from.x + from.width / 2, from.y + from.height);
    wire.lineTo(to.x + to.width / 2, to.y);
    return wire;
  }
  const startX = from.x + from.width;
  const startY = from.y + Math.min(from.height / 2, 16);
  const endY = to.y + Math.min(to.height / 2, 16);
  const bend = Math.max(8, Math.abs(to.x - startX) / 2);
  wire.moveTo(startX, startY);
  wire.bezierCurveTo(startX + bend, startY, to.x - bend, endY, to.x, endY);
  return wire;
};

const drawNode = (
  paper: CanvasRenderingContext2D,
  node: CanvasNode,
  box: Box,
  colors: MiniatureColors,
  pictures: ReadonlyMap<string, CanvasImageSource>,
): void => {
  const outline = new Path2D();
  outline.roundRect(box.x, box.y, box.width, box.height, 3);
  paper.save();
  paper.clip(outline);
  paper.fillStyle = colors.node;
  paper.fill(outline);
  if (node.type === "shot") {
    const frameHeight = box.width / 2;
    paper.fillStyle = colors.frame;
    paper.fillRect(box.x, box.y, box.width, frameHeight);
    const picture = pictures.get(pictureOf(node) ?? "");
    if (picture) paper.drawImage(picture, box.x, box.y, box.width, frameHeight);
  }
  paper.fillStyle = colors.ofType[node.type];
  paper.fillRect(box.x, box.y, 1.5, box.height);
  paper.restore();
  paper.strokeStyle = colors.line;
  paper.stroke(outline);
};

const pictureOf = (node: CanvasNode): string | undefined => {
  const take = node.takes.find((candidate) => candidate.id === node.activeTake) ?? node.takes.at(-1);
  return take?.thumbnail ?? take?.asset;
};
