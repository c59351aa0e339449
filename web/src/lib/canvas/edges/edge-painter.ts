import { EDGE_TYPES, type Edge, type EdgeType } from "@backlot/shared/canvas/edges";
import type { NodeGeometry } from "../model/node-box.ts";
import { EDGE_STYLES, isDrawnAtRest } from "./edge-style.ts";
import { arrowHead, routeEdge, type Route } from "./route.ts";

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface EdgeScene {
  readonly edges: Iterable<Edge>;
  readonly boxOf: (id: string) => NodeGeometry | undefined;
  /** Edges that are real elements now, so not drawn here. */
  readonly lit: ReadonlySet<string>;
}

/** Grid of dots: 16 px apart, coarser when zoomed out so that they never become a tone. */
const GRID = { gap: 16, dot: 1, leastGapOnScreen: 12 };
/** Lines keep at least half their weight on screen when zoomed out. */
const THINNEST_ZOOM = 0.5;

/**
 * Draws the dots and all edges at rest on one canvas behind the nodes: one element instead of one per edge, which is
 * most of what makes a large board slow (docs: canvas rendering). Colors come from the design tokens.
 */
export class EdgePainter {
  readonly #context: CanvasRenderingContext2D;
  #colors = new Map<EdgeType, string>();
  #dotColor = "";

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("The browser gave no 2D canvas.");
    this.#context = context;
    this.readColors();
  }

  /** Again after a change of theme. */
  readColors(): void {
    const style = getComputedStyle(this.#context.canvas);
    for (const type of EDGE_TYPES) this.#colors.set(type, style.getPropertyValue(EDGE_STYLES[type].color));
    this.#dotColor = style.getPropertyValue("--bg-dot");
  }

  draw(width: number, height: number, viewport: Viewport, scene: EdgeScene): void {
    const context = this.#context;
    const { canvas } = context;
    const scale = window.devicePixelRatio || 1;
    const pixelWidth = Math.round(width * scale);
    const pixelHeight = Math.round(height * scale);
    if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
      canvas.width = pixelWidth;
      canvas.height = pixelHeight;
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    this.#drawDots(width, height, viewport);
    const zoom = viewport.zoom * scale;
    context.setTransform(zoom, 0, 0, zoom, viewport.x * scale, viewport.y * scale);
    const routes = visibleRoutes(width, height, viewport, scene);
    for (const type of EDGE_TYPES) {
      const ofType = routes.get(type);
      if (ofType) this.#drawType(type, ofType, viewport.zoom);
    }
    context.globalAlpha = 1;
    context.setLineDash([]);
  }

  #drawType(type: EdgeType, routes: readonly Route[], zoom: number): void {
    const context = this.#context;
    const style = EDGE_STYLES[type];
    context.strokeStyle = this.#colors.get(type) ?? "";
    context.fillStyle = context.strokeStyle;
    context.globalAlpha = style.opacity;
    context.lineWidth = zoom < THINNEST_ZOOM ? (style.width * THINNEST_ZOOM) / zoom : style.width;
    context.setLineDash([...style.dash]);
    context.beginPath();
    for (const route of routes) trace(context, route);
    context.stroke();
    if (type !== "next") return;
    context.beginPath();
    for (const route of routes) {
      if (!route.arrow) continue;
      const [tip, left, right] = arrowHead(route.arrow);
      context.moveTo(tip.x, tip.y);
      context.lineTo(left.x, left.y);
      context.lineTo(right.x, right.y);
      context.closePath();
    }
    context.fill();
  }

  #drawDots(width: number, height: number, { x, y, zoom }: Viewport): void {
    let gap = GRID.gap * zoom;
    while (gap < GRID.leastGapOnScreen) gap *= 2;
    const context = this.#context;
    context.fillStyle = this.#dotColor;
    context.beginPath();
    const size = GRID.dot * Math.max(1, Math.min(1.5, zoom));
    for (let column = ((x % gap) + gap) % gap; column < width; column += gap) {
      for (let row = ((y % gap) + gap) % gap; row < height; row += gap) {
        context.rect(column - size / 2, row - size / 2, size, size);
      }
    }
    context.fill();
  }
}

/** World px that an edge may leave the box around its two ends (the bus runs above, wires bulge). */
const BULGE = 130;

const visibleRoutes = (
  width: number,
  height: number,
  { x, y, zoom }: Viewport,
  scene: EdgeScene,
): Map<EdgeType, Route[]> => {
  const left = -x / zoom - BULGE;
  const top = -y / zoom - BULGE;
  const right = (width - x) / zoom + BULGE;
  const bottom = (height - y) / zoom + BULGE;
  const routes = new Map<EdgeType, Route[]>();
  for (const edge of scene.edges) {
    const source = scene.boxOf(edge.source);
    const target = scene.boxOf(edge.target);
    if (!source || !target || scene.lit.has(edge.id) || !isDrawnAtRest(edge, target)) continue;
    if (Math.max(source.x + source.width, target.x + target.width) < left) continue;
    if (Math.min(source.x, target.x) > right) continue;
    if (Math.max(source.y + source.height, target.y + target.height) < top) continue;
    if (Math.min(source.y, target.y) > bottom) continue;
    const route = routeEdge(edge.type, source, target);
    const list = routes.get(edge.type);
    if (list) list.push(route);
    else routes.set(edge.type, [route]);
  }
  return routes;
};

const trace = (context: CanvasRenderingContext2D, route: Route): void => {
  for (const segment of route.segments) {
    switch (segment[0]) {
      case "M":
        context.moveTo(segment[1], segment[2]);
        break;
      case "L":
        context.lineTo(segment[1], segment[2]);
        break;
      case "Q":
        context.quadraticCurveTo(segment[1], segment[2], segment[3], segment[4]);
        break;
      case "C":
        context.bezierCurveTo(segment[1], segment[2], segment[3], segment[4], segment[5], segment[6]);
    }
  }
};
