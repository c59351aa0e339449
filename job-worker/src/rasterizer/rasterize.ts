// PNGs are made off the main thread: the worker's event loop must go on answering Redis and the sync-server while
// panels are drawn.
import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import type { RasterizeTask } from "./rasterize-thread.ts";

export interface RasterImage {
  png: Uint8Array;
  width: number;
  height: number;
}

export interface Rasterizer {
  /** One PNG per width, in the order asked. Rejects when the SVG cannot be read. */
  rasterize(svg: string, widths: number[]): Promise<RasterImage[]>;
  close(): Promise<void>;
}

/** Widths that a take keeps: the full panel and the one that nodes and lists show. */
export const PANEL_WIDTH_PX = 1280;
export const THUMBNAIL_WIDTH_PX = 410;

export function createRasterizer(threads = Math.max(1, Math.min(4, availableParallelism()))): Rasterizer {
  const pool = new Piscina<RasterizeTask, RasterImage[]>({
    filename: new URL("./rasterize-thread.ts", import.meta.url).href,
    minThreads: 1,
    maxThreads: threads,
    idleTimeout: 30_000,
  });
  return {
    rasterize: (svg, widths) => pool.run({ svg, widths }),
    close: () => pool.destroy(),
  };
}
