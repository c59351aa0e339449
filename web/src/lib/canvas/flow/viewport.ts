import type { Viewport } from "../edges/edge-painter.ts";
import type { NodeGeometry } from "../model/node-box.ts";

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Screen px left free: more at the right and bottom, where the minimap and the zoom control lie. */
const MARGIN = { left: 24, top: 40, right: 64, bottom: 64 };
const ZOOM = { least: 0.1, most: 1, start: 0.8 };

export const boundsOf = (boxes: readonly NodeGeometry[]): Bounds | undefined => {
  if (boxes.length === 0) return undefined;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
};

/** Shows all of it, in the middle. */
export const viewportAround = (bounds: Bounds, width: number, height: number): Viewport => {
  const free = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
  const fitting = Math.min(free.width / bounds.width, free.height / bounds.height);
  const zoom = Math.min(ZOOM.most, Math.max(ZOOM.least, fitting));
  return {
    zoom,
    x: MARGIN.left + (free.width - bounds.width * zoom) / 2 - bounds.x * zoom,
    y: MARGIN.top + (free.height - bounds.height * zoom) / 2 - bounds.y * zoom,
  };
};

/** The first look at a canvas: its beginning, large enough to read. */
export const viewportAtStart = (bounds: Bounds): Viewport => ({
  zoom: ZOOM.start,
  x: MARGIN.left - bounds.x * ZOOM.start,
  y: MARGIN.top - bounds.y * ZOOM.start,
});
