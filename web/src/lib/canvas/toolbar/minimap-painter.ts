import { NODE_TYPES, type NodeType } from "@backlot/shared/canvas/node-types/registry";
import type { Viewport } from "../edges/edge-painter.ts";
import type { Bounds } from "../flow/viewport.ts";
import type { NodeGeometry } from "../model/node-box.ts";

export interface MinimapScene {
  readonly boxes: readonly NodeGeometry[];
  /** World px. */
  readonly view: Bounds;
  readonly people: readonly { x: number; y: number; colorIndex: number }[];
}

/** World px around everything, so that the frame of the view never touches the border. */
const MARGIN = 80;

/** What the minimap shows: all nodes and the part that is on screen. */
export const minimapBounds = ({ boxes, view }: MinimapScene): Bounds => {
  let left = view.x;
  let top = view.y;
  let right = view.x + view.width;
  let bottom = view.y + view.height;
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return {
    x: left - MARGIN,
    y: top - MARGIN,
    width: right - left + 2 * MARGIN,
    height: bottom - top + 2 * MARGIN,
  };
};

/** The camera that fits the bounds into the minimap's box. */
export const minimapCamera = (bounds: Bounds, width: number, height: number): Viewport => {
  const zoom = Math.min(width / bounds.width, height / bounds.height);
  return {
    zoom,
    x: (width - bounds.width * zoom) / 2 - bounds.x * zoom,
    y: (height - bounds.height * zoom) / 2 - bounds.y * zoom,
  };
};

export const drawMinimap = (
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  scene: MinimapScene,
): void => {
  const context = canvas.getContext("2d");
  if (!context) return;
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const style = getComputedStyle(canvas);
  const camera = minimapCamera(minimapBounds(scene), width, height);
  const toX = (x: number): number => x * camera.zoom + camera.x;
  const toY = (y: number): number => y * camera.zoom + camera.y;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  const byType = new Map<NodeType, NodeGeometry[]>(NODE_TYPES.map((type) => [type, []]));
  for (const box of scene.boxes) byType.get(box.type)?.push(box);
  for (const [type, boxes] of byType) {
    if (type === "act") continue;
    context.fillStyle = style.getPropertyValue(`--node-${type}`);
    context.globalAlpha = 0.75;
    context.beginPath();
    for (const box of boxes) {
      context.roundRect(
        toX(box.x),
        toY(box.y),
        Math.max(1.5, box.width * camera.zoom),
        Math.max(1.5, box.height * camera.zoom),
        1,
      );
    }
    context.fill();
  }
  context.globalAlpha = 1;
  for (const { x, y, colorIndex } of scene.people) {
    context.fillStyle = style.getPropertyValue(`--person-${colorIndex + 1}`);
    context.beginPath();
    context.arc(toX(x), toY(y), 2.5, 0, 2 * Math.PI);
    context.fill();
  }
  context.strokeStyle = style.getPropertyValue("--accent");
  context.lineWidth = 1.5;
  const { view } = scene;
  context.beginPath();
  context.roundRect(toX(view.x), toY(view.y), view.width * camera.zoom, view.height * camera.zoom, 2);
  context.stroke();
};
